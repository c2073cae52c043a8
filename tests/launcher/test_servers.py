"""The throw-away servers do what the fault tests ask of them: die, come back, leave nothing."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import redis

from kabar.processes import Family
from tests.servers import Postgres, Valkey, server_folder

OWNER = """
import pathlib, sys, time
from kabar.processes import Family
from tests.servers import Valkey
with Family() as family:
    family.remove_at_death(sys.argv[1])
    valkey = Valkey(family, pathlib.Path(sys.argv[1]))
    valkey.start()
    print(family.children[0].pid, flush=True)
    time.sleep(600)
"""


def test_a_killed_postgres_comes_back_with_what_was_committed(family: Family) -> None:
    with server_folder() as folder:
        postgres = Postgres(family, folder, durable=True)
        postgres.create()
        postgres.start()
        with psycopg.connect(postgres.url, autocommit=True) as connection:
            connection.execute("CREATE TABLE promise (days int)")
            connection.execute("INSERT INTO promise VALUES (10)")
        postgres.kill()
        postgres.start()
        with psycopg.connect(postgres.url) as connection:
            assert connection.execute("SELECT days FROM promise").fetchall() == [(10,)]
            assert connection.execute("SHOW fsync").fetchall() == [("on",)]
        postgres.stop()


def test_a_killed_valkey_comes_back_empty(family: Family, tmp_path: Path) -> None:
    valkey = Valkey(family, tmp_path)
    valkey.start()
    redis.Redis(unix_socket_path=str(valkey.socket)).set("queue", "full")
    valkey.kill()
    valkey.start()
    with redis.Redis(unix_socket_path=str(valkey.socket)) as client:
        assert client.get("queue") is None
    valkey.stop()


def test_servers_and_their_folder_end_with_an_owner_killed_by_kill_9(tmp_path: Path) -> None:
    folder = tmp_path / "valkey"
    folder.mkdir()
    root = Path(__file__).resolve().parents[2]
    owner = subprocess.Popen(
        [sys.executable, "-c", OWNER, str(folder)], cwd=root, stdout=subprocess.PIPE, text=True
    )
    assert owner.stdout is not None
    with owner.stdout:
        server = int(owner.stdout.readline())
    os.kill(server, 0)  # it runs
    owner.send_signal(signal.SIGKILL)
    owner.wait()
    until = time.monotonic() + 20
    while (folder.exists() or Path(f"/proc/{server}").exists()) and time.monotonic() < until:
        time.sleep(0.05)
    assert not folder.exists()
    assert not Path(f"/proc/{server}").exists()
