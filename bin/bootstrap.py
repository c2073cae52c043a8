"""Make the virtual environment what the locks say, then start Kabar: `make` calls this file.

    python3 bin/bootstrap.py run      what running needs; then becomes the launcher
    python3 bin/bootstrap.py setup    what running, testing and checking need

It uses the standard library alone and is written so that an old Python (3.8 and even 3.6) can read
it far enough to say what is wrong in one sentence.

An installation that was interrupted leaves a marker. The next run then starts from nothing: half an
installed package cannot be told from a whole one. A finished one leaves a stamp with the locks'
checksums; while the stamp fits, a run costs a few milliseconds.
"""

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile

OLDEST, NEWEST = (3, 11), (3, 13)
ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VENV = os.path.join(ROOT, ".venv")
VENV_PYTHON = os.path.join(VENV, "bin", "python")
STAMP = os.path.join(VENV, "kabar-installed.json")
MARKER = os.path.join(VENV, "kabar-installing")
INSTALLER_LOCK = os.path.join("bin", "installer.lock")
LOCKS = {"run": "requirements.lock", "test": "requirements-test.lock"}
# Settings of somebody else's environment that would lead pip or uv away from ours.
FOREIGN_SETTINGS = (
    "PIP_REQUIRE_VIRTUALENV",
    "PIP_TARGET",
    "PIP_PREFIX",
    "PIP_USER",
    "PYTHONHOME",
    "PYTHONPATH",
    "UV_PROJECT_ENVIRONMENT",
    "UV_PYTHON",
    "UV_SYSTEM_PYTHON",
    "VIRTUAL_ENV",
    "__PYVENV_LAUNCHER__",
)


class Refusal(Exception):
    """Something the person must change first; the text is the whole explanation."""


def suits(version):
    """Whether Kabar runs on this Python version, a (major, minor) pair."""
    return OLDEST <= tuple(version) <= NEWEST


def version_of(python):
    """The (major, minor) version of a Python program, or None if it does not work."""
    question = "import sys; print('%d %d' % sys.version_info[:2])"
    try:
        answer = subprocess.check_output([python, "-c", question], stderr=subprocess.DEVNULL)
        major, minor = answer.split()
        return int(major), int(minor)
    except (OSError, subprocess.CalledProcessError, ValueError):
        return None


def ensure_python():
    """Go on with a Python that suits: this one, or the newest other one found on the PATH."""
    if suits(sys.version_info[:2]):
        return
    chosen_by_hand = os.environ.get("KABAR_PYTHON_CHOSEN")
    for minor in range(NEWEST[1], OLDEST[1] - 1, -1):
        name = f"python3.{minor}"
        found = None if chosen_by_hand else shutil.which(name)
        if found and version_of(found) == (3, minor):
            sys.stdout.flush()
            os.execv(found, [found, os.path.abspath(__file__), *sys.argv[1:]])  # noqa: S606
    raise Refusal(
        f"Kabar needs Python 3.11, 3.12 or 3.13, but {sys.executable} is Python "
        f"{sys.version.split()[0]}; install one of them, or name it: "
        "make run PYTHON=/path/to/python3.12"
    )


def ensure_writable():
    """Refuse a folder we may not write to (asking root's permission bits would tell nothing)."""
    try:
        tempfile.TemporaryFile(dir=ROOT).close()
    except OSError as problem:
        reason = (problem.strerror or str(problem)).lower()
        raise Refusal(
            f"The folder {ROOT} cannot be written to ({reason}), and Kabar keeps its environment "
            "(.venv) and its data (var) there; use a copy in a folder of your own."
        ) from None


def lock_the_folder():
    """Let one installation at a time work here; the kernel ends the lock with the process."""
    handle = os.open(ROOT, os.O_RDONLY)
    # The installer inherits it: should we be killed, the next run waits until that has ended too.
    os.set_inheritable(handle, True)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        print("Another installation is at work in this folder; waiting for it ...", flush=True)
        fcntl.flock(handle, fcntl.LOCK_EX)
    except OSError:
        pass  # a file system without locks: two installations at once are then the person's care
    return handle


