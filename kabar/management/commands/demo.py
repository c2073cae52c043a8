"""`manage.py demo`: two invented centres, with two weeks really lived through."""

from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.mail import get_connection
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from careers import clock
from kabar.demo.load import Size, is_loaded, load, summary

SEED = "arunika"


class Command(BaseCommand):
    """Fills an empty database with demo data; on a filled one it says so and changes nothing."""

    help = "Fill an empty database with two invented centres, and deliver their last two weeks of mail."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The demo's size, its seed and its present."""
        usual = Size()
        parser.add_argument("--seed", default=SEED, help="another seed, other people")
        parser.add_argument("--now", type=_instant, help="the present, ISO 8601 with an offset")
        parser.add_argument("--fresh", action="store_true", help="empty the whole database first")
        parser.add_argument("--students", type=int, default=usual.students)
        parser.add_argument("--applications", type=int, default=usual.applications)
        parser.add_argument("--days", type=int, default=usual.days, help="days to live through")

    def handle(self, **options: Any) -> None:
        """Refuse, do nothing, or fill the database and say what it holds."""
        if not settings.DEMO:
            raise CommandError(
                "This is no demo site, and the demo's password is known to everybody. "
                "Where that is right: KABAR_DEMO=yes python manage.py demo"
            )
        try:
            loaded = is_loaded()
        except DatabaseError as problem:
            raise CommandError("There are no tables yet: python manage.py migrate") from problem
        if loaded and not options["fresh"]:
            self.stdout.write("There is data already; nothing was changed. (--fresh begins anew.)")
            return
        size = Size(options["students"], options["applications"], options["days"])
        if size.students < 2 or size.applications < 1 or size.days < 1:
            raise CommandError("At least 2 students, 1 application and 1 day, please.")
        _check_mail_server()
        if options["fresh"]:
            call_command("flush", interactive=False, verbosity=0)
        replay = load(options["seed"], size, options["now"] or clock.now())
        for title, counts in summary().items():
            told = " · ".join(f"{count} {name}" for name, count in counts.items())
            self.stdout.write(f"{title:>13}: {told}")
        told = f"{size.days} days in {replay.sweeps} sweeps, {replay.mails} mails"
        self.stdout.write(f"{'lived through':>13}: {told}")
        for refusal in replay.refused:
            self.stderr.write(f"left out: {refusal}")


def _instant(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(text)
    return moment


def _check_mail_server() -> None:
    """The replay delivers for real, so somebody must accept the mail."""
    backend = get_connection()
    try:
        backend.open()
        backend.close()
    except OSError as problem:
        raise CommandError(
            f"No mail server answers at {settings.EMAIL_HOST}:{settings.EMAIL_PORT} ({problem}). "
            "Start one that keeps everything: python -m kabar.sink --port 1025 --dir var/demo"
        ) from problem
