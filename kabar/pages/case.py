"""One application as its page sees it: who asks, and the round and plan that count."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import NamedTuple
from zoneinfo import ZoneInfo

from careers.access import is_staff_of
from careers.models import Application, CaseEvent, HelpRequest, Interview, Letter, User
from followups.gather import calendar_of
from followups.models import Plan
from followups.policy import Calendar
from followups.policy.timetable import timetable
from followups.services.standing import as_of
from followups.wording.slots import zone_name
from notifications.case_address import address_of
from notifications.models import InboundMail

# More mail than any case gets.
MOST_ARRIVED = 200


class ByMail(NamedTuple):
    """Keys of rows that came in by mail."""

    replies: frozenset[int]
    letters: frozenset[int]


@dataclass(frozen=True)
class CasePage:
    """An application, its reader and the present instant."""

    application: Application
    user: User
    now: datetime

    @cached_property
    def staff(self) -> bool:
        """True for counsellors, admins and the operator; False for the student herself."""
        return is_staff_of(self.user, self.application.centre_id)

    @cached_property
    def rounds(self) -> list[Interview]:
        """All interview rounds, the last one counts."""
        return list(self.application.interviews.prefetch_related("interviewers"))

    @property
    def interview(self) -> Interview | None:
        """The round that counts."""
        return self.rounds[-1] if self.rounds else None

    def may_retract(self, row: Letter | CaseEvent) -> bool:
        """Staff take back what was recorded by mistake; a student only what she recorded herself."""
        return self.staff or row.recorded_by_id == self.user.pk

    @cached_property
    def stored(self) -> Plan | None:
        """The plan as it is stored: what an approval approves."""
        return (
            Plan.objects.filter(application=self.application)
            .select_related("policy", "application__employer")
            .first()
        )

    @cached_property
    def plan(self) -> Plan | None:
        """The plan as it stands now, even if the sweep is late."""
        return as_of([self.stored], self.now)[0] if self.stored else None

    @cached_property
    def asked(self) -> HelpRequest | None:
        """The student's call for help, while nobody has answered it."""
        waiting = HelpRequest.objects.visible_to(self.user).filter(application=self.application)
        found: HelpRequest | None = waiting.open().first()
        return found

    @property
    def mail_address(self) -> str:
        """The secret address for BCC and forwards, for the student alone; "" if there is none."""
        mine = not self.staff and self.application.is_open
        return address_of(self.application.pk) if mine else ""

    @cached_property
    def arrived(self) -> list[InboundMail]:
        """What came in by mail, newest first."""
        found = InboundMail.objects.visible_to(self.user).filter(application=self.application)
        return list(found.order_by("-received_at", "-pk")[:MOST_ARRIVED])

    @cached_property
    def by_mail(self) -> ByMail:
        """Which of the answers and letters came in by mail."""
        return ByMail(
            frozenset(mail.reply_id for mail in self.arrived if mail.reply_id),
            frozenset(mail.letter_id for mail in self.arrived if mail.letter_id and not mail.reason),
        )

    @cached_property
    def zone(self) -> ZoneInfo:
        """The reader's zone, in which she types times."""
        return ZoneInfo(self.user.time_zone)

    @property
    def zone_label(self) -> str:
        """The reader's zone as people say it."""
        return zone_name(self.now.astimezone(self.zone))

    @cached_property
    def recruiter_zone(self) -> ZoneInfo:
        """The zone of the employer's days and hours."""
        return ZoneInfo(self.application.employer.time_zone)

    @cached_property
    def calendar(self) -> Calendar:
        """The recruiter's days as the centre's rules see them."""
        whole = calendar_of(self.application.employer)
        if self.plan is None:
            return whole
        return timetable(whole, self.plan.policy.rules, self.recruiter_zone).calendar
