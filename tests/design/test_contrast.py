"""Every pair of tokens that meets on a page is readable, in both themes (WCAG 2.2: text 4.5, shapes 3)."""

import re
from pathlib import Path

import pytest

CSS = (Path(__file__).parents[2] / "static/css/kabar.css").read_text(encoding="utf-8")

GROUNDS = ["paper", "surface", "sunken"]
TINTS = ["tarum-tint", "kunyit-tint", "bata-tint", "daun-tint"]
# What is read, and everything it is read on.
TEXT = [
    *[(ink, ground) for ink in ("ink", "muted", "faint", "tarum") for ground in GROUNDS],
    *[(ink, ground) for ink in ("kunyit", "bata", "daun", "tarum-hover") for ground in GROUNDS],
    *[("ink", tint) for tint in TINTS],
    ("muted", "tarum-tint"),
    ("tarum", "tarum-tint"),
    ("kunyit", "kunyit-tint"),
    ("bata", "bata-tint"),
    ("daun", "daun-tint"),
    ("on-tarum", "tarum"),
    ("on-tarum", "tarum-hover"),
    ("on-bata", "bata"),
    ("on-bata", "bata-mark"),
    ("paper", "ink"),  # the toast
    ("surface", "ink"),  # the chosen part of a segmented control
]
# What is seen, not read: edges of inputs, marks, focus, bars.
SHAPES = [
    *[("control", ground) for ground in GROUNDS],
    *[("tarum", ground) for ground in GROUNDS],
    ("kunyit-mark", "surface"),
    ("kunyit-mark", "kunyit-tint"),
    ("kunyit-mark", "tarum-tint"),
    ("bata-mark", "surface"),
    ("bata-mark", "bata-tint"),
    ("daun", "daun-tint"),
]


def tokens(opening: str) -> dict[str, str]:
    """The custom properties of the block that starts with `opening`."""
    block = CSS[CSS.index(opening) :].split("}", 1)[0]
    return dict(re.findall(r"--kb-([\w-]+):([^;]+);", block))


THEMES = {
    "light": tokens(":root,[data-bs-theme=light],[data-bs-theme=auto]{"),
    "dark": tokens("\n[data-bs-theme=dark]{"),
}


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    bright, dim = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("ink", "ground"), TEXT)
def test_text_can_be_read_on_every_ground_it_stands_on(theme: str, ink: str, ground: str) -> None:
    assert contrast(THEMES[theme][ink], THEMES[theme][ground]) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("shape", "ground"), SHAPES)
def test_shapes_and_edges_can_be_told_from_their_ground(theme: str, shape: str, ground: str) -> None:
    assert contrast(THEMES[theme][shape], THEMES[theme][ground]) >= 3


def test_black_on_white_is_the_greatest_contrast_there_is() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


def test_a_device_that_prefers_dark_gets_the_same_dark() -> None:
    opening = "@media (prefers-color-scheme:dark){[data-bs-theme=auto]{"
    assert tokens(opening) == THEMES["dark"]
    assert THEMES["dark"].keys() == THEMES["light"].keys()


def test_only_the_tokens_hold_raw_colours() -> None:
    blocks = re.findall(r"{([^{}]*)}", CSS[CSS.index("/* 4 Base") :])
    assert len(blocks) > 200
    assert re.findall(r"#[0-9a-f]{3,8}\b|rgba?\([^)]*\)", " ".join(blocks)) == []
