"""Every setting, read from the environment once. A wrong or missing one stops Vigil with a sentence.

On one's own machine nothing has to be set. ``VIGIL_ENVIRONMENT=production`` makes the rest strict.
"""

import os
import sys
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

# The third reader reads on one core, before numpy is first loaded: the rest of the machine is for people who wait.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
# A call of the API asks the database some thirty times, a message twenty. After each answer its thread would otherwise
# stand in line for up to 5 ms behind one that computes; half a millisecond costs nothing that can be measured.
sys.setswitchinterval(0.0005)

PACKAGE = Path(__file__).resolve().parent.parent
ENVIRONMENTS = ("local", "production")


def _refuse(sentence: str) -> ImproperlyConfigured:
    return ImproperlyConfigured(f"Vigil cannot start: {sentence}")


def _required(name: str, why: str) -> str:
    value = os.environ.get(name, "")
    if not value:
        raise _refuse(f"{name} is not set. {why}")
    return value


def _number(name: str, default: int) -> int:
    value = os.environ.get(name, str(default))
    if not value.isdigit():
        raise _refuse(f"{name} is “{value}”. Set it to a whole number.")
    return int(value)


def _database(url: str) -> dict[str, Any]:
    """Return Django's settings for a ``DATABASE_URL`` such as ``sqlite:////srv/vigil.sqlite3`` or
    ``postgresql://user:password@host:5432/name`` (a socket folder goes in ``?host=/folder``)."""
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": unquote(parts.path.removeprefix("/")) or "vigil.sqlite3",
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 30,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-65536;",
            },
        }
    if parts.scheme in {"postgresql", "postgres"}:
        query = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair)
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.removeprefix("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": unquote(query.get("host", parts.hostname or "")),
            "PORT": str(parts.port or query.get("port", "")),
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
        }
    raise _refuse(
        f"DATABASE_URL starts with “{parts.scheme}”. Set it to sqlite:////path/to/file.sqlite3 "
        "or postgresql://user:password@host:5432/name."
    )


ENVIRONMENT = os.environ.get("VIGIL_ENVIRONMENT", "local")
if ENVIRONMENT not in ENVIRONMENTS:
    raise _refuse(f"VIGIL_ENVIRONMENT is “{ENVIRONMENT}”. Set it to one of: {', '.join(ENVIRONMENTS)}.")
IS_PRODUCTION = ENVIRONMENT == "production"

# Files that are not in the database: uploaded imports, and the embedded database itself.
DATA = Path(os.environ.get("VIGIL_DATA", "var")).resolve()

_LOCAL_SECRET = "for-one-machine-only-never-in-production"  # noqa: S105  (refused in production, below)
if IS_PRODUCTION:
    SECRET_KEY = _required("VIGIL_SECRET_KEY", "Set it to a long random string, kept out of the repository.")
    if SECRET_KEY == _LOCAL_SECRET or len(SECRET_KEY) < 40:
        raise _refuse(
            "VIGIL_SECRET_KEY is the default or too short. Set it to a random string of 40 characters or more."
        )
    ALLOWED_HOSTS = [
        host.strip() for host in _required("VIGIL_HOSTS", "Set it to the names Vigil is served at.").split(",")
    ]
    DATABASES = {"default": _database(_required("DATABASE_URL", "Set it to the hub's PostgreSQL database."))}
    if os.environ.get("VIGIL_DEBUG"):
        raise _refuse("VIGIL_DEBUG is set. Unset it: error pages must not show what a record holds.")
else:
    SECRET_KEY = os.environ.get("VIGIL_SECRET_KEY", _LOCAL_SECRET)
    ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", "testserver"]
    DATABASES = {"default": _database(os.environ.get("DATABASE_URL", f"sqlite:///{DATA}/vigil.sqlite3"))}
