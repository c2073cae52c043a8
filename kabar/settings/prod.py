"""Settings for production: everything from the environment, nothing guessed."""

from kabar import env
from kabar.logs import logging_settings
from kabar.settings.base import *  # noqa: F403

SECRET_KEY = env.text("KABAR_SECRET_KEY")
DATABASES = {"default": env.database("KABAR_DATABASE_URL")}
BASE_URL = env.text("KABAR_BASE_URL")
DEFAULT_FROM_EMAIL = env.text("KABAR_FROM_EMAIL")
MAIL_DOMAIN = env.text("KABAR_MAIL_DOMAIN")
DEMO = False
LOGGING = logging_settings(env.text("KABAR_LOG_FORMAT", "json"), env.text("KABAR_LOG_LEVEL", "INFO"))

SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = True
# A load balancer asks from inside, without TLS, and takes a redirect for an illness.
SECURE_REDIRECT_EXEMPT = [r"^health/"]
# Sign-on limits attempts by the client's address: the one that the outermost trusted proxy saw.
ALLAUTH_TRUSTED_PROXY_COUNT = int(env.number("KABAR_TRUSTED_PROXIES", 1))
SECURE_HSTS_SECONDS = 31536000
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
