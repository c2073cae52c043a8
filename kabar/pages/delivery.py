"""How the centre's mail fares: what wants a person, the numbers of two weeks, and what lies behind them."""

from collections import Counter, defaultdict
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.views.decorators.http import require_safe

from careers import clock
from careers.models import User
from careers.requests import PersonRequest
from followups.selectors import horizons
from kabar.pages.delivery_errors import Cause, cause_of, quoted, sentence
from kabar.pages.delivery_words import Told, inbound_reason, outcome_name, told
from notifications import selectors
from notifications.access import may_watch
from notifications.alarms import Place, Readings, alarms
from notifications.models.inbound import OUTCOMES as INBOUND_OUTCOMES
from notifications.models.messages import KINDS
from notifications.models.suppressions import REASONS
from notifications.readings import readings
from notifications.selectors import OUTCOMES, Counted

DAYS = 14
ERROR_DAYS = 7
# Due mail is looked for every half minute: until then it is not waiting for anybody.
UNREMARKABLE = timedelta(minutes=1)
SHOWN = 20
EXAMPLES = 2


class Cell(NamedTuple):
    """A number, and the page of the rows behind it ("" for none)."""

    label: str
    n: int
    url: str


class Line(NamedTuple):
    """A row of a table of numbers."""

    label: str | Promise | date
    url: str
    current: bool
    cells: list[Cell]
    total: int


def watcher(request: HttpRequest) -> User:
    """The person, if she may watch over deliveries; 404 otherwise."""
    user = request.user
    if not isinstance(user, User) or not may_watch(user):
        raise Http404
    return user


@require_safe
@login_required
def delivery(request: PersonRequest) -> HttpResponse:
    """The page; the query count does not depend on how much there is to show."""
    user, now = watcher(request), clock.now()
    zone = ZoneInfo(user.time_zone)
    last = now.astimezone(zone).date()
    first = last - timedelta(days=DAYS - 1)
    since, _until = selectors.day_bounds(first, last, zone)
    kind = request.GET.get("kind", "")
    kind = kind if kind in dict(KINDS) else ""
    rows = selectors.counted(user, first, last, zone)
    columns = _outcomes(rows)
    unknown = selectors.of_unknown_outcome(user)
    shown, unknown_total = list(unknown[:SHOWN]), unknown.count()
    context = {
        "now": now,
        "zone": user.time_zone,
        "told": _told(user, now),
        "unknown": shown,
        "unknown_total": unknown_total,
        "unknown_url": _rows_url(outcome="outcome_unknown"),
        "oldest": selectors.oldest_due(user, now - UNREMARKABLE),
        "oldest_url": _rows_url(outcome="waiting"),
        "missed": selectors.missed(user, since),
        "missed_url": _rows_url(outcome="missed", since=first.isoformat()),
        "kind": kind,
        "kind_name": dict(KINDS).get(kind, ""),
        "columns": [outcome_name(outcome) for outcome in columns],
        "by_kind": _by_kind(rows, columns, kind, {"since": first.isoformat(), "until": last.isoformat()}),
        "by_day": _by_day(rows, columns, kind, [last - timedelta(days=n) for n in range(DAYS)]),
        "total": sum(row.n for row in rows),
        "causes": _causes(user, last - timedelta(days=ERROR_DAYS - 1), zone),
        "held_back": _held_back(user, now),
        "inbound": _inbound(user, since),
    }
    return render(request, "pages/delivery.html", context)


def _told(user: User, now: datetime) -> list[Told]:
    """The alarms as they concern this person: of her own centre's mail and calendar only."""
    known: Readings = readings(now)
    if not user.is_operator:
        own = tuple(Place(h.country, h.days) for h in horizons(now) if h.centre_id == user.centre_id)
        known = known._replace(places=own)
    # The mails of unknown outcome stand on this page themselves.
    known = known._replace(unknown=0)
    return [told(alarm, now) for alarm in alarms(known, now)]


# --- numbers -----------------------------------------------------------------------------------


def _outcomes(rows: list[Counted]) -> list[str]:
    """The outcomes that occur, in the order of a mail's life: the columns of both tables."""
    found = {row.outcome for row in rows}
    return [outcome for outcome in OUTCOMES if outcome in found]


def _by_kind(rows: list[Counted], columns: list[str], chosen: str, span: dict[str, str]) -> list[Line]:
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for row in rows:
        counts[row.kind][row.outcome] += row.n
    here = reverse("delivery")
    return [
        Line(
            name,
            here if kind == chosen else f"{here}?kind={kind}",
            kind == chosen,
            _cells(counts[kind], columns, kind=kind, **span),
            counts[kind].total(),
        )
        for kind, name in KINDS
        if kind in counts
    ]


def _by_day(rows: list[Counted], columns: list[str], kind: str, days: list[date]) -> list[Line]:
    counts: defaultdict[date, Counter[str]] = defaultdict(Counter)
    for row in rows:
        if kind in ("", row.kind):
            counts[row.day][row.outcome] += row.n
    return [
        Line(
            day,
            "",
            False,
            _cells(counts[day], columns, kind=kind, since=day.isoformat(), until=day.isoformat()),
            counts[day].total(),
        )
        for day in days
    ]


def _cells(count: Counter[str], columns: list[str], **narrowed: str) -> list[Cell]:
    return [
        Cell(
            outcome_name(outcome),
            count[outcome],
            _rows_url(outcome=outcome, **narrowed) if count[outcome] else "",
        )
        for outcome in columns
    ]


def _rows_url(**narrowed: str) -> str:
    chosen = {name: value for name, value in narrowed.items() if value}
    return f"{reverse('delivery_messages')}?{urlencode(chosen)}"


# --- what lies behind --------------------------------------------------------------------------


def _causes(user: User, first: date, zone: ZoneInfo) -> list[dict[str, Any]]:
    """The errors since that day by cause, the most frequent first."""
    since, _until = selectors.day_bounds(first, first, zone)
    counts: Counter[str] = Counter()
    said: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for text, n in selectors.error_texts(user, since):
        code = cause_of(text)
        counts[code] += n
        said[code][quoted(text)] += n
    return [
        {
            "cause": Cause(code, sentence(code), n, [text for text, _n in said[code].most_common(EXAMPLES)]),
            "url": _rows_url(cause=code, since=first.isoformat()),
        }
        for code, n in counts.most_common()
    ]


def _held_back(user: User, now: datetime) -> dict[str, Any]:
    by_reason = Counter(selectors.suppressions(user, now).values_list("reason", flat=True))
    here = reverse("delivery_suppressions")
    lines = [
        {"label": name, "n": by_reason[reason], "url": f"{here}?reason={reason}"}
        for reason, name in REASONS
        if by_reason[reason]
    ]
    return {"lines": lines, "total": by_reason.total()}


def _inbound(user: User, since: datetime) -> list[dict[str, Any]]:
    names = dict(INBOUND_OUTCOMES)
    rows = selectors.inbound_counts(user, since)
    order = [code for code, _name in INBOUND_OUTCOMES]
    return [
        {"label": names[outcome], "why": inbound_reason(reason), "n": n}
        for outcome, reason, n in sorted(rows, key=lambda row: (order.index(row[0]), -row[2], row[1]))
    ]
