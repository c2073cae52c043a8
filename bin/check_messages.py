"""Are all sentences translated, and are the compiled translations those of the sources?

    python bin/check_messages.py            check; exit code 1 when something is missing
    python bin/check_messages.py --update   collect new sentences and compile (`make messages`)

Compiled files (.mo) are committed so that running needs no gettext; this check keeps them honest.
Without gettext it says so and passes on a laptop; in CI (the variable CI is set) it fails.
"""

import gettext
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = ("id",)
PROGRAMS = ("xgettext", "msgmerge", "msgcmp", "msgfmt", "msguniq", "msgattrib", "msgcat")
SOURCES = ("careers", "followups", "kabar", "notifications", "templates")
SKIPPED = shutil.ignore_patterns("__pycache__", "*.mo", "migrations")


def catalog_folder(root: Path, language: str) -> Path:
    return root / "locale" / language / "LC_MESSAGES"


def collect(root: Path) -> None:
    """Run makemessages in a folder: its .po files then hold exactly the sentences in use.

    It runs without our settings, whose LOCALE_PATHS would lead it away from the folder.
    """
    languages = [part for language in LANGUAGES for part in ("--locale", language)]
    options = ["--no-location", "--no-obsolete", "--ignore", ".venv", "--ignore", "var"]
    command = [sys.executable, "-m", "django", "makemessages", *languages, *options, "-v", "0"]
    env = {key: value for key, value in os.environ.items() if key != "DJANGO_SETTINGS_MODULE"}
    subprocess.run(command, cwd=root, env=env, check=True)


def compile_catalog(source: Path, target: Path) -> None:
    subprocess.run(["msgfmt", "--check", "-o", str(target), str(source)], check=True)


def sentences(compiled: Path) -> dict[object, str]:
    """What a compiled file translates (files of two gettext versions differ in bytes only)."""
    with open(compiled, "rb") as file:
        catalog: dict[object, str] = dict(vars(gettext.GNUTranslations(file))["_catalog"])
    catalog.pop("", None)  # the header: tools and dates
    return catalog


def complaints(language: str, scratch: Path) -> list[str]:
    """What is wrong with one language's catalogue; empty when nothing is."""
    committed = catalog_folder(ROOT, language)
    source, compiled = committed / "django.po", committed / "django.mo"
    if not source.exists() or not compiled.exists():
        return [f"{source.relative_to(ROOT)} or its .mo is missing: run make messages"]
    found = []
    used = catalog_folder(scratch, language) / "django.po"
    result = subprocess.run(["msgcmp", str(source), str(used)], capture_output=True, text=True, check=False)
    if result.returncode:
        found.append(f"{language}: missing, fuzzy or empty translations:")
        found += _named(used, result.stderr) + _named(source, result.stderr)
    fresh = scratch / f"{language}.mo"
    compile_catalog(source, fresh)
    if sentences(fresh) != sentences(compiled):
        found.append(f"{compiled.relative_to(ROOT)} is not the compiled django.po: make messages")
    return found


def _named(catalog: Path, complaint: str) -> list[str]:
    """The sentences msgcmp complains of by line number, in words."""
    lines = catalog.read_text().splitlines()
    pattern = rf"{re.escape(str(catalog))}:(\d+): this message (?!is not used)"
    return sorted({f"  {lines[int(number) - 1]}" for number in re.findall(pattern, complaint)})


def check() -> list[str]:
    """Collect the sentences into an empty catalogue and compare the committed ones with it."""
    with tempfile.TemporaryDirectory(prefix="kabar-messages-") as folder:
        scratch = Path(folder)
        for name in SOURCES:
            shutil.copytree(ROOT / name, scratch / name, ignore=SKIPPED)
        for language in LANGUAGES:
            catalog_folder(scratch, language).mkdir(parents=True)
        collect(scratch)
        return [line for language in LANGUAGES for line in complaints(language, scratch)]


def forget_guesses(catalog: Path) -> None:
    """Empty what gettext only guessed from a similar sentence: a guess reads like a translation."""
    empty = ["msgattrib", "--only-fuzzy", "--clear-fuzzy", "--clear-previous", "--empty", str(catalog)]
    guessed = subprocess.run(empty, capture_output=True, text=True, check=True).stdout
    if not guessed.strip():
        return
    sure = subprocess.run(
        ["msgattrib", "--no-fuzzy", str(catalog)], capture_output=True, text=True, check=True
    ).stdout
    with tempfile.TemporaryDirectory() as folder:
        parts = [Path(folder) / "sure.po", Path(folder) / "empty.po"]
        for part, text in zip(parts, (sure, guessed), strict=True):
            part.write_text(text)
        merge = ["msgcat", "--use-first", "-o", str(catalog), *map(str, parts)]
        subprocess.run(merge, check=True)


def update() -> None:
    for language in LANGUAGES:
        catalog_folder(ROOT, language).mkdir(parents=True, exist_ok=True)
    collect(ROOT)
    for language in LANGUAGES:
        folder = catalog_folder(ROOT, language)
        forget_guesses(folder / "django.po")
        compile_catalog(folder / "django.po", folder / "django.mo")


def main() -> int:
    missing = [program for program in PROGRAMS if not shutil.which(program)]
    if missing:
        print(f"SKIPPED: the translations are unchecked, gettext is missing ({missing[0]}).")
        return 1 if os.environ.get("CI") else 0
    if "--update" in sys.argv:
        update()
        return 0
    found = check()
    print("\n".join(found) or "All sentences are translated and compiled.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
