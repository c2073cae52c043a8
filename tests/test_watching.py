"""The table of periodic jobs, and the alarms as Prometheus is told of them."""

from datetime import timedelta
from pathlib import Path

import pytest
import yaml

from careers import clock
from kabar import schedule, tasks
from kabar.celery import app
from kabar.metrics import exposition
from notifications import alarms
from notifications.models import JobRun
from tests.notifications.clock import wib

RULES = Path(__file__).resolve().parents[1] / "deploy" / "prometheus" / "alerts.yml"
LIMITS = {
    "mail_late": alarms.LATE.total_seconds(),
    "plans_late": alarms.LATE.total_seconds(),
    "sweep_silent": alarms.SILENT.total_seconds(),
    "events_waiting": alarms.EVENTS_WAIT.total_seconds(),
    "calendar_ends": alarms.HORIZON_DAYS,
}


def rules() -> dict[str, str]:
    [group] = yaml.safe_load(RULES.read_text())["groups"]
    return {rule["labels"]["code"]: rule["expr"] for rule in group["rules"]}


def test_prometheus_knows_every_alarm_and_one_more_for_a_site_that_is_silent():
    assert set(rules()) == {*alarms.CODES, "unreachable"}


@pytest.mark.parametrize(("code", "limit"), LIMITS.items())
def test_its_limits_are_those_of_the_site(code, limit):
    assert f" {limit:.0f}" in rules()[code].replace(")", " ")


@pytest.mark.django_db
def test_each_rule_asks_for_a_metric_that_there_is(cast):
    content, _type = exposition(wib(14, 12), "")
    names = {line.split()[2] for line in content.decode().splitlines() if line.startswith("# TYPE")}
    for code, expression in rules().items():
        if code != "unreachable":
            assert any(name in expression for name in names), code


def test_every_job_of_the_table_is_a_task_a_worker_knows():
    app.loader.import_default_modules()
    jobs = schedule.schedule(30).values()
    named = {job["task"] for job in jobs} | {
        job["args"][0] for job in jobs if job["task"] == "kabar.tasks.once"
    }
    assert named <= set(app.tasks)
    assert {"followups.tasks.reconcile_all", "notifications.tasks.watch_over"} <= named


@pytest.mark.django_db
def test_a_job_that_goes_through_once_runs_once_in_its_slot_however_many_beats_ask(monkeypatch):
    ran = []

    class Task:
        def __call__(self) -> None:
            ran.append(clock.now())

    monkeypatch.setitem(app.tasks, "tests.counted", Task())
    for minutes in (0, 0, 14, 15, 29, 30):
        moment = wib(14, 1) + timedelta(minutes=minutes)
        monkeypatch.setattr(clock, "now", lambda moment=moment: moment)
        tasks.once("tests.counted", 15)
    assert ran == [wib(14, 1), wib(14, 1, 15), wib(14, 1, 30)]
    assert JobRun.objects.filter(job="tests.counted").count() == 3
