"""What Kabar reads an answer as, to be confirmed by a click. Nothing is recorded here.

A proposal carries the hidden fields of its "yes": they post to the very act with which a person
labels an answer herself, so a yes is that person's own reading.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from careers.answers import Label
from careers.models import Reply, User
from careers.models.replies import LABELS
from followups.replies import Reading, read_answer, read_kept
from followups.wording.readings import follows, is_known, says, sureness
from kabar.pages.errand_forms import AnsweredForm

# No employer names a day further away; a person types it then.
FARTHEST = timedelta(days=400)
Hidden = list[tuple[str, str]]


@dataclass(frozen=True)
class Proposal:
    """A reading for the page; `carried` are the fields that every way out of it posts."""

    reading: Reading
    quote: str
    received_on: date
    carried: Hidden

    @property
    def known(self) -> bool:
        """False where Kabar could not tell: then nothing is proposed."""
        return is_known(self.reading)

    @property
    def says(self) -> str:
        """What it says, as a sentence."""
        return says(self.reading)

    @property
    def follows(self) -> str:
        """What a yes would change."""
        return follows(self.reading._replace(wait_until=self.wait_until, return_date=self.return_date))

    @property
    def sureness(self) -> str:
        """One word of three."""
        return sureness(self.reading)

    @property
    def wait_until(self) -> date | None:
        """The day named for the answer."""
        return self._meant(self.reading.wait_until)

    @property
    def return_date(self) -> date | None:
        """The day somebody is back."""
        return self._meant(self.reading.return_date)

    def _meant(self, day: date | None) -> date | None:
        near = day and self.received_on <= day <= self.received_on + FARTHEST
        return day if near else None

    @property
    def others(self) -> str:
        """What it may say as well, "" if nothing speaks for it."""
        names = dict(LABELS)
        return ", ".join(str(names[label]) for label in self.reading.conflicts)

    @property
    def yes(self) -> Hidden:
        """The fields that record it as it was read."""
        fields = [*self.carried, ("label", self.reading.label.value)]
        if self.wait_until:
            fields.append(("wait_until", self.wait_until.isoformat()))
        if self.return_date:
            fields.append(("return_date", self.return_date.isoformat()))
        return fields

    @property
    def unsure(self) -> Hidden:
        """The fields that leave it to a person."""
        return [*self.carried, ("label", Label.UNCLASSIFIED.value)]


def pasted(form: object, student: User) -> Proposal | None:
    """The reading of pasted words while their form asks about them; None otherwise."""
    if not isinstance(form, AnsweredForm) or not form.is_asking:
        return None
    text = str(form["text"].value() or "")
    day = form.moment.astimezone(ZoneInfo(student.time_zone)).date()
    reading, quote = read_answer(text, day)
    carried = [("text", text), ("received_at", str(form["received_at"].value() or ""))]
    return Proposal(reading, quote, day, carried)


def kept(reply: Reply, student: User, *, mailed: bool) -> Proposal | None:
    """The reading of an answer that waits for a person; None if it has no words or was read."""
    if reply.label != Label.UNCLASSIFIED or not reply.text.strip():
        return None
    day = reply.received_at.astimezone(ZoneInfo(student.time_zone)).date()
    reading, quote = read_kept(reply.text, day, mailed=mailed)
    return Proposal(reading, quote, day, [("reply", str(reply.pk))])


def of_all(
    replies: Iterable[Reply], student: User, *, by_mail: frozenset[int], most: int
) -> dict[int, Proposal]:
    """Those of the first `most` answers that wait, by key: a flood of mail must not make the page slow.

    `by_mail` are the keys of answers whose text begins with a subject.
    """
    found: dict[int, Proposal] = {}
    for reply in replies:
        mailed = reply.pk in by_mail
        proposal = kept(reply, student, mailed=mailed) if len(found) < most else None
        if proposal:
            found[reply.pk] = proposal
    return found