DEBUG = bool(os.environ.get("VIGIL_DEBUG")) and not IS_PRODUCTION

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "csp",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "ninja",
    "vigil.ui",
    "vigil.accounts",
    "vigil.audit",
    "vigil.workforce",
    "vigil.people",
    "vigil.referrals",
    "vigil.triage",
    "vigil.worklist",
    "vigil.sharing",
    "vigil.intake",
    "vigil.governance",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "vigil.config.urls"
WSGI_APPLICATION = "vigil.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "APP_DIRS": False,
        "DIRS": sorted(PACKAGE.glob("*/templates")),
        "OPTIONS": {
            "environment": "vigil.ui.jinja.environment",
            "context_processors": ["vigil.ui.context.page", "vigil.intake.context.page"],
        },
    },
    {"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True, "OPTIONS": {}},
]

# -- People, sessions and what a browser may do ------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
ACCOUNT_ADAPTER = "vigil.workforce.adapter.ClosedAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
# Behind proxies, the address that failed attempts are counted by is the one the outermost of ours saw.
ALLAUTH_TRUSTED_PROXY_COUNT = _number("VIGIL_PROXIES", 1 if IS_PRODUCTION else 0)
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "start"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"

SESSION_COOKIE_AGE = 12 * 60 * 60  # a shift
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_PRODUCTION
SECURE_SSL_REDIRECT = IS_PRODUCTION
SECURE_HSTS_SECONDS = 31_536_000 if IS_PRODUCTION else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if IS_PRODUCTION else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    }
}

# -- Words, times and files -----------------------------------------------------------------------

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True
USE_I18N = False
STATIC_URL = "static/"
STATIC_ROOT = DATA / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": DATA / "files"}},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if IS_PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not IS_PRODUCTION
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# -- Background work and the log ------------------------------------------------------------------

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "vigil"}}
if IS_PRODUCTION:
    # Sign-in attempts are counted over every process, so the count cannot live in one of them.
    CACHES["default"] = {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "vigil_cache"}

# -- What leaves for partners ----------------------------------------------------------------------

CHANNELS_ARE_REAL = IS_PRODUCTION or bool(os.environ.get("VIGIL_CHANNELS_ARE_REAL"))
# A route names its secret; only these can be named, so no route can send out one of the hub's own.
CHANNEL_SECRETS = {
    name.removeprefix("VIGIL_CHANNEL_"): value
    for name, value in os.environ.items()
    if name.startswith("VIGIL_CHANNEL_")
}
# What a school that is imported with an e-mail address is reached by: the other partners' ways are typed in.
HUB_MAIL = {
    "host": os.environ.get("VIGIL_MAIL_HOST", "localhost"),
    "port": str(_number("VIGIL_MAIL_PORT", 587)),
    "from": os.environ.get("VIGIL_MAIL_FROM", "hub@vigil.example"),
}
BOUNCES = DATA / "bounces"  # a Maildir that the mail server fills
OUTGOING = DATA / "outgoing"  # where the console twins keep what would have left

# -- Notes to officers -----------------------------------------------------------------------------

ADDRESS = os.environ.get("VIGIL_ADDRESS", "http://localhost:8000").rstrip("/")  # where officers open Vigil
EMAIL_HOST = os.environ.get("VIGIL_MAIL_HOST", "")  # without one, notes are only on officers' pages
EMAIL_PORT = _number("VIGIL_MAIL_PORT", 587 if IS_PRODUCTION else 25)
EMAIL_USE_TLS = IS_PRODUCTION
EMAIL_TIMEOUT = 20  # seconds
MAIL_DOMAIN = os.environ.get("VIGIL_MAIL_DOMAIN", "police.example")  # an officer's address is their username in it
DEFAULT_FROM_EMAIL = f"vulnerability-hub@{MAIL_DOMAIN}"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "vigil.config.logs.PlainFormatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "stream": sys.stderr, "formatter": "line"}},
    "root": {"handlers": ["console"], "level": os.environ.get("VIGIL_LOG_LEVEL", "WARNING")},
    "loggers": {"django": {"handlers": [], "level": "WARNING"}},
}
