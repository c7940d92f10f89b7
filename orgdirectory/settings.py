"""Settings, from the environment and nowhere else.

| variable       | default             | meaning                                         |
| -------------- | ------------------- | ----------------------------------------------- |
| SECRET_KEY     | none: must be set   | Django's secret key, 50 characters or more      |
| SECRET_KEY_FALLBACKS | none          | keys before it that still count, with spaces between |
| DATABASE_URL   | sqlite:///db.sqlite3 | SQLite file or PostgreSQL, as dj-database-url   |
| DATABASE_REPLICAS | none             | URLs of streaming replicas, with commas: visitors read there |
| REPLICA_MAX_LAG | 5                  | seconds by which a replica that is read may be behind |
| ALLOWED_HOSTS  | localhost,127.0.0.1,[::1] | host names the site answers to, with commas |
| HTTPS          | on                  | off only for trying the site on one's own machine |
| HSTS_SUBDOMAINS | off                | on if every subdomain of the host has HTTPS too |
| HSTS_PRELOAD   | off                 | on to be put on the list that browsers ship with; hard to undo |
| TRUSTED_PROXIES | 0                  | your own proxies that a request comes through; they say who asks |
| PROXY_HEADER   | X-Forwarded-For     | or Forwarded (RFC 7239), which nobody can spell otherwise |
| BEHIND_PROXY   | off                 | on: the same as TRUSTED_PROXIES=1               |
| GRANIAN_BLOCKING_THREADS | 4         | threads of a worker, as the command that serves the site sets them |
| CACHE_URL      | none                | redis://… or valkey://…: a cache that all workers share |
| SUGGESTIONS    | on                  | off: no letter leaves the page before a search is sent |
| EXIT_URL       | https://www.google.com/ | where "leave this site" leads: fast and ordinary |
| STALE_AFTER_MONTHS | 12              | a record not checked for so long is listed for checking |
| PUBLISHER      | none                | who runs the site, as the page "About" names them |
| PUBLISHER_CONTACT | none             | an e-mail address or an https URL where they can be reached |
| SECURITY_POLICY | none               | an https URL of how to report a weakness, for security.txt |
| DATA_LICENSE   | CC-BY-4.0           | the licence of the records: CC-BY-4.0, CC-BY-SA-4.0 or CC0-1.0 |
| BACKUP_DIR     | backups             | the folder of manage.py backup; nobody else may read it |
| POSTGRES_BIN   | none: the PATH      | the folder of pg_dump and pg_restore            |
| STATEMENT_TIMEOUT | 20               | seconds after which PostgreSQL gives a statement up; 0: never |
| METRICS_TOKEN  | none: no such page  | what Prometheus sends to read /metrics/, 32 characters or more |
| PROMETHEUS_MULTIPROC_DIR | none      | an empty folder where the workers leave their numbers |
| DEBUG          | off                 | on only for development                         |
"""

import os
import re
from datetime import timedelta
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import dj_database_url
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.validators import validate_email
from django.utils.csp import CSP
from django.utils.translation import gettext_lazy as _

from organisations.languages import label_in_language

from .operations.logs import logging_settings
from .style_sheet import style_sheet_hashes

BASE_DIR = Path(__file__).resolve().parent.parent
HTTPS_URL = re.compile(r"https://[A-Za-z0-9.-]+(/[^\s\"'<>]*)?")


def switch(name, default):
    """Read a variable that is on or off; raise ImproperlyConfigured for any other word."""
    word = os.environ.get(name, default).strip().lower()
    if word in {"on", "true", "yes", "1"}:
        return True
    if word in {"off", "false", "no", "0"}:
        return False
    raise ImproperlyConfigured(f"{name} must be on or off, not {word!r}.")


def is_random(key):
    return len(key) >= 50 and len(set(key)) >= 5


def secret_key():
    key = os.environ.get("SECRET_KEY", "")
    if not is_random(key):
        raise ImproperlyConfigured("SECRET_KEY must be set to a random text of 50 characters or more.")
    return key


def secret_key_fallbacks():
    keys = os.environ.get("SECRET_KEY_FALLBACKS", "").split()
    if not all(map(is_random, keys)):
        raise ImproperlyConfigured(
            "SECRET_KEY_FALLBACKS must be earlier keys of 50 characters or more, with spaces between."
        )
    return keys


