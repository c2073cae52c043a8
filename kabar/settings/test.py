"""Settings for the tests; tests/conftest.py starts the servers and sets the addresses."""

from typing import Any

from kabar.settings.base import *  # noqa: F403
from kabar.settings.base import DATABASES, TEMPLATES

SECRET_KEY = "only-for-tests"  # noqa: S105
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
# Static files come straight from their folders: nothing is collected here.
STATIC_ROOT = None
WHITENOISE_USE_FINDERS = True
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# A browser keeps its connections, and with each a thread of the live server: the thread must not
# keep one to the test database, which is dropped at the end.
DATABASES = {"default": {**DATABASES["default"], "CONN_MAX_AGE": 0}}
BASE_URL = "https://kabar.example.com"
DEMO = True
INBOUND_ADDRESS = "kabar+{token}@in.kabar.example.com"


class InvalidVariable(str):
    """A template variable that does not exist is a failure, not an empty string."""

    def __contains__(self, text: object) -> bool:
        return text == "%s"

    def __mod__(self, name: Any) -> str:
        raise AssertionError(f"The template asks for {name!r}, which its context lacks.")


TEMPLATES = [
    {**engine, "OPTIONS": {**engine["OPTIONS"], "string_if_invalid": InvalidVariable("%s")}}
    for engine in TEMPLATES
]
