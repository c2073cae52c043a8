"""`make run`: everything Kabar needs, started by one process and stopped with it.

In order: Valkey (the queue and the cache), a mail sink, the database, a Celery worker with its
beat, the web server. Each runs in its own session, so that Ctrl-C reaches only this process, which
then stops them in reverse order; kabar/processes.py tells why none outlives it.

The first start builds the database under another name and gives it its own name only when the demo
data is complete: a start that was interrupted leaves nothing half-filled.
"""

import argparse
import os
import shutil
import signal
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from kabar.demo_logins import DEMO_LOGINS, DEMO_PASSWORD
from kabar.embedded import socket_folder, valkey_command, valkey_env
from kabar.leash import die_with_parent
from kabar.lock import FolderLock, Refusal
from kabar.migrated import has_demo, mark_demo, mark_migrated, needs_migration
from kabar.place import Place, remove_database, secret_key
from kabar.ports import HOST, answers, check_port_is_free, free_port, is_ready, read_port
from kabar.processes import Child, Family, Signals

ROOT = Path(__file__).resolve().parent.parent
MIGRATE_SECONDS = 120.0
DEMO_SECONDS = 600.0
READY_SECONDS = 90.0
# Mail to it, brought to the sink's port, comes into Kabar.
INBOUND_DOMAIN = "in.kabar.example.com"


class Stopped(Exception):
    """Somebody pressed Ctrl-C or sent SIGTERM: stop everything, which is no error."""


@dataclass
class Launcher:
    """One run, from the first child to the last."""

    place: Place
    port: int
    with_demo: bool
    family: Family
    signals: Signals

    def run(self) -> None:
        """Start everything, say so, and stay until told to stop. Raises Refusal or Stopped."""
        env = self.start_servers()
        self.prepare_database(env)
        self.start_site(env)
        self.wait_until_ready()
        print(welcome(self.port, has_demo(self.place.database)), flush=True)
        while not self.signals.stop_requested:
            self.signals.wait(60.0)
            self.check_children()
        raise Stopped

    def start_servers(self) -> dict[str, str]:
        """Start Valkey and the mail sink; return the environment of all later children."""
        folder = socket_folder(self.place.var)
        self.family.remove_at_death(folder)
        valkey_socket = folder / "valkey.sock"
        mail_port = free_port(HOST)
        self.start("valkey", valkey_command(valkey_socket), valkey_env(os.environ))
        env = self.environment(valkey_socket, mail_port)
        sink = [sys.executable, "-m", "kabar.sink", "--port", str(mail_port), "--receive", INBOUND_DOMAIN]
        self.start("sink", [*sink, "--dir", str(self.place.demo)], env)
        self.wait_for("valkey", valkey_socket.exists)
        self.wait_for("sink", lambda: answers(mail_port))
        return env

    def environment(self, valkey_socket: Path, mail_port: int) -> dict[str, str]:
        """What the site is told: everything is on this machine."""
        return {
            **os.environ,
            "PYTHONUNBUFFERED": "1",
            "DJANGO_SETTINGS_MODULE": "kabar.settings.dev",
            "KABAR_BASE_URL": f"http://{HOST}:{self.port}",
            "KABAR_BROKER_URL": f"redis+socket://{valkey_socket}",
            "KABAR_CACHE_URL": f"unix://{valkey_socket}?db=1",
            "KABAR_DATABASE_URL": f"sqlite:///{self.place.database}",
            "KABAR_DEMO": "1",
            "KABAR_DEMO_MAILBOX": str(self.place.demo),
            "KABAR_INBOUND_ADDRESS": f"kabar+{{token}}@{INBOUND_DOMAIN}",
            "KABAR_SECRET_KEY": secret_key(self.place.var / "secret-key"),
            "KABAR_SMTP_HOST": HOST,
            "KABAR_SMTP_PORT": str(mail_port),
        }

    def prepare_database(self, env: Mapping[str, str]) -> None:
        """Migrate the database, or build it with the demo data on the first run."""
        if self.place.database.exists():
            if needs_migration(self.place.database):
                print("Bringing the database up to date ...", flush=True)
                self.manage("migrate", env, "--no-input", seconds=MIGRATE_SECONDS)
                mark_migrated(self.place.database)
            return
        unfinished = self.place.unfinished_database
        remove_database(unfinished)
        for letter in (self.place.demo / "mailbox").glob("*"):
            letter.unlink()
        env = {**env, "KABAR_DATABASE_URL": f"sqlite:///{unfinished}"}
        print("Creating the database ...", flush=True)
        self.manage("migrate", env, "--no-input", seconds=MIGRATE_SECONDS)
        if self.with_demo:
            print("Filling it with demo data (only this once, about a minute) ...", flush=True)
            self.manage("demo", env, seconds=DEMO_SECONDS)
            mark_demo(unfinished)
        mark_migrated(unfinished)
        unfinished.replace(self.place.database)

    def start_site(self, env: Mapping[str, str]) -> None:
        """Start the web server and the worker side by side; they need nothing of each other."""
        schedule = str(self.place.var / "beat-schedule")
        worker = ["-m", "celery", "-A", "kabar.celery", "worker", "-B", "-s", schedule]
        worker += ["--pool", "threads", "--concurrency", "2", "--loglevel", "INFO"]
        # Alone on its broker, it has no other worker to greet or to listen to.
        worker += ["--without-gossip", "--without-mingle", "--without-heartbeat"]
        self.start("worker", [sys.executable, *worker], env)
        web = ["-m", "gunicorn", "kabar.wsgi:application", "--bind", f"{HOST}:{self.port}"]
        web += ["--threads", "8", "--graceful-timeout", "3", "--no-control-socket"]
        self.start("web", [sys.executable, *web, "--access-logfile", "-"], env)

    def wait_until_ready(self) -> None:
        """Wait until the site says itself that it is ready."""
        url = f"http://{HOST}:{self.port}/health/ready/"
        self.wait_for("web", lambda: answers(self.port) and is_ready(url), READY_SECONDS)

    def start(self, name: str, argv: list[str], env: Mapping[str, str]) -> Child:
        """Start a child with a log of its own; the log of the run before is kept beside it."""
        log = self.place.logs / f"{name}.log"
        if log.exists():
            log.replace(log.with_suffix(".log.1"))
        return self.family.start(name, argv, env=env, log=log, cwd=ROOT)

    def manage(self, command: str, env: Mapping[str, str], *options: str, seconds: float) -> None:
        """Run a management command to its end."""
        child = self.start(command, [sys.executable, "manage.py", command, *options], env)
        finished = self.signals.wait_until(lambda: child.exit_code() is not None, seconds=seconds)
        if self.signals.stop_requested:
            raise Stopped
        if not finished:
            raise Refusal(complaint(child, f"did not finish within {seconds:.0f} s"))
        if child.exit_code() != 0:
            raise Refusal(complaint(child, "failed"))
        self.family.stop_child(child)

    def wait_for(self, name: str, condition: Callable[[], bool], seconds: float = 20.0) -> None:
        """Wait until a child answers; a child that ends meanwhile ends the run."""

        def met() -> bool:
            self.check_children()
            return condition()

        if self.signals.wait_until(met, seconds=seconds):
            return
        if self.signals.stop_requested:
            raise Stopped
        child = next(child for child in self.family.children if child.name == name)
        raise Refusal(complaint(child, f"did not answer within {seconds:.0f} s"))

    def check_children(self) -> None:
        """Raise when a child has ended by itself: half a Kabar is worse than none."""
        if self.signals.stop_requested:
            return
        child = self.family.ended()
        if child is not None:
            raise Refusal(complaint(child, "stopped by itself"))
        if not self.family.guard_is_alive():
            raise Refusal("The process that watches over the others was ended; stopping them all.")


