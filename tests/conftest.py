"""Real servers, a real browser and the one place that tells Django where they are.

The addresses must be known before Django reads its settings. pytest-django reads them very early
when DJANGO_SETTINGS_MODULE stands in pyproject.toml, so it does not stand there: `pytest_configure`
below starts the servers, sets the environment and then names the settings.

With xdist the controller starts the servers, and each worker has its own database in the one
PostgreSQL, its own numbers in the one Valkey and its own mail sink.
"""

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from kabar.ports import free_port
from kabar.processes import Family
from tests.servers import HOST, Postgres, Sink, Valkey, server_folder

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

TESTS = Path(__file__).resolve().parent
# Rooms whose tests need none of the servers (the launcher starts its own).
WITHOUT_SERVERS = tuple(
    TESTS / name for name in ("policy", "etiquette", "drafting", "replies", "design", "launcher")
)
# Rooms that are run once, not again for the second database.
ONCE = tuple(TESTS / name for name in ("journeys", "faults", "launcher"))
SERVERS_URL = "KABAR_TEST_SERVERS"  # the controller tells its workers by this
CHROMIUM_FLAGS = [
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
]
stack_key = pytest.StashKey[ExitStack]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--db", choices=("postgres", "sqlite"), default="postgres")


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "sqlite: needs SQLite; left out of the run on PostgreSQL")
    if config.option.help:
        return
    if "DJANGO_SETTINGS_MODULE" in os.environ:
        raise pytest.UsageError(
            "DJANGO_SETTINGS_MODULE is set; tests/conftest.py names the settings itself, after the "
            "servers are up. Unset it (and keep it out of pyproject.toml)."
        )
    is_worker = hasattr(config, "workerinput")
    if not is_worker and needs_servers(config):
        start_servers(config)
    if is_worker or config.getoption("dist", "no") == "no":
        name_settings(config)


def pytest_unconfigure(config: pytest.Config) -> None:
    if stack_key in config.stash:
        config.stash[stack_key].close()


def needs_servers(config: pytest.Config) -> bool:
    """Whether anything outside the server-less rooms was asked for."""
    if config.option.collectonly:
        return False
    here = config.invocation_params.dir
    asked = [(here / str(argument).split("::")[0]).resolve() for argument in config.args]
    return not all(any(path.is_relative_to(r) for r in WITHOUT_SERVERS) for path in asked)


def start_servers(config: pytest.Config) -> None:
    """Start what all workers share; their addresses go into the environment."""
    stack = config.stash.setdefault(stack_key, ExitStack())
    folder = stack.enter_context(server_folder())
    family = stack.enter_context(Family())
    family.remove_at_death(folder)
    (folder / "valkey").mkdir()
    valkey = Valkey(family, folder / "valkey")
    valkey.start()
    database = f"sqlite:///{folder / 'tests.sqlite3'}"
    if config.option.db == "postgres":
        (folder / "postgres").mkdir(mode=0o755)
        postgres = Postgres(family, folder / "postgres")
        postgres.create()
        postgres.start()
        database = postgres.url
    os.environ[SERVERS_URL] = f"{database} {valkey.socket}"
    stack.callback(os.environ.pop, SERVERS_URL, None)


