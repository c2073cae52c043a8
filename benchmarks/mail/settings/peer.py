"""What the peers share: one database, Django's own SMTP backend, logging of errors only."""

import os

from kabar import env

SECRET_KEY = "only-for-the-race"
USE_TZ = True
TIME_ZONE = "UTC"
DATABASES = {"default": env.database("KABAR_DATABASE_URL")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
INSTALLED_APPS = ["django.contrib.contenttypes", "django.contrib.auth"]
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = env.text("KABAR_SMTP_HOST", "127.0.0.1")
EMAIL_PORT = int(env.number("KABAR_SMTP_PORT", 25))
DEFAULT_FROM_EMAIL = "Kabar <kabar@kabar.example.com>"
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates"}]
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
BROKER_URL = os.environ.get("KABAR_BROKER_URL", "")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
