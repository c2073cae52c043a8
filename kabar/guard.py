"""The guard: a tiny process that outlives its owner just long enough to tidy up.

`kill -9` gives a launcher no chance to stop its children. A parent-death signal reaches the
children themselves but not *their* children (a gunicorn worker, the beat of a Celery worker), and
only Linux has one. So the owner starts this program beside its children and tells it, line by line
on its standard input, what would be left over:

    watch 123      the process group 123 (a child that leads its own session)
    forget 123     that group has ended by itself
    remove PATH    a file or folder that must not outlive the owner
    done           the owner has stopped everything itself: leave without touching anything

When standard input ends without `done`, the owner is dead: the groups are ended and then the paths
are removed, both newest first (the lock file is named first and goes last). The owner's lock is
inherited, so it stays held until this process has finished: a new start meets no half-stopped one.

It runs as a plain script with no site packages, so that it starts in a few milliseconds.
"""

import contextlib
import os
import shutil
import signal
import sys
import time

GRACE_SECONDS = 4.0


def read_orders(stream):
    """Read orders until the stream ends; return (groups, paths, owner_finished)."""
    groups, paths = [], []
    for line in stream:
        order, _, argument = line.rstrip("\n").partition(" ")
        if order == "watch":
            groups.append(int(argument))
        elif order == "forget" and int(argument) in groups:
            groups.remove(int(argument))
        elif order == "remove":
            paths.append(argument)
        elif order == "done":
            return groups, paths, True
    return groups, paths, False


def signal_group(group, number):
    """Signal every process of a group; False when the group has no member left."""
    try:
        os.killpg(group, number)
    except ProcessLookupError:
        return False
    except PermissionError:
        # macOS answers so for a group of zombies only: nobody is left to be signalled.
        return False
    return True


def end_groups(groups):
    """Ask every group to end, newest first, and after GRACE_SECONDS insist."""
    left = [group for group in reversed(groups) if signal_group(group, signal.SIGTERM)]
    until = time.monotonic() + GRACE_SECONDS
    while left and time.monotonic() < until:
        time.sleep(0.05)
        left = [group for group in left if signal_group(group, 0)]
    for group in left:
        signal_group(group, signal.SIGKILL)


def remove(path):
    """Remove a file or a folder; one that is already gone is fine."""
    if os.path.isdir(path) and not os.path.islink(path):
        shutil.rmtree(path, ignore_errors=True)
    else:
        with contextlib.suppress(OSError):
            os.unlink(path)


def main():
    """Wait for the owner's end; tidy up when it was not an orderly one."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)  # only the owner's end ends the guard
    groups, paths, owner_finished = read_orders(sys.stdin)
    if not owner_finished:
        end_groups(groups)
        for path in reversed(paths):
            remove(path)


if __name__ == "__main__":
    main()
