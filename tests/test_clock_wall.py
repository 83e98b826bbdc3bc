"""A clock knows whether its case is restricted, at every moment as the case does, and by the desk's word alone."""

from sundial.commands.verify import Proof, verify
from sundial.models import CLOCKWORK, Clock, viewing
from tests.database import as_role, run
from tests.walling import asks, closes, restrictable

START = "Mon 2026-03-02 09:00"


def restricted(*cases):
    with as_role("postgres"):
        return {flag for (flag,) in run("SELECT restricted FROM clock WHERE case_id = ANY (%s)",
                                        [[case.pk for case in cases]])}  # fmt: skip


def seen_by(player):
    with viewing(player.person):
        return Clock.objects.count()


def test_it_follows_the_wall_as_it_closes_and_nobody_outside_sees_it_from_then_on(cast):
    acme = restrictable(cast)
    case = cast.open_case(at=START)
    assert (restricted(case), seen_by(cast.amy) > 0) == ({False}, True)
    asks(cast.dan, acme, "emea")
    closes(cast.dan, acme, team={"tam": None})
    assert (restricted(case), seen_by(cast.amy), seen_by(cast.eve) > 0) == ({True}, 0, True)
    cast.eve.takes(case, at="Mon 10:10")
    cast.eve.replies(case, at="Mon 10:11")
    assert restricted(case) == {True}


def test_a_case_opened_behind_a_wall_has_clocks_behind_it(cast):
    case = cast.opens(cast.restricted("emea"), at=START)
    assert (restricted(case), seen_by(cast.amy), seen_by(cast.eve) > 0) == ({True}, 0, True)


def test_nobody_from_the_web_says_otherwise(cast):
    case = cast.opens(cast.restricted("emea"), at=START)
    with viewing(cast.eve.person):
        run("UPDATE clock SET restricted = false WHERE case_id = %s", [case.pk])
        run(
            "INSERT INTO clock (case_id, promise, cycle, started_at, due_at, ended_at, outcome, soon_said, breach_said,"
            " restricted) SELECT case_id, promise, 99, started_at, due_at, due_at, 'met', false, false, false"
            " FROM clock LIMIT 1"
        )
    assert (restricted(case), seen_by(cast.amy)) == ({True}, 0)


def test_one_that_does_not_follow_its_case_is_found(cast):
    case = cast.opens(cast.restricted("emea"), at=START)
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        assert [str(one) for one in verify(Proof())] == []
    with as_role("postgres"):
        run("SET LOCAL session_replication_role = replica")
        run("UPDATE clock SET restricted = false")
        run("SET LOCAL session_replication_role = origin")
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        (found,) = verify(Proof())
    assert (found.case, "its clocks do not follow them" in found.problem) == (case.number, True)
