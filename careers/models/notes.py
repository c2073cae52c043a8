"""Notes on a case: private to the staff, or shared with the student."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from careers.access import STUDENT, scoped, visible
from careers.models.applications import Application
from careers.models.centres import CentreRow
from careers.models.people import User


class NoteQuerySet(models.QuerySet["Note"]):
    """Notes of a centre."""

    def visible_to(self, user: Any) -> "NoteQuerySet":
        """Staff see all of their centre's; a student the shared ones and her own on her cases."""
        notes = self.filter(visible(user, student="application__student__user_id"))
        if getattr(user, "role", "") == STUDENT:
            return notes.filter(Q(shared=True) | Q(author=user))
        return notes


class Note(CentreRow):
    """A note on an application; `shared` notes are shown to the student."""

    application = models.ForeignKey(
        Application, on_delete=models.CASCADE, related_name="notes", verbose_name=_("application")
    )
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("author"))
    text = models.TextField(_("note"), max_length=5000)
    shared = models.BooleanField(_("shown to the student"), default=False)
    written_at = models.DateTimeField(_("written at"))

    objects = scoped(NoteQuerySet)

    class Meta:
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        ordering = ["-written_at"]

    def __str__(self) -> str:
        return self.text[:40]
