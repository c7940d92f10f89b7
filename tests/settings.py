"""The site's settings, with what a test run needs and a visitor does not."""

import os

os.environ.setdefault("SECRET_KEY", "for-tests-only-0123456789-abcdefghijklmnopqrstuvwxyz")
os.environ["HTTPS"] = "off"

from orgdirectory.settings import *  # noqa: F403
from orgdirectory.settings import BASE_DIR, DATABASES, STORAGES

ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
if DATABASES["default"]["ENGINE"].endswith("postgresql"):
    # Most records of the tests cite nothing; what PostgreSQL says to that is tested where it is asked for.
    # And a module may keep its transaction open for minutes.
    DATABASES["default"]["OPTIONS"]["options"] += (
        " -c orgdirectory.without_citations=on -c idle_in_transaction_session_timeout=0"
    )
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
# WhiteNoise wants a folder that exists; nobody has collected the static files yet.
STATIC_ROOT = BASE_DIR / "orgdirectory" / "static"
