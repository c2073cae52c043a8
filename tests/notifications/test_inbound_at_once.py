"""The same mail by two doors at the same moment."""

import threading

import pytest
from django.db import connection
from django_scopes import scope

from careers.models import Letter
from notifications import filing
from notifications.case_address import address_of
from notifications.inbound import receive
from notifications.models import InboundMail
from tests import factories
from tests.notifications.clock import wib
from tests.notifications.mails import mail, written
from tests.people import make_cast

NOW = wib(14, 12, 30)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_the_second_waits_for_the_first_and_records_nothing(monkeypatch):
    cast = make_cast()
    with scope(centre=cast.centre.pk):
        secret = address_of(factories.case(cast.dinda).application_id)
    filing_now, may_end, file = threading.Event(), threading.Event(), filing.file

    def slowly(*arguments):
        filed = file(*arguments)
        filing_now.set()
        may_end.wait(10)
        return filed

    monkeypatch.setattr(filing, "file", slowly)
    rows = []

    def take() -> None:
        rows.append(receive(mail(written()).encode(), [secret], NOW))
        connection.close()

    threads = [threading.Thread(target=take) for _time in range(2)]
    threads[0].start()
    assert filing_now.wait(10)
    threads[1].start()
    threads[1].join(0.5)
    assert threads[1].is_alive()
    may_end.set()
    for thread in threads:
        thread.join(10)
    assert rows[0] == rows[1]
    with scope(centre=cast.centre.pk):
        assert Letter.objects.count() == InboundMail.objects.count() == 1
