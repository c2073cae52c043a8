"""The open connections to the provider: each carries one mail at a time.

One connection is used in the thread that asks; several have a thread each, which does nothing but
talk to the provider. None of them touches the database.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from queue import SimpleQueue
from typing import Any, NamedTuple

from django.core.mail import EmailMessage, get_connection
from structlog.contextvars import bind_contextvars

from notifications.models import Message
from notifications.retry import Verdict
from notifications.sending import provider_id, send


class Result(NamedTuple):
    """What is known after a call; `broken` is an error that was none of the mail's."""

    message: Message
    verdict: Verdict = Verdict.UNKNOWN
    error: str = ""
    provider_id: str = ""
    broken: BaseException | None = None


class Senders:
    """So many connections, opened when first used."""

    def __init__(self, count: int) -> None:
        self._connections = [get_connection() for _number in range(count)]
        self._idle = list(self._connections)
        self._results: SimpleQueue[tuple[Any, Result]] = SimpleQueue()
        self._pool = ThreadPoolExecutor(count, thread_name_prefix="mail") if count > 1 else None

    @property
    def idle(self) -> int:
        """How many could take a mail: those whose last result was collected."""
        return len(self._idle)

    @property
    def busy(self) -> int:
        """How many carry a mail, or have a result to tell."""
        return len(self._connections) - len(self._idle)

    def call(self, message: Message, mail: EmailMessage) -> None:
        """Hand one mail to the provider over an idle connection."""
        # What is logged meanwhile, by whomever, names the message, and the task as here.
        where, connection = copy_context(), self._idle.pop()
        if self._pool:
            self._pool.submit(where.run, self._call, connection, message, mail)
        else:
            where.run(self._call, connection, message, mail)

    def _call(self, connection: Any, message: Message, mail: EmailMessage) -> None:
        bind_contextvars(message_id=message.pk)
        try:
            verdict, error = send(connection, mail)
            result = Result(message, verdict, error, provider_id(mail))
        except BaseException as broken:
            result = Result(message, broken=broken)
        self._results.put((connection, result))

    def collect(self, wait: bool) -> Iterator[Result]:
        """The results that are there; with `wait` at least one, if any connection is busy.

        Raises what broke a call: a defect of ours, and no answer of a provider.
        """
        while self.busy and (wait or not self._results.empty()):
            connection, result = self._results.get()
            self._idle.append(connection)
            wait = False
            if result.broken is not None:
                raise result.broken
            yield result

    def close(self) -> None:
        """Take leave of the provider, once no call is under way."""
        if self._pool:
            self._pool.shutdown()
        for connection in self._connections:
            connection.close()
