"""The sign-on adapter: security mail goes into the same outbox as everything else."""

from datetime import timedelta
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest
from django.utils import translation

from careers import clock
from careers.models import User
from notifications import outbox
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
        with translation.override(user.language):
            mail = self.render_mail(template_prefix, email, context)
        html = next((c for c, kind in getattr(mail, "alternatives", []) if kind == "text/html"), "")
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
                subject=mail.subject,
                text=mail.body,
                html=html,
                due_at=now,
                expires_at=now + lifetime,
                next_attempt_at=now,
                message_id=message_id,
                queued_at=now,
            ),
            now,
        )
