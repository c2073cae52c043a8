"""The sign-on adapter: security mail goes into the same outbox as everything else."""

from datetime import timedelta
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import translation

from careers import clock
from careers.models import User
from notifications import outbox
from notifications.headers import one_line, subject_line
from notifications.letters import Letter, inlined, wrapped
from notifications.models import Message
from notifications.models.messages import SECURITY, new_message_id


class Site(NamedTuple):
    """What allauth's mails call the sender."""

    name: str
    domain: str


class OutboxAccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """django-allauth's door to our outbox. Nobody signs up alone: people are invited or imported."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Closed: a centre invites its people."""
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Queue a sign-on mail to `email`, class security; silence if it is nobody's.

        `email` may be new to the user: to mail the old one instead would confirm the new one
        to somebody who cannot read it.
        """
        user = context.get("user") or User.objects.filter(email=email.lower()).first()
        if user is None:
            return
        now = clock.now()
        domain = urlsplit(settings.BASE_URL).netloc
        context = {**context, "email": email, "current_site": Site("Kabar", domain)}
        letter = self._letter(template_prefix, email, user, context)
        # A link older than this would not be accepted anyway.
        lifetime = timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)
        message_id = new_message_id(settings.MAIL_DOMAIN)
        outbox.enqueue_ready(
            Message(
                centre_id=user.centre_id,
                key=f"account:{user.pk}:{message_id}",
                category=SECURITY,
                kind="account",
                recipient=user,
                to_address=email,
                subject=letter.subject,
                text=letter.text,
                html=letter.html,
                due_at=now,
                expires_at=now + lifetime,
                next_attempt_at=now,
                message_id=message_id,
                queued_at=now,
            )
        )

    def _letter(self, template_prefix: str, email: str, user: User, context: dict[str, Any]) -> Letter:
        """The mail by django-allauth's template names, in the layout of all mails.

        Rendered now, not when it is sent: what it holds is known only to this request.
        """
        words = {
            "greeted": one_line(user.get_short_name()),
            "centre": one_line(user.centre.name) if user.centre else "",
            "link": context.get("password_reset_url") or context.get("activate_url", ""),
        }
        with translation.override(user.language):
            subject = " ".join(render_to_string(f"{template_prefix}_subject.txt", context).split())
            mail = self.render_mail(template_prefix, email, {**context, **words, "subject": subject})
        html = next((c for c, kind in getattr(mail, "alternatives", []) if kind == "text/html"), "")
        return Letter(
            subject_line(str(mail.subject)), wrapped(str(mail.body)) + "\n", inlined(html) if html else ""
        )
