"""One application as its page sees it: who asks, and the round and plan that count."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from careers.access import is_staff_of
from careers.models import Application, CaseEvent, Interview, Letter, User
from followups.gather import calendar_of
from followups.models import Plan
from followups.policy import Calendar
from followups.policy.timetable import timetable
from followups.services.standing import as_of
from kabar.slots import zone_name


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
