"""Commands that answer JSON lines on standard input with JSON lines on standard output."""

import json
import os
import sys
from collections.abc import Iterator
from typing import Any, BinaryIO

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from followups.batch import Answer, answer_line, refusal

LONGEST_LINE = 1_000_000


class JsonLinesCommand(BaseCommand):
    """Answers each line by `answer`; needs no database and keeps nothing.

    A line that cannot be read gets an error with its number and the run goes on; the exit code is
    then 1. If we die in between, the lines written so far stand, and running again gives the same.
    """

    answer: Answer
    requires_system_checks = []
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        """The language of the reasons and errors."""
        parser.add_argument(
            "--language",
            choices=[code for code, _name in settings.LANGUAGES],
            default=settings.LANGUAGE_CODE,
            help="the language of the sentences",
        )

    def handle(self, *, language: str, **_options: Any) -> None:
        """Answer each line as soon as it is there."""
        if hasattr(sys.stdout, "reconfigure"):
            sys.stdout.reconfigure(encoding="utf-8")
        asked = refused = 0
        with translation.override(language):
            try:
                for number, line in _lines(sys.stdin.buffer):
                    result = (
                        _too_long(number) if line is None else answer_line(type(self).answer, line, number)
                    )
                    asked += 1
                    refused += "error" in result
                    self.stdout.write(json.dumps(result, ensure_ascii=False))
                    self.stdout.flush()
            except BrokenPipeError:
                # Whoever read us has seen enough; say nothing more, not even at exit.
                os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
                raise SystemExit(1) from None
            if refused:
                told = ngettext(
                    "%(refused)s of %(asked)s line could not be answered.",
                    "%(refused)s of %(asked)s lines could not be answered.",
                    asked,
                )
                raise CommandError(told % {"refused": refused, "asked": asked})


def _lines(source: BinaryIO) -> Iterator[tuple[int, bytes | None]]:
    """Numbered lines that are not blank; None in place of one that is too long to be a case."""
    number = 0
    while line := source.readline(LONGEST_LINE):
        number += 1
        if len(line) == LONGEST_LINE and not line.endswith(b"\n"):
            while (rest := source.readline(LONGEST_LINE)) and not rest.endswith(b"\n"):
                pass
            yield number, None
            continue
        if number == 1:
            line = line.removeprefix(b"\xef\xbb\xbf")
        if line.strip():
            yield number, line


def _too_long(number: int) -> dict[str, Any]:
    return refusal(None, number, _("This line is too long."))
