"""Clockwork: what is said, by whoever looks, however often, and whatever is killed."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connections, transaction
from procrastinate.contrib.django.utils import connector_params

from sundial.jobs import clockwork
from sundial.jobs.clockwork import pause
from sundial.jobs.health import health
from sundial.jobs.looking import look
from sundial.models import CLOCKWORK, AlertKind, Case, Clock, FactRow, Parked, database_now, viewing
from sundial.outside.bell import Bell
from tests.database import as_role, run
from tests.live import Desk

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
SOON = timedelta(milliseconds=1)


def looked(now: datetime, **more: Any) -> int:
    with as_role("sundial_worker"):
        return look(now, **more)


def as_clockwork(ask: Callable[[], object]) -> object:
    with as_role("sundial_worker"), transaction.atomic(), viewing(CLOCKWORK):
        return ask()


def said(case: Case) -> list[str]:
    rows = FactRow.objects.filter(case=case, kind__in=("due-soon", "breached")).order_by("seq")
    return as_clockwork(lambda: list(rows.values_list("kind", flat=True)))


@pytest.mark.parametrize(
    ("next_at", "seconds"),
    [
        (None, 5.0),
        (NOW + timedelta(seconds=2), 2.0),
        (NOW + timedelta(hours=2), 5.0),
        (NOW, clockwork.BREATH),
        (NOW - timedelta(hours=1), clockwork.BREATH),
    ],
)
def test_the_loop_sleeps_until_the_next_clock_and_never_longer_than_a_heartbeat(next_at, seconds):
    assert pause(NOW, next_at, 5.0) == seconds


def test_a_look_says_a_thing_once_and_looking_again_says_nothing(cast, at):
    case = cast.open_case(plan="platinum", severity=1, at="Mon 2026-03-02 09:00")
    assert looked(at("Mon 09:44")) == 0
    assert looked(at("Mon 09:45")) == 1
    assert looked(at("Mon 09:46")) == 0
    assert looked(at("Mon 10:00")) == 1
    assert looked(at("Mon 10:01")) == 0
    assert said(case) == ["due-soon", "breached"]


def test_after_an_outage_only_what_is_still_true_is_said(cast, at):
    case = cast.open_case(plan="platinum", severity=1, at="Mon 2026-03-02 09:00")
    assert looked(at("Mon 15:00")) == 1
    assert said(case) == ["breached"]


def test_a_batch_is_bounded_and_the_rest_waits_for_the_next_look(cast, at):
    for _ in range(5):
        cast.open_case(plan="platinum", severity=1, at="Mon 2026-03-02 09:00")
    now = at("Mon 10:00")
    assert [looked(now, at_most=3) for _ in range(3)] == [3, 2, 0]


def test_a_spare_takes_only_what_another_has_left_lying(cast, at):
    cast.open_case(plan="platinum", severity=1, at="Mon 2026-03-02 09:00")
    now, behind = at("Mon 10:00"), timedelta(seconds=0.1)
    assert looked(at("Mon 09:45")) == 1
    assert looked(now + behind - SOON, behind=behind) == 0
    assert looked(now + behind, behind=behind) == 1


@contextmanager
def history_broken(case: Case) -> Iterator[None]:
    """Put a fact behind the others that nobody can read, and take it away again."""
    with as_role("postgres"):
        run(
            "INSERT INTO fact (case_id, seq, at, recorded_at, side, kind, what, public, text, words, hash) "
            "VALUES (%s, 2, now(), now(), 'system', 'nonsense', '{}', false, '', '', 'x')",
            [case.pk],
        )
    yield
    with as_role("postgres"):
        run("SET session_replication_role = replica")
        run("DELETE FROM fact WHERE kind = 'nonsense'")
        run("SET session_replication_role = origin")


def test_one_bad_case_stops_no_other_is_looked_at_less_and_less_often_and_heals(cast, at):
    cases = [cast.open_case(plan="platinum", severity=1, at="Mon 2026-03-02 09:00") for _ in range(9)]
    bad, good = cases[4], cases[:4] + cases[5:]
    now = at("Mon 10:00")
    with history_broken(bad):
        assert looked(now) == 9
        assert [said(case) for case in good] == [["breached"]] * 8
        assert as_clockwork(lambda: Parked.objects.get().tries) == 1
        assert looked(now + SOON) == 0  # it is not looked at in a hot loop

        again = [now + timedelta(seconds=seconds) for seconds in (1, 3, 7)]  # after 1, 2 and 4 seconds
        assert [looked(moment) for moment in again] == [1, 1, 1]
        assert [looked(moment + SOON) for moment in again] == [0, 0, 0]
        assert as_clockwork(lambda: Parked.objects.get().error) == "IntegrityError"  # its place is taken

    assert said(bad) == []
    assert looked(now + timedelta(minutes=1)) == 1
    assert said(bad) == ["breached"]
    assert as_clockwork(Parked.objects.count) == 0


def test_a_clock_that_wants_attention_and_has_nothing_to_say_does_not_spin_the_loop(cast, at):
    case = cast.open_case(plan="platinum", severity=1, at="Mon 2026-03-02 09:00")
    now = at("Mon 10:00")
    looked(now)
    as_clockwork(lambda: Clock.objects.filter(case=case).update(check_at=now))  # no fold would say so
    assert looked(now + SOON) == 1
    assert looked(now + SOON) == 0
    assert said(case) == ["breached"]
    assert as_clockwork(lambda: Parked.objects.get().error) == "NothingToSay"


CROWD = """
    INSERT INTO support_case (id, number, organization_id, contact_id, subject, product, plan, home_region, regions,
            severity, state, opened_at, changed_at, told_at, next_due_at, head_seq, head_hash)
        SELECT md5(g::text)::uuid, 'B' || g, organization_id, contact_id, subject, product, plan, home_region, regions,
            severity, state, opened_at, changed_at, told_at, next_due_at, head_seq, head_hash
        FROM support_case, generate_series(1, 5000) g;
    INSERT INTO clock (case_id, promise, cycle, started_at, due_at, warn_at, check_at, outcome, soon_said, breach_said)
        SELECT md5(g::text)::uuid, promise, cycle, started_at, due_at, warn_at, check_at + g * interval '1 second',
            outcome, soon_said, breach_said
        FROM clock, generate_series(1, 5000) g;
    ANALYZE support_case, clock
