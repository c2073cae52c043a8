"""TCP ports of this machine: is one free, does somebody answer there?"""

import socket
import urllib.error
import urllib.request

from kabar.lock import Refusal

HOST = "127.0.0.1"


def free_port(host: str = HOST) -> int:
    """A TCP port nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])


def answers(port: int) -> bool:
    """Whether somebody accepts connections there."""
    try:
        socket.create_connection((HOST, port), timeout=1.0).close()
    except OSError:
        return False
    return True


def is_ready(url: str) -> bool:
    """Whether a page answers 200. No proxy is asked: the address is ours."""
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with direct.open(url, timeout=5.0) as response:
            return bool(response.status == 200)
    except (OSError, urllib.error.URLError):
        return False


def read_port(text: str) -> int:
    """The port a person named. Raises Refusal."""
    try:
        port = int(text)
    except ValueError:
        port = 0
    if not 1 <= port <= 65535:
        raise Refusal(f"PORT is {text!r}; it has to be a number from 1 to 65535.")
    return port


def check_port_is_free(port: int) -> None:
    """Raise Refusal when the web server could not listen there."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except PermissionError as problem:
            raise Refusal(f"Port {port} is reserved for the system; try PORT=8000.") from problem
        except OSError as problem:
            raise Refusal(
                f"Port {port} is in use by another program; choose a free one: "
                f"make run PORT={port + 1 if port < 65535 else 8000}"
            ) from problem