def hosts():
    names = [n.strip() for n in os.environ.get("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]").split(",")]
    for name in names:
        if not re.fullmatch(r"\*|\.?[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*|\[[0-9A-Fa-f:.]+\]", name):
            raise ImproperlyConfigured(
                f"ALLOWED_HOSTS must be host names with commas between; {name!r} is none."
            )
    return names


def number(name, default, least=1):
    """Read a variable of at most four digits; raise ImproperlyConfigured for anything else."""
    word = os.environ.get(name, "").strip() or default
    if not re.fullmatch("0|[1-9][0-9]{0,3}", word, re.ASCII) or int(word) < least:
        raise ImproperlyConfigured(f"{name} must be a number from {least} to 9999, not {word!r}.")
    return int(word)


def metrics_token():
    token = os.environ.get("METRICS_TOKEN", "")
    if token and not re.fullmatch(r"[!-~]{32,200}", token):
        raise ImproperlyConfigured(
            "METRICS_TOKEN must be a random text of 32 characters or more, without spaces."
        )
    if token and not Path(os.environ.get("PROMETHEUS_MULTIPROC_DIR") or "/none").is_dir():
        raise ImproperlyConfigured(
            "PROMETHEUS_MULTIPROC_DIR must be a folder if METRICS_TOKEN is set: each worker writes there."
        )
    return token


def proxy_header():
    name = os.environ.get("PROXY_HEADER") or "X-Forwarded-For"
    if name not in {"X-Forwarded-For", "Forwarded"}:
        raise ImproperlyConfigured(f"PROXY_HEADER must be X-Forwarded-For or Forwarded, not {name!r}.")
    return name


def exit_url():
    url = os.environ.get("EXIT_URL") or "https://www.google.com/"
    if not HTTPS_URL.fullmatch(url):
        raise ImproperlyConfigured(f"EXIT_URL must be a URL that begins with https://, not {url!r}.")
    return url


class License(NamedTuple):
    spdx: str
    name: str
    uri: str


DATA_LICENSES = {
    one.spdx: one
    for one in (
        License("CC-BY-4.0", "CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/"),
        License("CC-BY-SA-4.0", "CC BY-SA 4.0", "https://creativecommons.org/licenses/by-sa/4.0/"),
        License("CC0-1.0", "CC0 1.0", "https://creativecommons.org/publicdomain/zero/1.0/"),
    )
}


def data_license():
    identifier = os.environ.get("DATA_LICENSE") or "CC-BY-4.0"
    if identifier not in DATA_LICENSES:
        raise ImproperlyConfigured(
            f"DATA_LICENSE must be {', '.join(DATA_LICENSES)}, as SPDX writes them, not {identifier!r}."
        )
    return DATA_LICENSES[identifier]


def publisher():
    name = os.environ.get("PUBLISHER", "").strip()
    if len(name) > 200 or not name.isprintable() or re.search("[<>]", name):
        raise ImproperlyConfigured(f"PUBLISHER must be a name of at most 200 characters, not {name!r}.")
    return name


def publisher_contact():
    contact = os.environ.get("PUBLISHER_CONTACT", "").strip()
    if not contact or HTTPS_URL.fullmatch(contact):
        return contact
    try:
        validate_email(contact)
    except ValidationError:
        raise ImproperlyConfigured(
            f"PUBLISHER_CONTACT must be an e-mail address or begin with https://, not {contact!r}."
        ) from None
    return contact


def security_policy():
    url = os.environ.get("SECURITY_POLICY", "").strip()
    if url and not HTTPS_URL.fullmatch(url):
        raise ImproperlyConfigured(f"SECURITY_POLICY must be a URL that begins with https://, not {url!r}.")
    return url


def database(variable, url):
    schemes = {"sqlite", "postgres", "postgresql"}
    try:
        if urlsplit(url).scheme not in schemes:
            raise ValueError(url)
        config = dj_database_url.parse(url, conn_max_age=60, conn_health_checks=True)
    except (ValueError, dj_database_url.ParseError, dj_database_url.UnknownSchemeError):
        raise ImproperlyConfigured(
            f"{variable} must be like sqlite:///directory.sqlite3 or postgresql://user:password@host/name."
        ) from None
    if config["ENGINE"] == "django.db.backends.sqlite3":
        config["ENGINE"] = "orgdirectory.sqlite"
        config["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 5,  # seconds that one who writes waits for another, as long as for PostgreSQL's locks
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-65536;",
        }
    if config["ENGINE"] == "django.db.backends.postgresql":
        config.setdefault("OPTIONS", {})
        config["OPTIONS"] = postgresql_options() | config["OPTIONS"]
    return config