"""


def test_a_look_finds_what_is_due_through_the_index_of_check_at(cast):
    """Under the worker's own role, wall and all, among many pending clocks."""
    case = cast.open_case(plan="platinum", severity=1, at="Mon 2026-03-02 09:00")
    with as_role("postgres"):
        run(CROWD)
    due = Clock.objects.wanting_attention(case.opened_at + timedelta(minutes=45, seconds=5))

    plan = as_clockwork(due[:500].explain)
    next_one = as_clockwork(lambda: str(run(f"EXPLAIN {clockwork.CLOCK}")))

    assert "clock_check_at" in plan
    assert "Index Cond: (check_at <=" in plan
    assert "Seq Scan" not in plan
    assert "clock_check_at" in next_one
    assert "Seq Scan on clock" not in next_one  # of decisions there are a handful


# from here on with real processes or threads on a desk of their own


@contextmanager
def keeping_watch(desk: Desk, *, heartbeat: float, count: int = 1, deaf: bool = False) -> Iterator[None]:
    """Run the loop in threads; a deaf one listens where nobody ever rings."""
    heard = {**connector_params(), **({"dbname": "postgres"} if deaf else {})}
    bells = [Bell(heard) for _ in range(count)]

    def watch(bell: Bell) -> None:
        try:
            clockwork.run(bell, heartbeat=heartbeat)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=watch, args=(bell,)) for bell in bells]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        for bell in bells:
            bell.stop()
        for thread in threads:
            thread.join(10)
            assert not thread.is_alive()


def test_two_at_once_say_each_thing_once(desk):
    cases = desk.open_cases(60, due_in=timedelta(seconds=-1))
    with keeping_watch(desk, heartbeat=0.1, count=2):
        desk.wait_until(lambda: desk.said() >= 60)
        time.sleep(0.2)  # for one that would say it again
    assert desk.alerts() == {case: [AlertKind.BREACHED] for case in cases}


def test_a_notification_wakes_the_loop_long_before_its_heartbeat(desk):
    with keeping_watch(desk, heartbeat=60):
        desk.wait_until(lambda: health(database_now()).pulse is not None)
        cases = desk.open_cases(1, due_in=timedelta(seconds=0.3))
        desk.wait_until(lambda: desk.said() == 2, within=5)
    assert desk.alerts() == {cases[0]: [AlertKind.DUE_SOON, AlertKind.BREACHED]}


def test_a_notification_that_is_lost_costs_a_heartbeat_and_no_alert(desk):
    with keeping_watch(desk, heartbeat=0.3, deaf=True):
        desk.wait_until(lambda: health(database_now()).pulse is not None)
        desk.open_cases(1, due_in=timedelta(seconds=-1))
        desk.wait_until(lambda: desk.said() == 1, within=5)


def test_a_loop_whose_connections_are_cut_comes_back_by_itself(desk):
    with keeping_watch(desk, heartbeat=60):
        desk.wait_until(lambda: health(database_now()).pulse is not None)
        desk.cut_all_connections()
        desk.open_cases(1, due_in=timedelta(seconds=-1))
        desk.wait_until(lambda: desk.said() == 1, within=5)


def test_a_clockwork_that_is_killed_loses_nothing_and_its_successor_says_nothing_twice(desk):
    cases = desk.open_cases(300, due_in=timedelta(seconds=-1))
    with desk.process("clockwork") as doomed, desk.nobody_writes("alert"):
        desk.wait_until(desk.somebody_waits)  # the facts are written, the alerts are not
        doomed.kill()
    with desk.process("clockwork") as successor:
        desk.wait_until(lambda: desk.said() >= 300)
        successor.terminate()
        assert successor.wait(3) == 0
    assert desk.alerts() == {case: [AlertKind.BREACHED] for case in cases}
