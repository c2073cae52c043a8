"""Kabar as in production; the addresses come from the environment, as there."""

from kabar.settings.base import *  # noqa: F403

SECRET_KEY = "only-for-the-race"
