"""Letter templates: a centre's own words in place of the letters that come with the product."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from careers.access import scoped, visible
from careers.models.centres import LANGUAGES, CentreRow
from careers.models.people import User
from followups.drafting import Template
from followups.etiquette import Kind

KINDS = [
    (Kind.FOLLOW_UP.value, _("follow-up")),
    (Kind.THANK_YOU.value, _("thank-you note")),
    (Kind.CLOSING.value, _("thanks after an answer")),
]


class LetterTemplateQuerySet(models.QuerySet["LetterTemplate"]):
    """Letter templates of a centre."""

    def visible_to(self, user: Any) -> "LetterTemplateQuerySet":
        """Staff see their centre's; students read them as the drafts of their own cases."""
        return self.filter(visible(user))

    def of(self, kind: str, attempt: int, language: str) -> "LetterTemplateQuerySet":
        """The variants for one occasion in one language, set aside or not."""
        return self.filter(kind=kind, attempt=attempt, language=language).order_by("variant")


class LetterTemplate(CentreRow):
    """One variant of a letter; the active ones replace all shipped variants of the same occasion.

    `attempt` is 2 for the second follow-up and 1 for every other letter.
    """

    kind = models.CharField(_("kind"), max_length=9, choices=KINDS)
    attempt = models.PositiveSmallIntegerField(_("attempt"), default=1)
    language = models.CharField(_("language"), max_length=5, choices=LANGUAGES)
    variant = models.PositiveSmallIntegerField(_("variant"))
    subject = models.CharField(_("subject"), max_length=200)
    body = models.TextField(_("text"), max_length=4000)
    active = models.BooleanField(_("in use"), default=True)
    updated_at = models.DateTimeField(_("changed at"))
    updated_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("changed by")
    )

    objects = scoped(LetterTemplateQuerySet)

    class Meta:
        verbose_name = _("letter template")
        verbose_name_plural = _("letter templates")
        constraints = [
            models.UniqueConstraint(
                fields=["centre", "kind", "attempt", "language", "variant"], name="letter_template_once"
            ),
            # Only a follow-up has a second attempt.
            models.CheckConstraint(
                condition=Q(kind="follow_up", attempt__in=[1, 2])
                | Q(kind__in=["thank_you", "closing"], attempt=1),
                name="letter_template_occasion_known",
            ),
            models.CheckConstraint(
                condition=Q(language__in=[code for code, _name in LANGUAGES]),
                name="letter_template_language_known",
            ),
            models.CheckConstraint(condition=Q(variant__gte=1), name="letter_template_variant_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.attempt} {self.language} #{self.variant}"

    @property
    def template(self) -> Template:
        """As followups.drafting reads it."""
        return Template(
            Kind(self.kind), self.attempt, self.language, self.variant, self.subject, self.body
        )  # fmt: skip
