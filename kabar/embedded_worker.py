"""The worker of `make run`: Celery with its beat inside, on two threads.

Beat is a forked process; it is told to die with the worker, because the kernel passes a
parent-death signal on to no grandchild.
"""

import argparse
import os
import signal

from celery.signals import beat_embedded_init

from kabar.celery import app
from kabar.leash import die_with_parent


def end_beat_with_worker(worker: int) -> None:
    """Connect the beat process to the worker's life."""

    def prepare(**_: object) -> None:
        die_with_parent(signal.SIGTERM, worker)

    beat_embedded_init.connect(prepare, weak=False)


def main() -> None:
    """Run the worker until SIGTERM."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--schedule", required=True, help="where beat remembers its last runs")
    options = parser.parse_args()
    end_beat_with_worker(os.getpid())
    # Alone on its broker, it has no other worker to greet or to listen to.
    lonely = ["--without-gossip", "--without-mingle", "--without-heartbeat"]
    pool = ["--pool", "threads", "--concurrency", "2", "--loglevel", "INFO"]
    app.worker_main(["worker", "-B", "-s", options.schedule, *pool, *lonely])


if __name__ == "__main__":
    main()
