"""What every test can ask for: the database, the cast and the clock of the story."""

import gc
import os
from collections.abc import Callable, Iterator
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import settings

from sundial.models import Case
from sundial.outside.postgres import Address
from tests import database, older
from tests.live import Desk, a_desk
from tests.story import Cast, Player, StoryTime, anas_case, look, ritas_case

LONGEST = (  # files, by how long they keep one process busy
    "test_run", "test_wall_fuzz", "test_letters_together", "test_promises_machine", "test_non_interference",
    "test_demo", "test_fan_out_crashes", "test_live", "test_agreements", "test_embedded", "test_handover_laws",
)  # fmt: skip
Tick = Callable[[str], list[str]]
gc.disable()  # nothing that is read in before the first test is ever rubbish


def pytest_configure(config: pytest.Config) -> None:
    # a slow machine is no counterexample; what is tried at random beyond these is the soak's to find
    settings.register_profile("house", deadline=None, derandomize=not os.environ.get("SUNDIAL_SOAK"))
    settings.load_profile("house")
    config.addinivalue_line("markers", "db: needs PostgreSQL")
    config.addinivalue_line("markers", "older: tried on PostgreSQL 15 too, where there is one (tests/older.py)")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Read in nothing of what a run leaves out: that takes as long as many tests."""
    if not collection_path.match("test_*.py"):
        return None
    tries_older = config.option.markexpr == "older"
    wanted = older.is_tried(collection_path) if tries_older else collection_path.stem != "test_older"
    return None if wanted else True


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if {"db", "server"} & set(getattr(item, "fixturenames", ())) or item.get_closest_marker("django_db"):
            item.add_marker("db")
            if older.is_tried(item.path):
                item.add_marker("older")
    if "SUNDIAL_TAKEN" in os.environ:  # whoever takes the last file must not have the longest left
        items.sort(key=lambda item: LONGEST.index(item.path.stem) if item.path.stem in LONGEST else len(LONGEST))
    items.sort(key=lambda item: item.path.stem == "test_older")  # which tells of all the others


def pytest_collection_finish() -> None:
    """Look for rubbish among what the tests make alone, and not again and again among all that was read in."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
    gc.enable()


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> bool | None:
    """Leave out the files that another process has taken: in bin/test two of them share the database's.

    What a test has set up is taken down by what comes next, so that is chosen while it runs.
    """
    if "SUNDIAL_TAKEN" not in os.environ or session.testsfailed or session.config.option.collectonly:
        return None
    ours = (item for item in session.items if is_ours(item.path))
    item = next(ours, None)
    while item and not session.shouldstop and not session.shouldfail:
        following = next(ours, None)
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        item = following
    return True


@cache
def is_ours(file: Path) -> bool:
    """Take a file, if nobody else has, by a name in the folder in which all of them do."""
    try:
        (Path(os.environ["SUNDIAL_TAKEN"]) / "-".join(file.parts[-2:])).touch(exist_ok=False)
    except FileExistsError:
        return False
    return True


@pytest.fixture(scope="session")
def server(django_db_blocker: Any, request: pytest.FixtureRequest) -> Iterator[Address]:
    """A throw-away server with the roles and the migrated schema."""
    with django_db_blocker.unblock(), database.throw_away_server() as address:
        database.begin(address)
        if request.config.option.markexpr == "older":
            older.begin()
        yield address
        connection.close()


@pytest.fixture(scope="session")
def django_db_setup(server: Address) -> None:
    """Put our own server in the place of pytest-django's."""


@pytest.fixture
def _django_db_helper(_django_db_helper: None, request: pytest.FixtureRequest) -> None:
    """Enter as the web, inside a transaction that is rolled back; nobody is viewing yet."""
    database.run("SET SESSION AUTHORIZATION sundial_web")
    if not database.bound_by_the_wall():
        pytest.exit("the tests would see through the wall: their role is owner, superuser or BYPASSRLS", 3)


@pytest.fixture
def at(db: None) -> StoryTime:
    """Reads the moments of the story."""
    return StoryTime()


@pytest.fixture
def cast(at: StoryTime) -> Cast:
    """Ana asks, Eve answers, Dan manages."""
    return Cast(at)


@pytest.fixture(scope="module")
def first_cast(server: Address, django_db_blocker: Any) -> Iterator[Cast]:
    """The cast of a story that is told once for a file, all of whose tests take it up: each on a copy of its people.

    The transaction in which it is told stays open; what a test does is a savepoint in it, and falls with the test.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        database.run("SET SESSION AUTHORIZATION sundial_web")
        yield Cast(StoryTime())
        transaction.set_rollback(True)


@pytest.fixture
def again(first_told: Any, db: None) -> Any:
    """What a file's `first_told` has told with that cast, as one test takes it up."""
    return deepcopy(first_told)


@pytest.fixture
def tick(at: StoryTime) -> Tick:
    """Set the time, look, and return the new alerts."""
    return lambda moment: look(at(moment))


@pytest.fixture
def desk(server: Address, django_db_blocker: Any, tmp_path: Path) -> Iterator[Desk]:
    """A desk of its own with committed rows, for real processes."""
    with django_db_blocker.unblock(), a_desk(server, tmp_path) as standing:
        yield standing


@pytest.fixture
def acme(cast: Cast) -> Case:
    """Ana's case: answered by Eve, with a note, a warning and a breach; anybody of the staff may see it."""
    return anas_case(cast)


@pytest.fixture
def rita(cast: Cast) -> Player:
    """The contact of the restricted customer."""
    return cast.restricted("emea")


@pytest.fixture
def secret(cast: Cast, rita: Player) -> Case:
    """Rita's case, which only EMEA may see; with everything that a case can have."""
    return ritas_case(cast, rita)