def databases():
    """Return the primary and its replicas, which refuse to be written even where one is promoted."""
    primary = database(
        "DATABASE_URL", os.environ.get("DATABASE_URL") or f"sqlite:///{BASE_DIR / 'db.sqlite3'}"
    )
    urls = os.environ.get("DATABASE_REPLICAS", "").strip()
    if not urls:
        return {"default": primary}
    replicas = [database("DATABASE_REPLICAS", url.strip()) for url in urls.split(",")]
    for one in (primary, *replicas):
        if not one["ENGINE"].endswith("postgresql"):
            raise ImproperlyConfigured("DATABASE_REPLICAS needs PostgreSQL, there and in DATABASE_URL.")
    for one in replicas:
        one["OPTIONS"]["options"] += " -c default_transaction_read_only=on"
        one["CONN_HEALTH_CHECKS"] = False  # the visit is repeated anyway, and need not connect anew first
    return {"default": primary} | {f"replica-{at}": one for at, one in enumerate(replicas, 1)}


def postgresql_options():
    """Return limits in time, and send words apart from the statement: PostgreSQL logs that when it fails."""
    word = os.environ.get("STATEMENT_TIMEOUT") or "20"
    if not re.fullmatch("[0-9]{1,4}", word, re.ASCII):
        raise ImproperlyConfigured(f"STATEMENT_TIMEOUT must be a number of seconds, not {word!r}.")
    session = {
        "statement_timeout": f"{word}s",
        "lock_timeout": "5s",
        "idle_in_transaction_session_timeout": "60s",
    }
    return {
        "options": " ".join(f"-c {name}={value}" for name, value in session.items()),
        "connect_timeout": 2,
        "server_side_binding": True,
        "tcp_user_timeout": 10_000,  # milliseconds in which a machine that is gone is given up
    }


def shared_cache():
    """Return the cache that all workers share, or None if there is none."""
    url = os.environ.get("CACHE_URL", "").strip()
    if not url:
        return None
    scheme, _colon, rest = url.partition("://")
    if not rest or scheme not in {"redis", "rediss", "unix", "valkey", "valkeys"}:
        raise ImproperlyConfigured("CACHE_URL must be like redis://127.0.0.1:6379/0 or valkey://….")
    if not find_spec("redis"):
        raise ImproperlyConfigured("CACHE_URL needs the package redis: pip install orgdirectory[cache].")
    location = f"{scheme.replace('valkey', 'redis')}://{rest}"
    return {"BACKEND": "orgdirectory.shared_cache.SharedCache", "LOCATION": location}


def own_cache():
    """Return a cache that each process has for itself."""
    backend = "django.core.cache.backends.locmem.LocMemCache"
    return {"BACKEND": backend, "OPTIONS": {"MAX_ENTRIES": 5_000}}


SECRET_KEY = secret_key()
SECRET_KEY_FALLBACKS = secret_key_fallbacks()
DEBUG = switch("DEBUG", "off")
HTTPS = switch("HTTPS", "on")
BEHIND_PROXY = switch("BEHIND_PROXY", "off")
TRUSTED_PROXIES = number("TRUSTED_PROXIES", "0", least=0)
PROXY_HEADER = proxy_header()
ALLOWED_HOSTS = hosts()
DATABASES = databases()
REPLICA_MAX_LAG = number("REPLICA_MAX_LAG", "5")

INSTALLED_APPS = [
    "orgdirectory.loading",
    "modeltranslation",
    "orgdirectory.apps.EditorsAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "django.forms",
    "django_filters",
    "simple_history",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "axes",
    "orgdirectory.accounts",
    "organisations",
    "networks",
    "orgdirectory",
]

# Headers first, so that they stand on whatever the others refuse.
MIDDLEWARE = [
    "orgdirectory.middleware.safe_visit",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "orgdirectory.operations.probes.probes",
    "orgdirectory.operations.requests.observe",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "orgdirectory.middleware.compress",
    "orgdirectory.middleware.clean_addresses",
    "orgdirectory.public.open_sheet.keep_sheet_open",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "orgdirectory.accounts.sessions.idle_timeout",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "orgdirectory.request_bodies.bounded_bodies",
    "orgdirectory.middleware.one_revision",
    "django.contrib.messages.middleware.MessageMiddleware",
    "axes.middleware.AxesMiddleware",
    *(["orgdirectory.replicas.middleware.ReadFromReplicas"] if len(DATABASES) > 1 else []),  # the last
]

