"""Become another program that ends when our parent does.

    leash.py PARENT SIGNAL UID:GID|- PROGRAM ARGUMENT ...

Linux can send a process a signal when its parent dies, but the process has to ask for it itself,
after any change of user (which clears the request) and before it becomes the program. Doing this in
a Python function between fork and exec is unsafe in a process with threads, as a test runner is; so
a small script does it, in its own process, and then becomes the program. On other systems the guard
(kabar/guard.py) alone sees to it.
"""

import ctypes
import os
import sys

PR_SET_PDEATHSIG = 1


def die_with_parent(number: int, parent: int) -> None:
    """Ask Linux to send us signal `number` when our parent, the process `parent`, dies."""
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, number)
        if os.getppid() != parent:  # it died before we could ask
            os._exit(1)


def main(parent: str, number: str, account: str, *argv: str) -> None:
    """Change the user where asked, take the leash, become the program."""
    if account != "-":
        uid, gid = account.split(":")
        os.setgroups([])
        os.setgid(int(gid))
        os.setuid(int(uid))
    die_with_parent(int(number), int(parent))
    os.execvp(argv[0], argv)  # noqa: S606 - a list we wrote


if __name__ == "__main__":
    main(*sys.argv[1:])
