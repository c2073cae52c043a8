"""Settings shared by all environments; what differs comes from the environment (kabar/env.py)."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from kabar import env, mail_provider
from kabar.logs import logging_settings
from kabar.schedule import schedule

BASE_DIR = Path(__file__).resolve().parent.parent.parent

SECRET_KEY = env.text("KABAR_SECRET_KEY", "")
DEBUG = False
ALLOWED_HOSTS = env.words("KABAR_ALLOWED_HOSTS")
CSRF_TRUSTED_ORIGINS = env.words("KABAR_TRUSTED_ORIGINS")
BASE_URL = env.text("KABAR_BASE_URL", "http://127.0.0.1:8000")
DEMO = env.flag("KABAR_DEMO")
DEMO_MAILBOX = env.text("KABAR_DEMO_MAILBOX", "")
# Whoever brings this token may read /metrics; without it the page does not exist.
METRICS_TOKEN = env.text("KABAR_METRICS_TOKEN", "")

INSTALLED_APPS = [
    "kabar",
    "notifications",
    "followups",
    "careers",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "anymail",
    "csp",
    "django_filters",
    "django_htmx",
    "django_scopes",
    "drf_spectacular",
    "rest_framework",
    "rest_framework.authtoken",
]

MIDDLEWARE = [
    "kabar.middleware.RequestIdMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "kabar.middleware.CentreScopeMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "kabar.urls"
WSGI_APPLICATION = "kabar.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "kabar.pages.context.page",
            ],
        },
    }
]

DATABASES = {"default": env.database("KABAR_DATABASE_URL", "sqlite:///var/kabar.sqlite3")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "careers.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "notifications.accounts.OutboxAccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
# Only mail people who exist: the answer on the page is the same either way.
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
# Seconds. Sign-on mail waits in the outbox no longer than its link is good for.
PASSWORD_RESET_TIMEOUT = 6 * 3600

LANGUAGE_CODE = "id"
LANGUAGES = [("id", _("Bahasa Indonesia")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "static/"
STATIC_ROOT: Path | None = BASE_DIR / "var" / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]

CACHES = {
    "default": {
        "BACKEND": "kabar.cache.PatientRedisCache",
        "LOCATION": env.text("KABAR_CACHE_URL", "redis://127.0.0.1:6379/1"),
        "OPTIONS": {"socket_timeout": 1, "socket_connect_timeout": 1},
    }
}

# No inline style or script anywhere.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        # Token first: its WWW-Authenticate header makes the anonymous a 401.
        "rest_framework.authentication.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_PAGINATION_CLASS": "kabar.api.Pages",
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "EXCEPTION_HANDLER": "kabar.api.handle_exception",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Kabar",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.IsAuthenticated"],
}

# Mail: SMTP by our own connection class (a total deadline per mail), or an ESP by anymail.
MAIL_PROVIDER = env.text("KABAR_MAIL_PROVIDER", "smtp")
EMAIL_BACKEND = mail_provider.backend(MAIL_PROVIDER)
EMAIL_HOST = env.text("KABAR_SMTP_HOST", "127.0.0.1")
EMAIL_PORT = int(env.number("KABAR_SMTP_PORT", 1025))
EMAIL_HOST_USER = env.text("KABAR_SMTP_USER", "")
EMAIL_HOST_PASSWORD = env.text("KABAR_SMTP_PASSWORD", "")
# TLS after a plain greeting (port 587), or from the first byte (port 465); never both.
EMAIL_USE_TLS = env.flag("KABAR_SMTP_STARTTLS")
EMAIL_USE_SSL = env.flag("KABAR_SMTP_TLS")
EMAIL_TIMEOUT = 10
MAIL_DEADLINE_SECONDS = env.number("KABAR_MAIL_DEADLINE_SECONDS", 35)
MAIL_LEASE_SECONDS = env.number("KABAR_MAIL_LEASE_SECONDS", 150)
# How many connections to the provider one drain opens, each with a thread of its own.
MAIL_CONNECTIONS = int(env.number("KABAR_MAIL_CONNECTIONS", 4))
# How many mails a second the provider takes from all workers together; 0 is without limit.
MAIL_PER_SECOND = env.number("KABAR_MAIL_PER_SECOND", 0)
# For how long a provider recognises a repetition by our key and sends one of the two: Resend keeps
# it for 24 hours (notifications/resend.py).
MAIL_REPEATABLE_SECONDS = 12 * 3600 if MAIL_PROVIDER == "resend" else 0
# How often due plans and due mail are looked for (beat; a wake-up only makes it sooner).
SWEEP_SECONDS = env.number("KABAR_SWEEP_SECONDS", 30)
DEFAULT_FROM_EMAIL = env.text("KABAR_FROM_EMAIL", "Kabar <kabar@kabar.example.com>")
MAIL_DOMAIN = env.text("KABAR_MAIL_DOMAIN", "kabar.example.com")
# Reminders may come from a sub-domain of their own, so that their reputation is not sign-on mail's.
REMINDER_FROM_EMAIL = env.text("KABAR_REMINDER_FROM_EMAIL", DEFAULT_FROM_EMAIL)
# Where answers to reminders go: "counsellor" (a student's to hers), one address for all, or "" for none.
MAIL_REPLY_TO = env.text("KABAR_REPLY_TO", "counsellor")
# What the provider needs, and whose webhooks are open (docs/providers.md). Days, bytes.
_WEBHOOK_PROVIDERS = env.words("KABAR_WEBHOOK_PROVIDERS")
ANYMAIL = mail_provider.anymail_settings(MAIL_PROVIDER, _WEBHOOK_PROVIDERS, env.words("KABAR_WEBHOOK_SECRET"))
WEBHOOKS = mail_provider.webhooks(mail_provider.listening(MAIL_PROVIDER, _WEBHOOK_PROVIDERS))
WEBHOOK_MAX_AGE = timedelta(days=env.number("KABAR_WEBHOOK_MAX_AGE_DAYS", 5))
WEBHOOK_MAX_BYTES = int(env.number("KABAR_WEBHOOK_MAX_BYTES", 10_000_000))
EVENT_RETENTION = timedelta(days=env.number("KABAR_EVENT_RETENTION_DAYS", 90))
# Where students send what is told by mail (docs/inbound.md): `kabar+{token}@mail.example.com` or
# `{token}@in.example.com`; empty is switched off.
INBOUND_ADDRESS = env.text("KABAR_INBOUND_ADDRESS", "").strip()
INBOUND_MAX_BYTES = int(env.number("KABAR_INBOUND_MAX_BYTES", 5_000_000))
if INBOUND_ADDRESS:
    # Some providers tell a whole mail in one field of a form.
    DATA_UPLOAD_MAX_MEMORY_SIZE = WEBHOOK_MAX_BYTES

# Celery: doorways only. Due times live in the database; a wiped broker loses nothing.
CELERY_BROKER_URL = env.text("KABAR_BROKER_URL", "redis://127.0.0.1:6379/0")
# Tasks are acknowledged when they begin: the next beat brings whatever a dead worker left undone.
CELERY_TASK_ACKS_LATE = False
CELERY_TASK_IGNORE_RESULT = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = 600
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 900,
    "socket_timeout": 1,
    "socket_connect_timeout": 1,
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# By default a worker ends after three quarters of an hour without its broker.
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_TASK_DEFAULT_QUEUE = "kabar"
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE = schedule(SWEEP_SECONDS)

# json for machines, lines for people (kabar/logs.py); either way without anybody's data.
LOGGING = logging_settings(env.text("KABAR_LOG_FORMAT", "lines"), env.text("KABAR_LOG_LEVEL", "INFO"))
