"""Settings for `make run`: the embedded set-up on one machine, with demo data."""

from kabar.settings.base import *  # noqa: F403
from kabar.settings.base import SECRET_KEY

SECRET_KEY = SECRET_KEY or "only-for-development-on-this-machine"
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
# Static files come straight from their folders: nothing is collected here.
STATIC_ROOT = None
WHITENOISE_USE_FINDERS = True
