"""What every journey needs: the site on its own port, a visitor, and a calendar without an end."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

# This file is read before Django is set up: whatever needs it is imported in the fixtures.
if TYPE_CHECKING:
    from tests.journeys.visitor import Visitor


@pytest.fixture
def now(cast: Any) -> datetime:
    """The real present: the pages read the real clock, so the cases are built around it.

    This year and the next are confirmed for the centre, or journeys would fail each December
    until the next holidays are decreed.
    """
    from careers import clock
    from followups.models import ConfirmedYear

    moment = clock.now()
    ConfirmedYear.objects.bulk_create(
        ConfirmedYear(centre=cast.centre, year=year, confirmed_at=moment - timedelta(days=90))
        for year in (moment.year - 1, moment.year, moment.year + 1)
    )
    return moment


@pytest.fixture
def visitor(cast: Any, page: Any, live_server: Any) -> "Visitor":
    """A window of a laptop; the people of the cast read English."""
    from tests.journeys.visitor import Visitor

    return Visitor(page, live_server.url)


@pytest.fixture
def visitor_without_scripts(cast: Any, browser: Any, live_server: Any) -> Iterator["Visitor"]:
    """The same with JavaScript switched off."""
    from tests.journeys.visitor import Visitor

    context = browser.new_context(java_script_enabled=False, locale="id-ID", timezone_id="Asia/Jakarta")
    yield Visitor(context.new_page(), live_server.url)
    context.close()
