"""Keyed hashes and encryption under SECRET_KEY, also read under the keys before it (SECRET_KEY_FALLBACKS)."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from functools import cache
from secrets import token_bytes

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils.crypto import salted_hmac

ENCRYPTED = "gcm:"
NONCE = 12  # bytes


class NoKeyFitsError(ValueError):
    """What is stored was encrypted under a key that is neither SECRET_KEY nor among its fallbacks."""


def secret_keys():
    return [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]


def keyed_hash(salt, value, key=None):
    return salted_hmac(salt, value, secret=key, algorithm="sha256").hexdigest()


def keyed_hashes(salt, value):
    """Return the hashes under which a value may be stored; that of today's key comes first."""
    return [keyed_hash(salt, value, key) for key in secret_keys()]


def encrypt(data, purpose):
    """Return bytes as a text of 4/3 their length and 42 letters; it can be read for this purpose only."""
    nonce = token_bytes(NONCE)
    sealed = cipher(settings.SECRET_KEY).encrypt(nonce, data, purpose.encode())
    return ENCRYPTED + urlsafe_b64encode(nonce + sealed).decode()


def decrypt(text, purpose):
    sealed = urlsafe_b64decode(text.removeprefix(ENCRYPTED))
    for key in secret_keys():
        try:
            return cipher(key).decrypt(sealed[:NONCE], sealed[NONCE:], purpose.encode())
        except InvalidTag:
            continue
    raise NoKeyFitsError("A secret was encrypted under a key that is not among SECRET_KEY_FALLBACKS.")


@cache
def cipher(secret_key):
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"orgdirectory.keys")
    return AESGCM(derived.derive(secret_key.encode()))