def name_settings(config: pytest.Config) -> None:
    """Set this process's addresses; then pytest-django, last in line, sets Django up."""
    worker = getattr(config, "workerinput", {}).get("workerid", "gw0")
    number = 2 * int(worker.removeprefix("gw"))
    nothing = "postgresql://no-server-was-started@127.0.0.1:1/none /no-server-was-started"
    database, socket = os.environ.get(SERVERS_URL, nothing).split(" ", 1)
    os.environ |= {
        "KABAR_DATABASE_URL": database,
        "KABAR_BROKER_URL": f"redis+socket://{socket}?virtual_host={number}",
        "KABAR_CACHE_URL": f"unix://{socket}?db={number + 1}",
        "KABAR_SMTP_HOST": HOST,
        "KABAR_SMTP_PORT": str(free_port()),  # where `smtp_sink` will listen, if it is asked for
        "DJANGO_SETTINGS_MODULE": "kabar.settings.test",
    }
    from django.conf import settings

    assert settings.DATABASES  # read now: pytest-django sets up Django only when they are


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what the chosen database cannot run, or has run already."""
    other = "sqlite" if config.option.db == "postgres" else "postgres"
    left_out = [item for item in items if item.get_closest_marker(other)]
    if config.option.db == "sqlite":
        left_out += [item for item in items if not _worth_a_second_run(item)]
    if left_out:
        gone = set(left_out)
        config.hook.pytest_deselected(items=list(gone))
        items[:] = [item for item in items if item not in gone]


def _uses_database(item: pytest.Item) -> bool:
    fixtures = set(getattr(item, "fixturenames", ()))
    return bool(
        item.get_closest_marker("django_db")
        or fixtures & {"db", "transactional_db", "live_server", "django_db_reset_sequences"}
    )


def _worth_a_second_run(item: pytest.Item) -> bool:
    if item.get_closest_marker("journey") or item.get_closest_marker("fault"):
        return False
    return _uses_database(item) and not any(item.path.is_relative_to(room) for room in ONCE)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Give SQLite a file: in memory it has no WAL, and threads would share one connection."""
    from django.db import connection

    if connection.vendor == "sqlite":
        path = tmp_path_factory.mktemp("database") / "tests.sqlite3"
        connection.settings_dict["TEST"]["NAME"] = str(path)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """A browser that leaves in the middle of an answer leaves the session of its thread behind:
    such sessions end before the test database is dropped."""
    yield
    from django.db import connection

    if connection.vendor == "postgresql":
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )


@pytest.fixture(autouse=True)
def _fresh_cache(request: pytest.FixtureRequest) -> None:
    """An empty cache for every test with a database: rolled-back ids come again."""
    if _uses_database(request.node):
        from django.core.cache import cache

        cache.clear()


@pytest.fixture(scope="session")
def family() -> Iterator[Family]:
    """Owns the processes that tests start; all of them end with the test run."""
    with Family() as family:
        yield family


@pytest.fixture(scope="session")
def _sink(family: Family, tmp_path_factory: pytest.TempPathFactory) -> Sink:
    port = int(os.environ["KABAR_SMTP_PORT"])
    sink = Sink(family, tmp_path_factory.mktemp("sink"), port)
    sink.start()
    return sink


@pytest.fixture
def smtp_sink(_sink: Sink, settings: Any) -> Sink:
    """An empty mail sink, and Django sending to it by the product's own SMTP backend.

    Without this fixture mail lands in `django.core.mail.outbox`, as in any Django test.
    """
    import kabar.settings.test

    settings.EMAIL_BACKEND = kabar.settings.test.EMAIL_BACKEND
    _sink.clear()
    return _sink


@pytest.fixture(scope="session")
def browser() -> Iterator["Browser"]:
    """A headless Chromium. Without one: a visible skip on a laptop, a failure in CI."""
    from playwright.sync_api import Error, sync_playwright

    # Playwright runs an event loop in this thread, and Django would refuse the ORM beside it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(
                executable_path=shutil.which("chromium") or shutil.which("chromium-browser"),
                chromium_sandbox=sys.platform == "linux" and os.geteuid() != 0,
                args=CHROMIUM_FLAGS,
            )
        except Error as problem:
            first_line = str(problem).splitlines()[0]
            reason = f"No Chromium starts here ({first_line}): apt-get install chromium"
            if os.environ.get("CI"):
                pytest.fail(reason)
            pytest.skip(reason)
        yield browser
        browser.close()


@pytest.fixture
def page(browser: "Browser") -> Iterator["Page"]:
    """A page as a student in Jakarta sees it; a script error or a CSP violation fails the test."""
    context = browser.new_context(locale="id-ID", timezone_id="Asia/Jakarta")
    page = context.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on(
        "console",
        lambda message: (
            problems.append(message.text)
            if message.type == "error" and "Content Security Policy" in message.text
            else None
        ),
    )
    yield page
    context.close()
    assert not problems, "\n".join(problems)


@pytest.fixture
def cast(db: None) -> Iterator[Any]:
    """The people of tests/people.py, inside the scope of Dinda's centre."""
    from django_scopes import scope

    from tests.people import make_cast

    people = make_cast()
    with scope(centre=people.centre.pk):
        yield people


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    """Sentences asked for outside a request are English, so that tests can quote them."""
    from django.utils import translation

    with translation.override("en"):
        yield
