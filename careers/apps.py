"""The facts app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CareersConfig(AppConfig):
    """careers: who, where, which application, what was promised, what was answered."""

    name = "careers"
    verbose_name = _("Careers")
