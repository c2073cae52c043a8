"""`bin/bootstrap.py`: refusals in one sentence, and an environment that repairs itself.

The installations here are real (a virtual environment, pip), but the installer they install is a
wheel made on the spot, whose `uv` only writes down how it was called: no network is needed.
"""

import ast
import base64
import hashlib
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BOOTSTRAP = ROOT / "bin" / "bootstrap.py"
PRETENDING_TO_BE_OLD = """
import runpy, sys
sys.version_info, sys.version = (3, 8, 18, "final", 0), "3.8.18 (default)"
sys.argv = [{path!r}, "run"]
runpy.run_path({path!r}, run_name="__main__")
"""
RECORDING_UV = """#!python
import os, sys
with open(os.path.join(os.getcwd(), "uv-calls.txt"), "a") as calls:
    print(*[word for word in sys.argv if word.endswith(".lock")], file=calls)
sys.exit(int(os.environ.get("UV_FAILS", "0")))
"""


def run(*argv: str | Path, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(part) for part in argv],
        env={**os.environ, **env},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


def test_an_old_python_can_read_the_file() -> None:
    # Else it would answer with a SyntaxError instead of the sentence.
    ast.parse(BOOTSTRAP.read_text(), feature_version=(3, 7))


def test_an_old_python_is_refused_in_one_sentence() -> None:
    code = PRETENDING_TO_BE_OLD.format(path=str(BOOTSTRAP))
    result = run(sys.executable, "-c", code, KABAR_PYTHON_CHOSEN="1")
    assert result.returncode == 1
    assert result.stderr.startswith("Kabar needs Python 3.11, 3.12 or 3.13, but ")
    assert len(result.stderr.strip().splitlines()) == 1


def test_an_old_default_python_gives_way_to_a_suitable_one_on_the_path(tmp_path: Path) -> None:
    minor = sys.version_info.minor
    (tmp_path / f"python3.{minor}").symlink_to(sys.executable)
    shutil.copytree(ROOT / "bin", tmp_path / "bin")
    code = PRETENDING_TO_BE_OLD.format(path=str(tmp_path / "bin" / "bootstrap.py"))
    result = run(sys.executable, "-c", code, PATH=f"{tmp_path}:{os.environ['PATH']}")
    assert "Kabar needs Python" not in result.stderr
    assert "requirements.lock" in result.stderr  # it went on, and misses the lock in this folder


def test_a_read_only_folder_is_refused_in_one_sentence(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    shutil.copytree(ROOT / "bin", folder / "bin")
    command = [sys.executable, str(folder / "bin" / "bootstrap.py"), "run"]
    if os.geteuid() == 0:  # permission bits do not bind root: mount the folder read-only
        mount = f"mount --bind '{folder}' '{folder}' && mount -o remount,ro,bind '{folder}'"
        if not shutil.which("unshare") or run("unshare", "-m", "sh", "-c", mount).returncode:
            reason = "root without the right to mount cannot make a folder read-only"
            (pytest.fail if os.environ.get("CI") else pytest.skip)(reason)
        command = ["unshare", "-m", "sh", "-c", f'{mount} && exec "$@"', "sh", *command]
    else:
        folder.chmod(0o555)
    result = run(*command)
    assert result.returncode == 1
    assert f"The folder {folder} cannot be written to" in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1
    assert not (folder / ".venv").exists()


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A folder with the bootstrap, two small locks and an installer lock for the recording uv."""
    folder = tmp_path / "project"
    shutil.copytree(ROOT / "bin", folder / "bin")
    (folder / "requirements.lock").write_text("one==1\n")
    (folder / "requirements-test.lock").write_text("two==2\n")
    wheel = folder / "uv-1.0-py3-none-any.whl"
    files = {
        "uv-1.0.data/scripts/uv": RECORDING_UV,
        "uv-1.0.dist-info/METADATA": "Metadata-Version: 2.1\nName: uv\nVersion: 1.0\n",
        "uv-1.0.dist-info/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    with zipfile.ZipFile(wheel, "w") as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name)
            entry.external_attr = 0o100755 << 16  # a program has to be executable
            archive.writestr(entry, content)
        record = [f"{name},{_record_hash(text)},{len(text)}" for name, text in files.items()]
        archive.writestr("uv-1.0.dist-info/RECORD", "\n".join([*record, "uv-1.0.dist-info/RECORD,,"]))
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    (folder / "bin" / "installer.lock").write_text(f"{wheel} --hash=sha256:{digest}\n")
    return folder


def _record_hash(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return "sha256=" + base64.urlsafe_b64encode(digest).decode().rstrip("=")


def prepare(project: Path, task: str, **env: str) -> subprocess.CompletedProcess[str]:
    return run(sys.executable, project / "bin" / "bootstrap.py", task, **env)


def uv_calls(project: Path) -> list[str]:
    calls = project / "uv-calls.txt"
    lines = calls.read_text().splitlines() if calls.exists() else []
    calls.unlink(missing_ok=True)
    return lines


def test_it_installs_once_and_again_only_when_a_lock_changes(project: Path) -> None:
    prepare(project, "run")  # ends with an error: there is no launcher in this folder
    assert uv_calls(project) == ["requirements.lock"]
    prepare(project, "run")
    assert uv_calls(project) == []

    assert prepare(project, "setup").returncode == 0
    assert uv_calls(project) == ["requirements.lock requirements-test.lock"]
    prepare(project, "run")
    assert uv_calls(project) == []  # running after testing takes nothing away

    (project / "requirements.lock").write_text("one==1.1\n")
    prepare(project, "run")
    assert uv_calls(project) == ["requirements.lock requirements-test.lock"]


def test_an_interrupted_installation_is_begun_anew(project: Path) -> None:
    failed = prepare(project, "setup", UV_FAILS="1")
    assert failed.returncode == 1
    assert "could not be installed" in failed.stderr
    uv_calls(project)
    half = project / ".venv" / "half-installed"
    half.touch()

    assert prepare(project, "setup").returncode == 0
    assert uv_calls(project) == ["requirements.lock requirements-test.lock"]
    assert not half.exists()


def test_an_environment_that_was_moved_is_made_anew(project: Path) -> None:
    assert prepare(project, "setup").returncode == 0
    moved = project.with_name("moved")
    project.rename(moved)
    (project / "bin").parent.mkdir()  # its wheel is named by its old path
    shutil.copy(moved / "uv-1.0-py3-none-any.whl", project)
    uv_calls(moved)

    assert prepare(moved, "setup").returncode == 0
    assert uv_calls(moved) == ["requirements.lock requirements-test.lock"]
    assert (moved / ".venv" / "bin" / "uv").read_text().startswith(f"#!{moved}")
