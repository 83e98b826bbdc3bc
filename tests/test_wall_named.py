"""Two scenarios of docs/trust.md: connections that many share (S03), and what is logged (S06)."""

import logging
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from random import Random

from django.db import Error, connection, transaction

from sundial.commands.cases import NewCase, open_case
from sundial.models import CLOCKWORK, Case, Organization, Person, database_now, viewing
from sundial.outside.postgres import WEB
from tests import database
from tests.browsing import signed_in
from tests.hidden_world import CANARY, make_world

HANDS, TURNS = 4, 60
CUT_OFF = "SET LOCAL statement_timeout = 1; SELECT pg_sleep(1)"


class Falls(Exception):
    """Something of ours went wrong in the middle of a request."""


def test_s03_on_connections_that_many_share_nobody_looks_with_another_s_eyes(desk):
    sees = people_who_see(desk)
    database.enter(desk.address, WEB, desk.name)
    with ThreadPoolExecutor(HANDS) as hands:
        went_wrong = sum(hands.map(lambda seed: takes_turns(Random(seed), sees), range(HANDS)))

    assert went_wrong > HANDS * TURNS / 4


def people_who_see(desk) -> dict[str, int]:
    """Open three cases of Acme and one that only EMEA may see; return how many each may see, "" for nobody."""
    cast = desk.cast
    desk.open_cases(3, due_in=timedelta(hours=1))
    with transaction.atomic(), viewing(CLOCKWORK):
        secret = Organization.objects.create(name="Secret", home_region="emea", regions=["emea"])
        rita = Person.objects.create(email="rita@example.com", name="Rita", kind="contact", organization=secret)
        new = NewCase(subject="Uploads fail", text="Help!", severity=1)
        open_case(new, contact=rita, by=rita, now=database_now())
    counts = ((cast.eve.person, 4), (cast.amy.person, 3), (cast.ana.person, 3), (rita, 1))
    return {str(person.pk): count for person, count in counts} | {"": 0}


def takes_turns(random: Random, sees: dict[str, int]) -> int:
    """Serve one person after the other on one connection, some of them badly; return how often something went wrong."""
    wrong = 0
    for _ in range(TURNS):
        who, ending = random.choice(sorted(sees)), random.choice(("well", "error", "cut off", "ours"))
        with suppress(Error, Falls), transaction.atomic(), viewing(who):
            assert Case.objects.count() == sees[who]
            wrong += ending != "well"
            ends(ending)
        with transaction.atomic():  # who comes next and has not said who they are
            assert Case.objects.count() == 0
    connection.close()
    return wrong


def ends(how: str) -> None:
    if how == "error":
        database.run("SELECT 1 / 0")
    if how == "cut off":
        database.run(CUT_OFF)
    if how == "ours":
        raise Falls


def test_s06_no_line_of_a_log_holds_a_word_of_a_case(db, caplog):
    caplog.set_level(logging.INFO)
    caplog.set_level(logging.INFO, logger="django.request")  # more than a desk keeps
    world = make_world()
    inside = signed_in(world.cast.eve.person)
    for case in (world.secret.talked, world.secret.waits, world.secret.broken):
        assert CANARY in inside.get(f"/desk/cases/{case.number}").content.decode()
        assert inside.post(f"/desk/cases/{case.number}/messages", {"text": CANARY, "mode": "odd"}).status_code == 422
        assert world.clients["Amy"].get(f"/desk/cases/{case.number}").status_code == 404

    assert any("Not Found" in line for line in caplog.messages)
    assert [line for line in caplog.messages if CANARY in line or "policy sync" in line] == []
