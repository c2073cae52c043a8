"""Fill the database of a fault test: cases whose thank-you notes are due now.

python -m tests.faults.seed 150
"""

import sys
from datetime import timedelta

import django

django.setup()

from django_scopes import scope  # noqa: E402

from careers import clock  # noqa: E402
from tests import factories  # noqa: E402
from tests.people import make_cast  # noqa: E402


def main(count: int) -> None:
    now = clock.now()
    cast = make_cast()
    for number in range(count):
        student = (cast.dinda, cast.rangga, cast.wati)[number % 3]
        with scope(centre=student.centre_id):
            factories.case(
                student,
                held_at=now - timedelta(hours=3),
                position=f"Position {number}",
                at=factories.employer(student),
                now=now,
            )


main(int(sys.argv[1]))
