"""The learned ears: their weights are those of the sentences beside them."""

import json
from hashlib import sha256
from pathlib import Path

import pytest

from careers.answers import Label
from followups.texts.ear import Ear

ROOMS = Path(__file__).resolve().parents[2] / "followups"
LABELS = {
    "replies": {label.value for label in Label} - {"bounce", "unclassified"} | {"none"},
    "etiquette": {"status", "interest", "thanks", "blunt", "demanding", "desperate", "channel", "other"},
}


@pytest.mark.parametrize("room", LABELS)
def test_the_weights_were_learned_from_the_sentences_beside_them(room: str) -> None:
    learning = ROOMS / room / "learning"
    sentences = b"".join(path.read_bytes() for path in sorted(learning.glob("*.tsv")))
    weights = json.loads((learning / "weights.json").read_text("utf-8"))
    assert weights["learned_from"] == sha256(sentences).hexdigest(), "run python bin/learn.py"


@pytest.mark.parametrize("room", LABELS)
def test_every_sentence_to_learn_from_has_a_known_label(room: str) -> None:
    for path in (ROOMS / room / "learning").glob("*.tsv"):
        for line in path.read_text("utf-8").splitlines():
            label, _tab, sentence = line.partition("\t")
            assert label in LABELS[room], line
            assert sentence.strip(), line


@pytest.mark.parametrize(
    ("room", "sentence", "label"),
    [
        ("replies", "we have offered the post to somebody with more experience.", "rejection"),
        ("replies", "selamat, anda resmi bergabung dengan kami.", "offer"),
        ("etiquette", "should there be any news, i would be glad to hear it.", "status"),
        ("etiquette", "saya masih sangat ingin bergabung dengan tim bapak.", "interest"),
    ],
)
def test_a_sentence_sounds_like_what_it_says(room: str, sentence: str, label: str) -> None:
    chances = Ear(f"followups.{room}").sounds_like(sentence)
    assert max(chances, key=lambda name: chances[name]) == label
    assert sum(chances.values()) == pytest.approx(1)
