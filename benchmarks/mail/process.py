"""One contender in a process of its own: python -m benchmarks.mail.process NAME VERB [ARGUMENT...].

The environment names its settings, its database, the sink and, for workers, the gate to wait at.
"""

import gc
import importlib
import json
import sys
import time
from pathlib import Path
from typing import Any

import django

from benchmarks.mail import ground, mails


def main(name: str, verb: str, *arguments: str) -> None:
    """Do what is asked of one contender; results are printed as JSON."""
    django.setup()
    contender = importlib.import_module(f"benchmarks.mail.contenders.{name}")
    if verb == "migrate":
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
    elif verb == "fill":
        queued = mails.read(Path(arguments[0]))
        started = time.perf_counter()
        contender.fill(queued)
        print(json.dumps({"seconds": time.perf_counter() - started}))
    elif verb in ("drain", "flood", "work"):
        _warm(contender)
        ground.wait_at_gate()
        getattr(contender, verb)()
        print(f"done {time.monotonic():.6f}", flush=True)
    elif verb == "together":
        gc.collect()
        gc.freeze()
        mark = arguments.index("--")
        for number, database in enumerate(arguments[mark + 1 :]):
            work = _ready(contender, database, *arguments[:mark])
            ground.wait_at_gate(f".{number}")
            work()
            print(f"done {number} {time.monotonic():.6f}", flush=True)
    elif verb == "rounds":
        mark = arguments.index("--")
        print(json.dumps([_round(contender, name, *arguments[:mark]) for name in arguments[mark + 1 :]]))
    else:
        print(json.dumps(getattr(contender, verb)(*arguments)))


def _round(contender: Any, database: str, verb: str, *arguments: str) -> float:
    """The seconds of one piece of work in one database, with its commit; what it needs is ready."""
    work = _ready(contender, database, verb, *arguments)
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _ready(contender: Any, database: str, verb: str, *arguments: str) -> Any:
    """A piece of work that only wants to be called, connected to that database."""
    from django.db import connection

    connection.close()
    connection.settings_dict["NAME"] = database
    connection.ensure_connection()
    return getattr(contender, verb)(*arguments)


def _warm(contender: Any) -> None:
    """What a worker that has run for a while has behind it."""
    from django.db import connection

    connection.ensure_connection()
    if hasattr(contender, "warm_up"):
        contender.warm_up()
    gc.collect()
    gc.freeze()  # as Kabar's workers do (kabar/celery.py); it serves everyone


if __name__ == "__main__":
    main(*sys.argv[1:])
