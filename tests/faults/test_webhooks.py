"""The short form of E11 and E12; `python -m tests.faults` plays the long one."""

import pytest

from notifications import bounces, suppression
from notifications.models import LateResult
from tests.faults import webhooks

pytestmark = pytest.mark.django_db


def test_webhooks_told_again_and_again_in_any_order_end_like_once_and_in_order():
    figures = webhooks.play("1")
    assert {name: figures[name] for name in webhooks.WRONG} == dict.fromkeys(webhooks.WRONG, 0)
    assert figures["told"] == 2 * 4 * figures["webhooks"]
    assert figures["forged"] >= webhooks.FORGED
    assert not LateResult.objects.exists()


def test_the_experiment_notices_an_effect_that_depends_on_the_order(monkeypatch):
    monkeypatch.setattr(webhooks, "SHORT", (60, 2, 1))
    monkeypatch.setattr(suppression, "_RANK", dict.fromkeys(suppression._RANK, 1))
    figures = webhooks.play("1")
    assert figures["other than the model"] > 0


def test_the_experiment_notices_events_kept_twice(monkeypatch):
    original = bounces._row

    def counted(*rest):
        counted.number += 1
        row = original(*rest)
        row.digest, row.event_id = f"{counted.number}", ""
        return row

    counted.number = 0
    monkeypatch.setattr(webhooks, "SHORT", (10, 2, 1))
    monkeypatch.setattr(bounces, "_row", counted)
    assert webhooks.play("1")["events too many"] > 0
