"""Redis may be away: what Celery then does with the tasks it holds."""

import logging
from typing import Any

import pytest
from celery import current_app
from django.conf import settings
from kombu import Connection
from kombu.transport.virtual import Message

log = logging.getLogger(__name__)


@pytest.mark.parametrize("gone", ["channel", "connection"])
def test_a_task_that_outlives_its_connection_can_be_acknowledged_in_vain(gone: str) -> None:
    connection = Connection(settings.CELERY_BROKER_URL)
    channel = connection.channel()
    held = Message({"body": "", "properties": {"delivery_tag": "1", "delivery_info": {}}}, channel=channel)
    if gone == "channel":
        channel.close()
        channel.connection = None
    else:
        channel.connection.client = None
    channel._pool = None
    held.ack_log_error(log, connection.connection_errors)  # an AttributeError would end the worker
    assert not held.acknowledged


def test_tasks_are_acknowledged_when_they_begin() -> None:
    options: Any = current_app.conf
    assert options.task_acks_late is False
