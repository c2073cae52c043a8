"""What can be recorded on an application's page here and now: each a form behind its heading."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.utils.translation import gettext as _

from careers.forms import CaseForm
from careers.stages import MOVES, Stage
from followups.policy import STOP
from kabar.pages.acts import make_form
from kabar.pages.case import CasePage
from kabar.pages.proposals import Proposal, pasted

# Later nobody writes thanks any more, and the form would only be in the way.
THANKS_FIT = timedelta(days=7)


@dataclass(frozen=True)
class Section:
    """One thing to record: a form behind a heading, open if it was asked for or refused."""

    name: str
    title: str
    text: str
    submit: str
    form: CaseForm
    open: bool
    proposal: Proposal | None = None


def sections(case: CasePage, opened: str, refused: CaseForm | None) -> list[Section]:
    """What happened, or may have."""
    return _sections(_recordable(case), case, opened, refused)


def recruiter_sections(case: CasePage, opened: str, refused: CaseForm | None) -> list[Section]:
    """Whom the follow-ups go to."""
    return _sections(_recruiters(case), case, opened, refused)


def _sections(
    wanted: Iterable[tuple[str, str, str, str]], case: CasePage, opened: str, refused: CaseForm | None
) -> list[Section]:
    found = []
    for name, title, text, submit in wanted:
        form = refused if refused and opened == name else make_form(name, case)
        proposal = pasted(form, case.application.student.user)
        found.append(Section(name, title, text, submit, form, opened == name, proposal))
    return found


def _recordable(case: CasePage) -> Iterable[tuple[str, str, str, str]]:
    """What can be recorded here and now: act, heading, explanation, verb."""
    interview, plan, hers = case.interview, case.plan, not case.staff
    if interview and interview.held_at <= case.now:
        if plan and plan.action != STOP:
            yield (
                "letter",
                _("I sent the follow-up") if hers else _("The follow-up was sent"),
                _("At whatever hour it was: the count goes on from there."),
                _("Record it"),
            )
        yield (
            "reply",
            _("They answered"),
            _("Paste their words: Kabar reads them and asks you whether that is right."),
            _("Record the answer"),
        )
        thanks_fit = interview.thanked_at is None and case.now - interview.held_at < THANKS_FIT
        if thanks_fit and plan and plan.action != STOP:
            yield (
                "thanks",
                _("I sent a thank-you note") if hers else _("The thank-you note was sent"),
                _("It asks for nothing, so it is never counted as a follow-up."),
                _("Record it"),
            )
    if interview:
        yield (
            "promise",
            _("They promised something, or something else"),
            _("A new promise replaces the one before it; the old one stays visible."),
            _("Add to the ledger"),
        )
        yield (
            "event",
            _("Something else happened"),
            _("A phone call, a chat, a cancelled interview, another offer."),
            _("Record it"),
        )
    yield (
        "interview",
        _("Another interview round") if interview else _("Record the interview"),
        _("Each round starts a new clock and a new count.") if interview else "",
        _("Record the interview"),
    )
    if hers and case.asked is None:
        yield (
            "help",
            _("Ask my counsellor"),
            _("They are told at once, and see everything on this page."),
            _("Ask my counsellor"),
        )
    if MOVES[Stage(case.application.stage)]:
        yield (
            "stage",
            _("The application moved"),
            _("A slip can be mended: read the answer anew, or remove what was noted."),
            _("Move it"),
        )


def _recruiters(case: CasePage) -> Iterable[tuple[str, str, str, str]]:
    """What the staff may change about whom the follow-ups go to."""
    if not case.staff:
        return
    if case.application.contact:
        yield (
            "recruiter",
            _("Correct the details"),
            _("They are the same in every application at this employer."),
            _("Save"),
        )
    yield (
        "other_recruiter",
        _("Write to somebody else"),
        _("For this application only; the others keep theirs."),
        _("Write to this person"),
    )