ROOT_URLCONF = "orgdirectory.urls"
WSGI_APPLICATION = "orgdirectory.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "orgdirectory.context_processors.site",
            ],
        },
    },
]

MESSAGE_STORAGE = "orgdirectory.message_storage.MessageStorage"

FORM_RENDERER = "django.forms.renderers.TemplatesSetting"  # lets templates/django/forms/ word the labels

FIXTURE_DIRS = [BASE_DIR / "fixtures"]

# A language more costs a line here, a catalogue in locale/ and a migration.
LANGUAGES = [("sv", _("Swedish")), ("ar", _("Arabic")), ("en", _("English"))]
LANGUAGE_CODE = "sv"
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = "orgdirectory.formats"
FALLBACK_LANGUAGES = ("en", "sv", "ar")
MODELTRANSLATION_FALLBACK_LANGUAGES = FALLBACK_LANGUAGES
MODELTRANSLATION_BUILD_LOCALIZED_VERBOSE_NAME = label_in_language
USE_I18N = True
TIME_ZONE = "Europe/Stockholm"
USE_TZ = True

CACHES = {"default": shared_cache() or own_cache()}  # layouts of pictures; limits are counted in the database

SEARCH_SUGGESTIONS = switch("SUGGESTIONS", "on")
EXIT_URL = exit_url()
STALE_AFTER_MONTHS = number("STALE_AFTER_MONTHS", "12")
PUBLISHER = publisher()
PUBLISHER_CONTACT = publisher_contact()
SECURITY_POLICY = security_policy()
DATA_LICENSE = data_license()

BACKUP_DIR = Path(os.environ.get("BACKUP_DIR") or BASE_DIR / "backups")
POSTGRES_BIN = os.environ.get("POSTGRES_BIN", "")
METRICS_TOKEN = metrics_token()
LOGGING = logging_settings(debug=DEBUG, metrics=bool(METRICS_TOKEN))

# What a request carries is bounded by its address (see request_bodies); this is the most of all.
DATA_UPLOAD_MAX_MEMORY_SIZE = 11 * 1024 * 1024
FILE_UPLOAD_HANDLERS = ["orgdirectory.request_bodies.NoFiles"]
BLOCKING_THREADS = number("GRANIAN_BLOCKING_THREADS", "4")

STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
WHITENOISE_ALLOW_ALL_ORIGINS = False  # no other site has use for them, nor may tell by them who was here
WHITENOISE_MIMETYPES = {".svg": "image/svg+xml; charset=utf-8"}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "orgdirectory.accounts.passwords.GuessabilityValidator"},
]

AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
OTP_TOTP_ISSUER = "orgdirectory"

# Wrong passwords; see orgdirectory/accounts/lockout.py.
AXES_HANDLER = "orgdirectory.accounts.lockout.Handler"
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"], "username", "ip_address"]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
AXES_CLIENT_IP_CALLABLE = "orgdirectory.accounts.lockout.sender_of"
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False

# A session ends with the browser, after hours in which nothing was asked for, and after a day in any case.
SESSION_ENGINE = "orgdirectory.accounts.sessions"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_AGE = 24 * 60 * 60
SESSION_IDLE_AGE = 8 * 60 * 60

# Browsers take a cookie of such a name from this very host and over HTTPS only.
COOKIE_PREFIX = "__Host-" if HTTPS else ""
SESSION_COOKIE_NAME = f"{COOKIE_PREFIX}sessionid"
CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}csrftoken"
LANGUAGE_COOKIE_NAME = f"{COOKIE_PREFIX}language"
LANGUAGE_COOKIE_SECURE = HTTPS

SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF, *style_sheet_hashes()],
    "img-src": [CSP.SELF, "data:"],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
}
SECURE_REFERRER_POLICY = "same-origin"  # public pages: none, see middleware
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 63_072_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = switch("HSTS_SUBDOMAINS", "off")
SECURE_HSTS_PRELOAD = switch("HSTS_PRELOAD", "off")
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]  # they want both of these for every host
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY or TRUSTED_PROXIES else None
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "orgdirectory.accounts.views.csrf_failure"
X_FRAME_OPTIONS = "DENY"
