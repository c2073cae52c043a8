"""Take in one mail from a mail server's pipe: `manage.py receive_mail --to ADDRESS < mail`.

The exit code tells the mail server what to do (sysexits.h): 0, it is ours now, also if it was
refused, since anything else would send a bounce to somebody who may never have written; 75,
keep it and try again. What if we die here? The mail server gets another code and keeps the mail.
"""

import logging
import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import Error

from careers import clock
from notifications import case_address
from notifications.inbound import receive

EX_OK, EX_TEMPFAIL = 0, 75
PIECE = 1024 * 1024
log = logging.getLogger(__name__)


class Command(BaseCommand):
    """One mail on standard input."""

    help = "Take in one mail from standard input, for the recipients given by --to."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The envelope's recipients; without any the headers are asked."""
        parser.add_argument("--to", action="append", default=[], metavar="ADDRESS")

    def handle(self, *args: Any, **options: Any) -> None:
        """Ends by sys.exit: the code is the answer."""
        if not case_address.is_switched_on():
            self.stderr.write("KABAR_INBOUND_ADDRESS is not set: the mail stays with the mail server.")
            sys.exit(EX_TEMPFAIL)
        raw = read_bounded(settings.INBOUND_MAX_BYTES)
        try:
            row = receive(raw, options["to"], clock.now())
        except Error as away:
            log.warning("the database is away: %s", type(away).__name__)
            sys.exit(EX_TEMPFAIL)
        self.stdout.write(f"{row.outcome} {row.reason}".strip())
        sys.exit(EX_OK)


def read_bounded(most: int) -> bytes:
    """Standard input, one byte more than allowed at most; the rest is read and dropped.

    A writer that is not read to the end may take it for a failure.
    """
    stream = sys.stdin.buffer
    kept = stream.read(most + 1)
    while stream.read(PIECE):
        pass
    return kept
