"""A judged mail becomes a fact of its case: a follow-up, an answer (to confirm, or set aside), a bounce."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from careers import services
from careers.answers import EventType, Label
from careers.models import Application, CaseEvent, Contact, Interview, Letter, Reply
from followups.models import Plan
from followups.policy.checks import thank_you_at
from followups.replies import Reading, read_answer
from notifications.incoming import Correspondents, Mail
from notifications.models.inbound import BOUNCE, LETTER, REFUSED, REPLY

# Why a mail was not filed, or how it was filed beside the outcome itself.
NO_INTERVIEW, CLOSED, THANKS, KNOWN = "no_interview", "closed", "thanks", "known"
# Clocks of mail programmes are a little wrong; a date further ahead is none.
SKEW = timedelta(minutes=10)
# "I sent it" on the page and the copy of the same letter may lie some hours apart; two follow-ups
# lie at least fourteen days apart (T10).
SAME_LETTER = timedelta(hours=24)
# Nobody is away for longer and still expected back.
FARTHEST_RETURN = timedelta(days=400)


class Filed(NamedTuple):
    """What a mail became."""

    outcome: str
    reason: str = ""
    letter: Letter | None = None
    reply: Reply | None = None


def correspondents(application: Application, our_senders: frozenset[str]) -> Correspondents:
    """The addresses of a case: hers, and those of everybody known at the employer."""
    contacts = Contact.objects.filter(employer_id=application.employer_id).exclude(email="")
    recruiters = frozenset(email.lower() for email in contacts.values_list("email", flat=True))
    return Correspondents(frozenset({application.student.user.email.lower()}), recruiters, our_senders)


def file(application: Application, mail: Mail, outcome: str, now: datetime) -> Filed:
    """Record what a mail was judged to be. The caller holds the scope and a transaction.

    Raises ValidationError if a service of careers does not accept it.
    """
    rounds = list(Interview.objects.filter(application=application, held_at__lte=now).order_by("round"))
    if not rounds:
        return Filed(REFUSED, NO_INTERVIEW)
    if outcome == LETTER:
        return _letter(application, rounds, mail, now)
    if outcome == BOUNCE:
        return _bounce(rounds, mail, now)
    return _answer(application, rounds, mail, now)


def _answer(application: Application, rounds: list[Interview], mail: Mail, now: datetime) -> Filed:
    """An answer. What a machine wrote, or is about something else, asks nobody to read it."""
    interview, at = _dated([mail.forward.at if mail.forward else None, mail.at], rounds, now)
    aside = _set_aside(application, mail, at)
    reply = services.record_reply(
        interview,
        aside.label if aside else Label.UNCLASSIFIED,
        received_at=at if aside else _not_yet_looked_at(interview, at, now),
        return_date=aside.return_date if aside else None,
        text=_words(mail),
        by=None,
        now=now,
    )
    return Filed(REPLY, aside.label.value if aside else "", reply=reply)


def _set_aside(application: Application, mail: Mail, at: datetime) -> Reading | None:
    """How a mail was read that needs no person; None if one should look.

    A bounce is what the verdict says and nothing else; what a person chose to send us is never
    about something else; a day of return that cannot be meant is left to a person.
    """
    user = application.student.user
    day = at.astimezone(ZoneInfo(user.time_zone)).date()
    text = mail.text[:20_000]
    reading = read_answer(text, day, subject=mail.subject[:500], forwarded=mail.forward is not None).reading
    if not reading.can_be_set_aside or reading.label is Label.BOUNCE:
        return None
    if reading.label is Label.UNRELATED and (mail.forward or user.email.lower() in mail.senders):
        return None
    back = reading.return_date
    return reading if back is None or day <= back <= day + FARTHEST_RETURN else None


def _letter(application: Application, rounds: list[Interview], mail: Mail, now: datetime) -> Filed:
    """Her follow-up or thank-you note, at its Date. The address is hers alone, so she recorded it."""
    if not application.is_open:
        return Filed(REFUSED, CLOSED)
    interview, at = _dated([mail.at], rounds, now)
    if _is_thanks(interview, at):
        if interview.thanked_at is None:
            services.record_thanks(interview, sent_at=at, now=now)
        return Filed(LETTER, THANKS)
    near = (at - SAME_LETTER, at + SAME_LETTER)
    same = interview.letters.filter(bounced=False, sent_at__range=near).order_by("-sent_at").first()
    if same:
        return Filed(LETTER, KNOWN, letter=same)
    letter = services.record_letter(interview, sent_at=at, by=application.student.user, now=now)
    return Filed(LETTER, letter=letter)


def _is_thanks(interview: Interview, at: datetime) -> bool:
    """Within the hours of a thank-you note nobody asks for the result yet."""
    plan = Plan.objects.filter(interview=interview).select_related("policy").first()
    due = thank_you_at(plan.policy.rules, interview.held_at) if plan else None
    return due is not None and at < due[1]


def _bounce(rounds: list[Interview], mail: Mail, now: datetime) -> Filed:
    """A notice of non-delivery. It speaks of the last letter before it, if its date can be so."""
    told = mail.notice.at if mail.notice else None
    interview, at = _dated([told, mail.forward.at if mail.forward else None, mail.at], rounds, now)
    if not interview.letters.filter(sent_at__lte=at).exists():
        # "I sent it" may have been told after the notice came.
        interview, at = rounds[-1], now
    reply = services.record_reply(
        interview,
        Label.BOUNCE,
        received_at=_not_yet_looked_at(interview, at, now),
        text=_words(mail),
        by=None,
        now=now,
    )
    return Filed(BOUNCE, reply=reply)


def _dated(
    claims: Iterable[datetime | None], rounds: list[Interview], now: datetime
) -> tuple[Interview, datetime]:
    """The round a mail belongs to and its instant: the first date it claims that can be true.

    Not in the future, and not before the first interview; otherwise it is as if it came just now.
    """
    for claim in claims:
        if claim is None or claim > now + SKEW:
            continue
        at = min(claim, now)
        before = [interview for interview in rounds if interview.held_at <= at]
        if before:
            return before[-1], at
    return rounds[-1], now


def _not_yet_looked_at(interview: Interview, at: datetime, now: datetime) -> datetime:
    """`at`, or now if a person has looked at the case since: what she never saw must not count as seen."""
    looked = CaseEvent.objects.filter(interview=interview, type=EventType.RESOLVED, at__gte=at)
    return now if looked.exists() else at


def _words(mail: Mail) -> str:
    """The subject stands above the words: it often says the most."""
    whole = f"{mail.subject}\n\n{mail.text}".strip()
    return whole[:20_000]
