"""A total deadline for a call to a provider's HTTP service.

The timeout of requests is per socket operation, as smtplib's is: a service that drips one byte at a
time outlasts it, and the lease of the mail. Here the connection is cut when the mail's deadline
passes, wherever the call is by then; whether the mail left is judged as after any broken
connection. A call through a proxy is not cut: it has the timeout for each operation alone.
"""

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Lock, Timer
from typing import Any

from anymail.backends.base_requests import AnymailRequestsBackend
from django.conf import settings
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

CONNECT_SECONDS = 10.0


class _Shears:
    """Cuts the sockets of one call, and any that is opened after the cut."""

    def __init__(self) -> None:
        self._lock, self._twins, self._is_cut = Lock(), list[socket.socket](), False

    def hold(self, made: socket.socket) -> None:
        """Keep a second handle of a socket: TLS wraps the first one, a response may outlive it."""
        with self._lock:
            self._twins.append(made.dup())
        if self._is_cut:
            self.cut()

    def cut(self) -> None:
        """Whoever reads or writes is told at once that it is over."""
        self._is_cut = True
        with self._lock:
            for twin in self._twins:
                with suppress(OSError):  # it has ended by itself
                    twin.shutdown(socket.SHUT_RDWR)

    def lay_down(self) -> None:
        """Let go of the sockets."""
        with self._lock:
            while self._twins:
                self._twins.pop().close()


class _Cuttable:
    def __init__(self, *args: Any, shears: _Shears, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._shears = shears

    def _new_conn(self) -> socket.socket:
        made: socket.socket = super()._new_conn()  # type: ignore[misc]
        self._shears.hold(made)
        return made


class _Plain(_Cuttable, HTTPConnection):
    pass


class _Secure(_Cuttable, HTTPSConnection):
    pass


class _PlainPool(HTTPConnectionPool):
    ConnectionCls = _Plain


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _Secure


class _Adapter(HTTPAdapter):
    """Opens connections that the shears can cut."""

    def __init__(self, shears: _Shears) -> None:
        self._shears = shears
        super().__init__()

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {"http": _PlainPool, "https": _SecurePool}

    def get_connection_with_tls_context(self, *args: Any, **kwargs: Any) -> Any:
        pool = super().get_connection_with_tls_context(*args, **kwargs)
        if isinstance(pool, _PlainPool | _SecurePool):
            pool.conn_kw["shears"] = self._shears
        return pool


@contextmanager
def limited(backend: Any) -> Iterator[None]:
    """Within it, one mail by that backend ends at its deadline (settings.MAIL_DEADLINE_SECONDS).

    Of backends that speak HTTP by requests; others keep their own time. Each mail has a session
    of its own: a connection kept for the next one may have been closed by then, which would leave
    that mail's outcome unknown.
    """
    if not isinstance(backend, AnymailRequestsBackend):
        yield
        return
    seconds, shears = settings.MAIL_DEADLINE_SECONDS, _Shears()
    backend.timeout = (min(CONNECT_SECONDS, seconds), seconds)
    backend.open()
    for scheme in ("http://", "https://"):
        backend.session.mount(scheme, _Adapter(shears))
    timer = Timer(seconds, shears.cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        backend.close()
        shears.lay_down()