def checksum(name):
    with open(os.path.join(ROOT, name), "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


def read_stamp():
    """What is installed: {"place", "python", "run", "test"}; empty when nothing is known."""
    try:
        with open(STAMP) as file:
            stamp = json.load(file)
    except (OSError, ValueError):
        return {}
    usable = stamp.get("place") == VENV and os.access(VENV_PYTHON, os.X_OK)
    return stamp if usable else {}


def wrong_python(stamp):
    """Whether the person asked by name for another Python than the environment has."""
    mine = list(sys.version_info[:2])
    return bool(os.environ.get("KABAR_PYTHON_CHOSEN")) and stamp.get("python") != mine


def ensure_installed(asked):
    """Bring .venv to the locks named in `asked`, and to those it already had."""
    handle = lock_the_folder()
    try:
        stamp = read_stamp()
        wanted = sorted(set(asked) | (set(stamp) & set(LOCKS)))
        sums = {name: checksum(LOCKS[name]) for name in wanted}
        if wrong_python(stamp) or any(stamp.get(name) != sums[name] for name in wanted):
            install(wanted, sums, stamp)
        if "test" in asked:
            ensure_html_checker()
    finally:
        os.close(handle)


def install(wanted, sums, stamp):
    print("Installing the packages (only when a lock has changed) ...", flush=True)
    env = quiet_environment()
    if not usable_environment(stamp):
        shutil.rmtree(VENV, ignore_errors=True)
        os.mkdir(VENV)
        begin()
        # Without pip: making one takes longer than all the rest of the environment.
        call([sys.executable, "-m", "venv", "--without-pip", VENV], env)
    begin()
    uv = os.path.join(VENV, "bin", "uv")
    if not os.path.exists(uv):
        install_uv(env)
    files = [LOCKS[name] for name in wanted]
    # Compiled at once: where Python may not write bytecode, every start would pay for it.
    sync = [uv, "pip", "sync", "-q", "--require-hashes", "--compile-bytecode"]
    sync += ["--python", VENV_PYTHON]
    call(sync + files, env)
    write_stamp(sums)
    os.unlink(MARKER)


def ensure_html_checker():
    """The one thing the tests need from outside Python's packages; they can do without, in sight."""
    import html_checker

    problem = html_checker.install(ROOT, VENV, checksum, quiet_environment())
    if problem and os.environ.get("CI"):
        raise Refusal(problem + ".")
    if problem:
        print(problem + "; the tests that need it will be skipped.", flush=True)


def usable_environment(stamp):
    """Whether .venv may be brought up to date, rather than made anew."""
    interrupted = os.path.exists(MARKER)
    moved = not stamp and os.path.exists(STAMP)
    if interrupted or moved or (stamp and wrong_python(stamp)):
        return False
    version = version_of(VENV_PYTHON)
    return version is not None and suits(version)


def begin():
    """From here until the stamp is written the environment counts as half-finished."""
    open(MARKER, "w").close()
    if os.path.exists(STAMP):
        os.unlink(STAMP)


def install_uv(env):
    """Install uv, pinned: it reads the locks five times faster than pip does.

    The machine's own pip does it; where that is missing or too old for `--python`, a pip of the
    environment's own (Debian's python3 may lack the one as well as the other, not both).
    """
    pip = [sys.executable, "-m", "pip", "--python", VENV_PYTHON]
    if subprocess.call([*pip, "--version"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL):
        call([VENV_PYTHON, "-m", "ensurepip"], env)
        pip = [VENV_PYTHON, "-m", "pip"]
    call([*pip, "install", "-q", "--require-hashes", "-r", INSTALLER_LOCK], env)


def quiet_environment():
    env = {key: value for key, value in os.environ.items() if key not in FOREIGN_SETTINGS}
    env["PIP_DISABLE_PIP_VERSION_CHECK"] = "1"
    if not os.access(os.path.expanduser("~"), os.W_OK):
        env["UV_NO_CACHE"] = env["PIP_NO_CACHE_DIR"] = "1"
        env["npm_config_cache"] = os.path.join(VENV, "npm")
    return env


def write_stamp(sums):
    stamp = dict(sums, place=VENV, python=list(version_of(VENV_PYTHON)))
    unfinished = STAMP + ".part"
    with open(unfinished, "w") as file:
        json.dump(stamp, file)
    os.replace(unfinished, STAMP)


def call(argv, env):
    code = subprocess.call(argv, env=env, cwd=ROOT, close_fds=False)
    if code:
        raise Refusal(
            "The packages could not be installed (the lines above say why); the next run tries "
            "again from the start."
        )


def main():
    task = sys.argv[1] if len(sys.argv) > 1 else ""
    if task not in ("run", "setup"):
        raise Refusal("Say what to prepare: bootstrap.py run, or bootstrap.py setup.")
    ensure_python()
    ensure_writable()
    ensure_installed(["run"] if task == "run" else ["run", "test"])
    if task == "run":
        sys.stdout.flush()
        os.chdir(ROOT)
        os.execv(  # noqa: S606 - a list we wrote
            VENV_PYTHON, [VENV_PYTHON, "-m", "kabar.launcher", *sys.argv[2:]]
        )


if __name__ == "__main__":
    try:
        main()
    except Refusal as refusal:
        sys.exit(str(refusal))
    except KeyboardInterrupt:
        sys.exit("Interrupted; the next run goes on where it can and repairs the rest.")
