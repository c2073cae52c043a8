"""Learn what sentences of letters and answers sound like: writes weights.json beside the sentences.

    python bin/learn.py            learn from all sentences of followups/{etiquette,replies}/learning/*.tsv
    python bin/learn.py --check    print how well sentences left out of learning are recognised

Multinomial logistic regression by stochastic gradient descent; the same sentences give the same weights.
"""

import json
import random
import sys
from collections import Counter
from hashlib import sha256
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# A script of bin/ finds the packages only after this, so they are imported below it (E402).
sys.path.insert(0, str(ROOT))

from followups.texts.ear import features, softmax  # noqa: E402
from followups.texts.plain import lower, plain  # noqa: E402

ROOMS = [ROOT / "followups" / name / "learning" for name in ("etiquette", "replies")]
ROUNDS = 30
STEP = 0.12
DECAY = 2e-5
# Weights nearer to nothing than this are left out of the file.
LEAST = 4
Rows = list[tuple[str, set[str]]]


def rows(room: Path) -> Rows:
    """The sentences with their labels, as features."""
    found = []
    for path in sorted(room.glob("*.tsv")):
        for line in path.read_text("utf-8").splitlines():
            label, _tab, sentence = line.partition("\t")
            found.append((label, set(features(lower(plain(sentence))))))
    return found


def learn(examples: Rows) -> tuple[list[str], dict[str, list[float]]]:
    """The labels and, for each feature, a weight per label."""
    labels = sorted({label for label, _names in examples})
    seen = Counter(name for _label, names in examples for name in names)
    weights: dict[str, list[float]] = {name: [0.0] * len(labels) for name, times in seen.items() if times > 1}
    share = {
        label: len(examples) / len(labels) / times for label, times in Counter(x for x, _ in examples).items()
    }
    dice = random.Random(1)  # noqa: S311  the same order each time; nothing secret
    order = list(examples)
    for turn in range(ROUNDS):
        dice.shuffle(order)
        step = STEP / (1 + turn / 8)
        for label, names in order:
            known = [weights[name] for name in sorted(names) if name in weights]
            chances = softmax([sum(column) for column in zip(*known, strict=True)])
            size = step * share[label] / len(known) ** 0.5
            for row in known:
                for place, chance in enumerate(chances):
                    wanted = 1.0 if labels[place] == label else 0.0
                    row[place] += size * (wanted - chance) - DECAY * row[place]
    return labels, weights


def digest(room: Path) -> str:
    """What the weights were learned from."""
    return sha256(b"".join(path.read_bytes() for path in sorted(room.glob("*.tsv")))).hexdigest()


def write(room: Path, labels: list[str], weights: dict[str, list[float]]) -> None:
    """The file, in hundredths, one feature a line."""
    rounded = {name: [round(100 * value) for value in row] for name, row in sorted(weights.items())}
    kept = {name: row for name, row in rounded.items() if max(map(abs, row)) >= LEAST}
    lines = ",\n".join(
        f"{json.dumps(name, ensure_ascii=False)}: {json.dumps(row)}" for name, row in kept.items()
    )
    text = f'{{"learned_from": "{digest(room)}",\n"labels": {json.dumps(labels)},\n"weights": {{\n{lines}\n}}}}\n'
    (room / "weights.json").write_text(text, "utf-8")


def check(examples: Rows) -> None:
    """Five parts; each is judged by what the other four teach."""
    dice = random.Random(2)  # noqa: S311  likewise
    order = list(examples)
    dice.shuffle(order)
    right = sure = sure_right = 0
    confused: Counter[tuple[str, str]] = Counter()
    for part in range(5):
        labels, weights = learn([row for place, row in enumerate(order) if place % 5 != part])
        for label, names in order[part::5]:
            known = [weights[name] for name in names if name in weights]
            chances = softmax([sum(column) for column in zip(*known, strict=True)])
            best = max(chances)
            guess = labels[chances.index(best)]
            right += guess == label
            confused[label, guess] += guess != label
            if best >= 0.6:
                sure, sure_right = sure + 1, sure_right + (guess == label)
    print(f"{len(order)} sentences left out in turn: {right / len(order):.3f} recognised;")
    print(f"of the {sure / len(order):.2f} that are sure (0.6 and more): {sure_right / sure:.3f}")
    for (label, guess), times in confused.most_common(12):
        print(f"  {times:4} {label} taken for {guess}")


if __name__ == "__main__":
    for place in ROOMS:
        if "--check" in sys.argv:
            print(place.parent.name)
            check(rows(place))
        else:
            write(place, *learn(rows(place)))
