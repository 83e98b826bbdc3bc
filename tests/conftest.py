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
from tests import database
from tests.live import Desk, a_desk
from tests.story import Cast, Player, StoryTime, anas_case, look, ritas_case

ONCE = (  # the statements of pages are tried on every version by the access matrix, which opens each of them
    "/desk/", "test_portal", "test_demo", "test_non_interference", "test_run.", "test_live", "_crashes", "test_api",
    "test_places", "test_supervisor",
    # letters, packs and passwords, which no server reads; releases and merging, whose statements the fan-out tries
    "test_deliver", "test_evidence.py", "test_evidence_command", "test_enrol", "test_determinations",
    "test_merging_refused", "test_accepting",
    # readings and pages of rota, people and coverage; verbs that write through the door as those of test_verbs do
    "test_rota_demo", "test_rota_page", "test_rota_feed", "test_people_pages", "test_people_services", "test_board",
    "test_coverage", "test_backtest", "test_why", "test_handover_laws", "test_severity_verbs", "test_agreements",
    "test_waivers", "test_splitting", "test_trial", "test_triage", "test_rehearsal", "test_wall_fuzz",
    "test_ladder_now", "test_ladder_opened", "test_ladder_mail",
    "test_rota_verbs", "test_fixes", "test_resources", "test_waiting", "test_leaving.", "test_placing", "test_releases",
    "test_pledges", "test_moves_decided",  # whose rows test_moves and test_fan_out write as well
    "test_signin", "test_access.", "test_health", "test_glass_pages",  # answers to a browser
    "test_verify.", "test_ladder_alerts", "test_ladder_turns", "test_comforting",  # as test_escalating does
    "test_a_clockwork_that_is_killed",
    "test_leadership_letters", "test_courtesy", "test_mail_door", "test_letters_together",  # mail, and its pages
    "test_embedded",  # how a server is started, adopted and stopped: of every version alike
    # what these send to write, to lock or with functions of ours others of that run send too: measured, 2026-11-30
    "test_record.", "test_said_rows", "test_merging.", "test_story.", "test_racing_laws", "test_presses",
    "test_ladder_waits", "test_ladder_stays", "test_storm.", "test_ways_together", "test_synthetic", "test_causes",
)  # fmt: skip
Tick = Callable[[str], list[str]]
gc.disable()  # nothing that is read in before the first test is ever rubbish


def pytest_configure(config: pytest.Config) -> None:
    # a slow machine is no counterexample; what is tried at random beyond these is the soak's to find
    settings.register_profile("house", deadline=None, derandomize=not os.environ.get("SUNDIAL_SOAK"))
    settings.load_profile("house")
    config.addinivalue_line("markers", "db: needs PostgreSQL; run again on version 15 where there is one")
    config.addinivalue_line("markers", "once: of pages and processes; another version of PostgreSQL proves nothing new")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Read in nothing of what a run leaves out: that takes as long as many tests."""
    named = f"/{os.path.relpath(collection_path, config.rootpath)}"
    left_out = config.option.markexpr.endswith("not once") and collection_path.suffix == ".py"
    return True if left_out and any(one in named for one in ONCE) else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if any(one in item.nodeid for one in ONCE):
            item.add_marker("once")
        if {"db", "server"} & set(getattr(item, "fixturenames", ())) or item.get_closest_marker("django_db"):
            item.add_marker("db")


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
def server(django_db_blocker: Any) -> Iterator[Address]:
    """A throw-away server with the roles and the migrated schema."""
    with django_db_blocker.unblock(), database.throw_away_server() as address:
        database.begin(address)
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
