"""What is kept of those who sign in: sessions, second factors, and from where they came lately."""

from binascii import unhexlify

from django.conf import settings
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_otp.models import Device, TimestampMixin
from django_otp.plugins.otp_totp.models import TOTPDevice

from ..keys import ENCRYPTED, decrypt, encrypt


class Session(AbstractBaseSession):
    """A session; its key is a hash, so that a copy of the database opens none."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True)
    browser = models.CharField(max_length=60, blank=True)
    started_at = models.DateTimeField(default=timezone.now)
    saved_at = models.DateTimeField(auto_now=True)

    class Meta:
        default_permissions = ()
        verbose_name = _("session")
        verbose_name_plural = _("sessions")

    @classmethod
    def get_session_store_class(cls):
        from .sessions import SessionStore

        return SessionStore


class App(TOTPDevice):
    """An app that shows codes; its secret is encrypted, so that a copy of the database shows none."""

    class Meta:
        proxy = True
        default_permissions = ()

    @property
    def bin_key(self):
        if self.key.startswith(ENCRYPTED):
            return decrypt(self.key, purpose_of(self.user_id))
        return unhexlify(self.key)

    def encrypt(self):
        self.key = encrypt(self.bin_key, purpose_of(self.user_id))


def purpose_of(user_id):
    return f"orgdirectory.totp.{user_id}"


class Passkey(TimestampMixin, Device):
    """A passkey (WebAuthn); of it only what is public is stored."""

    credential = models.BinaryField()

    class Meta:
        default_permissions = ()
        verbose_name = _("passkey")
        verbose_name_plural = _("passkeys")


class KnownSender(models.Model):
    """A browser or network from which somebody signed in lately: strangers cannot lock it out."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    digest = models.CharField(max_length=64)
    signed_in_at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()
        verbose_name = _("known browser or network")
        verbose_name_plural = _("known browsers and networks")
        constraints = [models.UniqueConstraint(fields=["user", "digest"], name="known_sender_once")]

    def __str__(self):
        return f"{self.user_id} {self.signed_in_at:%Y-%m-%d}"
