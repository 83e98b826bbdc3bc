"""What pages count of cases is kept with each change of a case, behind its wall, and never otherwise than there is."""

import pytest
from django.db import ProgrammingError, transaction

from sundial.commands.verify_sums import missummed
from sundial.models import CLOCKWORK, Case, viewing
from sundial.models.case_sum import add_up, open_by_customer
from sundial.web.access import inside, wall_of
from sundial.web.desk import lists
from sundial.web.desk.side_counts import counted
from tests.database import as_role, run
from tests.walling import asks, closes, restrictable

START = "Mon 2026-03-02 09:00"


def wrong():
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        return list(missummed())


def sums_up():
    with as_role("sundial_worker"):
        add_up()


def same_as_listed(cast, at):
    """See that everybody is told of each list as many as they find in it, and of each customer."""
    assert wrong() == []
    for player in (cast.eve, cast.ned, cast.amy, cast.max):
        person = player.person
        with viewing(person):
            listed = {key: lists.cases(view, person, at).count() for key, view in lists.VIEWS.items()}
            assert counted(person, at).lists == listed
            held = {key: n for key, n in open_by_customer(inside(wall_of(person))).items() if n}
            cases = Case.objects.open().filter(inside(wall_of(person)))
            assert held == {key: cases.filter(organization=key).count() for key in held}
            assert sum(held.values()) == cases.count()


def test_each_list_holds_as_many_as_are_said_through_the_life_of_cases(cast):
    acme, rita = restrictable(cast), cast.restricted("emea")
    case = cast.open_case(at=START)
    hidden = cast.opens(rita, at="Mon 09:01")
    steps = [
        lambda: cast.eve.takes(case, at="Mon 09:10"),
        lambda: cast.eve.takes(hidden, at="Mon 09:11"),
        lambda: cast.eve.replies(case, at="Mon 09:20"),
        lambda: cast.eve.resolves(case, at="Mon 09:30"),
        lambda: cast.eve.resolves(hidden, at="Mon 09:31", text="Solved."),
        lambda: cast.ana.reopens(case, at="Mon 09:40"),
        lambda: cast.opens(cast.ana, at="Mon 09:50", severity=1),
        lambda: asks(cast.dan, acme, "emea", at="Mon 10:00"),
        lambda: closes(cast.dan, acme, team={"tam": None}, at="Mon 10:05"),
    ]
    same_as_listed(cast, cast.at("Mon 10:10"))
    for step in steps:
        step()
        same_as_listed(cast, cast.at("Mon 10:10"))
    with as_role("postgres"):
        before = run("SELECT count(*) FROM case_sum")
    sums_up()
    same_as_listed(cast, cast.at("Mon 10:10"))
    with as_role("postgres"):
        assert run("SELECT count(*) FROM case_sum") < before
        assert run("SELECT count(*) FROM case_sum GROUP BY key, organization_id, regions HAVING count(*) > 1") == []


def test_of_what_is_hidden_there_is_no_sum_and_nobody_writes_one(cast):
    rita = cast.restricted("emea")
    cast.opens(rita, at=START)
    for player, seen in ((cast.eve, 1), (cast.amy, 0), (cast.ana, 0), (rita, 0)):
        with viewing(player.person):
            assert run("SELECT coalesce(sum(n), 0) FROM case_sum WHERE key = 'open'") == [(seen,)]
    with viewing(cast.eve.person), pytest.raises(ProgrammingError, match="denied"), transaction.atomic():
        run("INSERT INTO case_sum (key, regions, n) VALUES ('open', '{}', 7)")


def test_a_sum_that_lies_is_found(cast):
    cast.open_case(at=START)
    assert wrong() == []
    with as_role("postgres"):
        run("UPDATE case_sum SET n = n + 1 WHERE key = 'open'")
    assert wrong() == [("the sum 'open'", "2 is kept, and there are 1")]


def test_what_is_written_past_the_triggers_is_counted_all_the_same(cast):
    case = cast.open_case(at=START)
    with as_role("postgres"):
        run("SET LOCAL session_replication_role = replica")
        run("UPDATE support_case SET state = 'closed', resolved_at = opened_at WHERE id = %s", [case.pk])
        run("SET LOCAL session_replication_role = origin")
    assert wrong() == []
