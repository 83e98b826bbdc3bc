"""O12.1: a document may be decided for a day ahead; until then nothing counts by it, and it can be called off."""

from datetime import timedelta

import pytest

from sundial.commands.ahead import AnotherComes, AnotherWaits, NothingWaits, StartsBefore, WaitsForItsDay
from sundial.commands.moves import EVERY, Decision, decide, throw_away, withdraw
from sundial.jobs import clockwork
from sundial.jobs.clockwork import look_at_decisions
from sundial.models import CLOCKWORK, Case, FactRow, ProtocolMove, ProtocolRevision, database_now, viewing
from sundial.protocol.document import shipped
from tests.browsing import lately
from tests.database import as_role, run
from tests.test_moves_decided import HALVED, carried_out, tries

DAY = timedelta(days=1)


@pytest.fixture
def silver(cast):
    return lately(cast).open_case(plan="silver", severity=2, at=30)


def decides(player, candidate, counts_from, move=EVERY):
    with viewing(player.person):
        decide(candidate.digest, Decision(move, counts_from=counts_from), by=player.person, now=database_now())


def ahead(days):
    """Let the database's time be so many days later from now on, in this transaction."""
    with as_role("postgres"):
        run("CREATE SCHEMA IF NOT EXISTS later")
        at = f"pg_catalog.statement_timestamp() + interval '{days} days'"
        run(f"CREATE OR REPLACE FUNCTION later.statement_timestamp() RETURNS timestamptz STABLE RETURN {at}")
        run("GRANT USAGE ON SCHEMA later TO PUBLIC")
    run("SET LOCAL search_path = later, pg_catalog, public")


def look():
    with as_role("sundial_worker"):
        return look_at_decisions()


def kept(case):
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        return Case.objects.get(pk=case.pk).revision


def in_force():
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        return set(ProtocolRevision.objects.values_list("digest", flat=True))


def test_before_its_day_nothing_counts_by_it_and_on_its_day_new_cases_do_while_old_ones_keep_their_own(cast, silver):
    decides(cast.dan, tries(cast.dan), database_now() + DAY, move=())
    assert look() == 0
    carried_out()  # another decision's job may come along
    assert HALVED.digest not in in_force()

    ahead(2)
    assert look() == 1
    assert look() == 0  # asked for once
    carried_out()
    with viewing(cast.ana.person):
        fresh = cast.opens(cast.ana, at=-3000, severity=2)  # minutes before the story's now: two days on
    assert (kept(silver), kept(fresh)) == (shipped().digest, HALVED.digest)


def test_open_cases_are_moved_on_that_day_and_not_before(cast, silver):
    decides(cast.dan, tries(cast.dan), database_now() + DAY)
    carried_out()
    assert kept(silver) == shipped().digest
    ahead(2)
    look()
    carried_out()
    assert kept(silver) == HALVED.digest
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        assert FactRow.objects.filter(case=silver, kind="protocol-moved").count() == 1


def test_what_is_called_off_never_comes(cast, silver):
    candidate = tries(cast.dan)
    decides(cast.dan, candidate, database_now() + DAY)
    with viewing(cast.max.person):
        withdraw(candidate.digest, by=cast.max.person, now=database_now())
    ahead(2)
    assert look() == 0, "called off, whether the worker has come to it or not"
    carried_out()
    assert look() == 0
    carried_out()
    assert kept(silver) == shipped().digest
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        assert ProtocolMove.objects.get(kind="move").refusal == "Called off by Max before its day."
    with viewing(cast.max.person), pytest.raises(NothingWaits):
        withdraw(candidate.digest, by=cast.max.person, now=database_now())


def test_beside_one_that_waits_no_other_is_decided_and_it_is_not_thrown_away(cast, silver):
    candidate = tries(cast.dan)
    decides(cast.dan, candidate, database_now() + DAY)
    for counts_from in (None, database_now() + 2 * DAY):
        with pytest.raises(AnotherWaits):
            decides(cast.max, candidate, counts_from)
    with viewing(cast.dan.person), pytest.raises(WaitsForItsDay):
        throw_away(candidate, by=cast.dan.person, now=database_now())


def test_beside_one_whose_day_has_come_no_other_is_decided_until_it_is_carried_out(cast, silver):
    candidate = tries(cast.dan)
    decides(cast.dan, candidate, database_now() + DAY)
    ahead(2)
    assert look() == 1
    for counts_from in (None, database_now() + DAY):
        with pytest.raises(AnotherComes):
            decides(cast.max, candidate, counts_from)
    with viewing(cast.dan.person), pytest.raises(WaitsForItsDay):
        throw_away(candidate, by=cast.dan.person, now=database_now())
    carried_out()
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        assert ProtocolRevision.objects.latest("in_force_from").digest == candidate.digest
    decides(cast.max, candidate, None)


def test_what_is_called_off_wakes_nobody_again_while_the_worker_is_down(cast):
    def wakes():
        with as_role("sundial_worker"):
            return clockwork._times()[1]

    candidate = tries(cast.dan)
    decides(cast.dan, candidate, database_now() + DAY)
    with viewing(cast.max.person):
        withdraw(candidate.digest, by=cast.max.person, now=database_now())
    ahead(2)
    assert (look(), wakes()) == (0, None)
    decides(cast.dan, candidate, database_now() + DAY)
    assert wakes() is not None, "decided anew"


@pytest.mark.parametrize("days", [-1, 0, 800])
def test_it_counts_from_a_day_ahead_and_not_from_one_far_off(cast, silver, days):
    with pytest.raises(StartsBefore):
        decides(cast.dan, tries(cast.dan), database_now() + days * DAY)
