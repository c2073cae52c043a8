"""What others made is exactly what its README says it is."""

import hashlib
import re
from pathlib import Path

VENDOR = Path(__file__).parents[2] / "static/vendor"


def test_every_vendored_file_is_listed_with_its_sum() -> None:
    lines = re.findall(r"^([0-9a-f]{64})  (\S+)$", (VENDOR / "README.md").read_text(), re.M)
    listed = {path: digest for digest, path in lines}
    found = {
        path.relative_to(VENDOR).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in VENDOR.rglob("*")
        if path.is_file() and path.name != "README.md"
    }
    assert found == listed


def test_every_package_brings_its_licence() -> None:
    assert all((folder / "LICENSE").is_file() for folder in VENDOR.iterdir() if folder.is_dir())