def complaint(child: Child, what: str) -> str:
    """What happened to a child, with the end of its log."""
    code = child.exit_code()
    outcome = "" if code is None else f" (exit code {code})"
    return f"{child.name} {what}{outcome}. The end of {child.log}:\n{child.last_lines()}"


def welcome(port: int, with_demo: bool) -> str:
    """What to tell the person once everything runs."""
    address = f"http://{HOST}:{port}/"
    lines = ["", f"Kabar is ready: {address}"]
    if with_demo:
        lines += ["", f"Sign in as any of these people, with the password  {DEMO_PASSWORD}"]
        for login in DEMO_LOGINS:
            whose = f"{login.name}, {login.centre}" if login.centre else login.name
            lines.append(f"  {login.role:<11} {login.email:<32} {whose}")
        lines += ["", f"The mail it sends is kept, not delivered: {address}mailbox/"]
    else:
        lines += ["It holds no demo data; to begin anew with some, remove the folder var."]
    return "\n".join([*lines, "Stop with Ctrl-C.", ""])


def run(options: argparse.Namespace) -> None:
    """Hold the folder's lock, start the family, and see that it ends with us."""
    place = Place(Path(os.environ.get("KABAR_VAR") or ROOT / "var").resolve())
    port = read_port(options.port)
    signals = Signals()
    place.prepare()
    with FolderLock(place.var / "run.lock") as lock:
        check_port_is_free(port)
        lock.describe(f"http://{HOST}:{port}/")
        with Family(keep_open=[lock.handle]) as family:
            family.remove_at_death(lock.path)
            launcher = Launcher(place, port, options.demo != "no", family, signals)
            try:
                launcher.run()
            except Stopped:
                print("Stopping ...", flush=True)
        shutil.rmtree(socket_folder(place.var), ignore_errors=True)


def main() -> int:
    """The exit code: 0 when it was told to stop, 1 when something is wrong."""
    parser = argparse.ArgumentParser(prog="make run")
    parser.add_argument("--port", default=os.environ.get("PORT", "8000"))
    parser.add_argument("--demo", choices=["yes", "no"], default="yes")
    parser.add_argument("--follow-parent", action="store_true", help="end when make is killed")
    options = parser.parse_args()
    if options.follow_parent:
        die_with_parent(signal.SIGTERM, os.getppid())
    try:
        run(options)
    except Refusal as refusal:
        print(refusal, file=sys.stderr, flush=True)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
