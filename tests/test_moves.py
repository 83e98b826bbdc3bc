"""A change of revision: open cases are moved, pinned or left, each as if it had been told alone (O12.1)."""

from datetime import timedelta
from pathlib import Path

import psycopg
import pytest

from sundial.commands.record_moves import move_cases, pin_cases
from sundial.jobs.fan_out import _owed, tell
from sundial.models import CLOCKWORK, Case, Clock, FactRow, database_now, viewing
from sundial.protocol.document import SHIPPED, load
from tests.database import as_role, run
from tests.keeping import keep_made_up, keep_revisions, whole
from tests.naive_tables import revisions
from tests.releasing import FRIDAY, LATER, Shop

HALVED = load(SHIPPED.parent / "examples" / "silver-halved.toml")
UPGRADE = Path(__file__).parent.parent / "sundial" / "migrations" / "sql" / "0008_protocol.sql"
HOUR = timedelta(hours=1)


@pytest.fixture
def at_work(db):
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        yield


@pytest.fixture
def protocols(at_work):
    """Four revisions that differ in targets, hours, holidays, readings and in what pauses."""
    found = {digest: revision.protocol for digest, revision in revisions().items()}
    keep_revisions(found.values())
    return found


def ids(cases):
    return [str(case.pk) for case in cases]


def test_cases_that_are_moved_together_stand_as_each_history_says(cast, protocols):
    """Whatever had happened on a case before, its rows are those of the fold: forth, back again, and forth."""
    cases, now = keep_made_up(cast, range(60))
    by_row = by_history = 0
    for turn, digest in enumerate([*protocols, *protocols], start=1):
        told = move_cases(ids(cases), digest, by=cast.dan.person, now=now + turn * HOUR)
        by_row, by_history = by_row + told.by_row, by_history + told.by_history
        assert whole() == []
    last = Case.objects.filter(pk__in=ids(cases), pinned=False)
    assert set(last.values_list("revision", flat=True)) == {digest}
    assert min(by_row, by_history) > 30, (by_row, by_history)


def test_a_move_is_one_fact_on_each_case_in_the_name_of_whoever_decided(cast, protocols):
    cases, now = keep_made_up(cast, range(12))
    digest = list(protocols)[-1]
    meant = {case.pk for case in cases if case.revision != digest and not case.pinned}
    move_cases(ids(cases), digest, by=cast.dan.person, now=now + HOUR)
    move_cases(ids(cases), digest, by=cast.dan.person, now=now + 2 * HOUR)

    facts = FactRow.objects.filter(kind="protocol-moved", by=cast.dan.person)
    assert sorted(facts.values_list("case", flat=True)) == sorted(meant)
    assert set(facts.values_list("what__protocol", "recorded_at")) == {(digest, now + HOUR)}
    assert set(facts.values_list("public", "text", "side")) == {(False, "", "staff")}


def test_a_case_that_is_pinned_stays_and_says_so(cast, protocols):
    cases, now = keep_made_up(cast, range(40))
    open_ones = [case for case in cases if not case.pinned]
    pin_cases(ids(open_ones[:10]), by=None, now=now + HOUR)
    assert whole() == []
    for digest in protocols:
        move_cases(ids(open_ones), digest, by=None, now=now + 2 * HOUR)
    assert whole() == []

    pinned = Case.objects.in_bulk([case.pk for case in open_ones[:10]])
    assert [pinned[case.pk].revision for case in open_ones[:10]] == [case.revision for case in open_ones[:10]]
    assert all(case.pinned for case in pinned.values())
    assert set(Case.objects.filter(pk__in=ids(open_ones[10:])).values_list("revision", flat=True)) == {digest}


def test_what_would_have_been_due_before_the_move_is_late_at_once_and_said_once(cast, tick, at):
    keep = cast.open_case(plan="silver", severity=2, at="Mon 2026-03-02 09:00")  # 4 hours
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        keep_revisions([HALVED])
        move_cases([str(keep.pk)], HALVED.digest, by=None, now=at("Mon 12:00"))
        rows = Clock.objects.filter(case=keep).order_by("cycle").values_list("outcome", "due_at")

        assert list(rows) == [("superseded", at("Mon 13:00")), ("breached", at("Mon 11:00"))]
        assert whole() == []
    assert tick("Mon 12:00") == ["Dan: first response missed, was due 11:00 UTC"]
    assert tick("Mon 12:01") == []


def test_what_was_warned_of_a_due_time_is_not_warned_of_again_when_it_comes_back(cast, tick, at):
    keep = cast.open_case(plan="silver", severity=2, at="Mon 2026-03-02 09:00")  # 4 hours, halved 2
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        keep_revisions([HALVED])
        move_cases([str(keep.pk)], HALVED.digest, by=None, now=at("Mon 09:10"))
    assert tick("Mon 10:50") != []
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        for moment, digest in (("Mon 10:51", keep.revision), ("Mon 10:52", HALVED.digest)):
            assert move_cases([str(keep.pk)], digest, by=None, now=at(moment)).by_row == 1
        last = Clock.objects.running().get(case=keep)
        assert (last.cycle, last.due_at, last.soon_said, last.check_at) == (4, at("Mon 11:00"), True, at("Mon 11:00"))
        assert whole() == []


def test_updates_and_notices_that_move_together_are_numbered_one_behind_the_other(cast):
    shop = Shop(cast)
    case = shop.waiting("silver", 1)
    for at, to in (("Mon 10:00", LATER), ("Mon 10:30", FRIDAY)):
        shop.moves(shop.release, to, at=at, told=False)
        with as_role("sundial_worker"):
            assert tell(_owed()[0], cast.at(at))
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        keep_revisions([HALVED])
        assert move_cases([str(case.pk)], HALVED.digest, by=None, now=cast.at("Mon 11:00")).by_row == 1

        running = Clock.objects.running().filter(case=case, promise="fix-release").order_by("cycle")
        assert [(clock.cycle, clock.about > 0) for clock in running] == [(4, False), (5, True), (6, True)]
        assert whole() == []


def test_a_case_that_somebody_has_in_hand_is_passed_by(desk):
    held, free = desk.open_cases(2, due_in=HOUR)
    desk.ask(lambda: keep_revisions([HALVED]))

    def move():
        return move_cases([str(held), str(free)], HALVED.digest, by=None, now=database_now())

    with psycopg.connect(**desk.address.conninfo(name=desk.name)) as somebody:
        somebody.execute("SELECT FROM support_case WHERE id = %s FOR UPDATE", [held])
        assert desk.ask(move).by_row == 1
    assert desk.ask(lambda: Case.objects.get(revision=HALVED.digest).pk) == free
    assert desk.ask(move).by_row == 1
    assert desk.ask(whole) == []


def test_clocks_that_ran_before_the_upgrade_are_known_to_be_plain(cast, tick, acme):
    """Migration 0008: a desk that was there before is whole after it."""
    update = UPGRADE.read_text().split(";")[2]
    with as_role("postgres"):
        run("UPDATE clock SET plain = false")
        run(update)
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        assert Clock.objects.running().filter(plain=True).exists()
        assert whole() == []
