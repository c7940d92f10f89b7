"""Encrypt the secrets of apps. Sessions of before, whose keys stand in the database in clear, end."""

from django.db import migrations

from orgdirectory.keys import ENCRYPTED, decrypt, encrypt


def purpose(app):
    return f'orgdirectory.totp.{app.user_id}'


def encrypt_secrets(apps, editor):
    for app in apps.get_model('otp_totp', 'TOTPDevice').objects.exclude(key__startswith=ENCRYPTED):
        app.key = encrypt(bytes.fromhex(app.key), purpose(app))
        app.save(update_fields=['key'])


def decrypt_secrets(apps, editor):
    for app in apps.get_model('otp_totp', 'TOTPDevice').objects.filter(key__startswith=ENCRYPTED):
        app.key = decrypt(app.key, purpose(app)).hex()
        app.save(update_fields=['key'])


def end_sessions(apps, editor):
    apps.get_model('sessions', 'Session').objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [
        ('accounts', '0001_sessions_and_second_factors'),
        ('otp_totp', '0003_add_timestamps'),
        ('sessions', '0001_initial'),
    ]

    operations = [
        migrations.RunPython(encrypt_secrets, decrypt_secrets),
        migrations.RunPython(end_sessions, migrations.RunPython.noop),
    ]
