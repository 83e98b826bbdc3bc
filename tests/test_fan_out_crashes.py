"""Every case that waits is told once, wherever the worker that tells is killed (O6.4): real processes, kill -9."""

import os
import signal
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from django.db import transaction

from sundial.commands.decisions import Why
from sundial.commands.fixes import name_fix
from sundial.commands.record import Entry, record_many
from sundial.commands.releases import assign_fix, move_release, plan_release
from sundial.commands.verify import Proof, verify
from sundial.jobs.deliver import TryAgain
from sundial.jobs.fan_out import fan_out
from sundial.models import CLOCKWORK, Alert, Clock, FactRow, FanOut, NoticeDraft, database_now, viewing
from sundial.protocol.facts import DateGiven, FixIdentified, Messaged
from tests.database import run
from tests.test_hands import other_of

COUNT, STOPS_AFTER = 24, 9  # cases that wait; rows that are written before the worker is stopped
TABLES = ["support_case", "fact", "clock", "awaited_fix", "alert", "procrastinate_jobs", "notice_draft", "fan_out"]
TELLS = "from sundial.jobs.fan_out import fan_out; fan_out('')"
TELLS_WITH_ANOTHER = "from sundial.jobs import fan_out; fan_out.CHUNK = 2; fan_out.fan_out('')"
STOP = """
    CREATE SEQUENCE stop_count;
    CREATE FUNCTION stop_here() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN
        IF nextval('stop_count') > {after} THEN PERFORM pg_advisory_xact_lock_shared(4711); END IF;
        RETURN coalesce(NEW, OLD);
    END $$;
    CREATE TRIGGER stop_here BEFORE INSERT OR UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION stop_here();
"""


@pytest.fixture
def event(desk):
    """Cases that wait for a fix whose release was moved: the decision is kept, and nobody was told of it yet."""
    cases = desk.open_cases(COUNT, due_in=timedelta(minutes=30))
    eve, boss = desk.cast.eve.person, desk.cast.max.person
    with transaction.atomic(), viewing(CLOCKWORK):
        now = database_now()
        date = now + timedelta(days=3)
        whats = (Messaged(public=True), FixIdentified("SC-1"), DateGiven(date, "SC-1", "5.8.2"))
        record_many([Entry(case, what, eve, text="Well then.") for case in cases for what in whats], now=now)
        release = plan_release("Scanner", "5.8.2", date, owner=boss, by=boss, now=now)
        assign_fix(name_fix("SC-1", "Leaks a handle", "Scanner", by=eve), release, by=boss, now=now)
        why = Why(now, "A second leak.")
        return move_release(release, date + timedelta(days=7), why=why, by=boss, now=now)


@contextmanager
def stopped_at(desk, table: str, after: int) -> Iterator[None]:
    """Make whoever writes to a table wait once so many rows of it were written, until the block ends."""
    with psycopg.connect(**desk.address.conninfo(name=desk.name), autocommit=True) as superuser:
        superuser.execute("SELECT pg_advisory_lock(4711)")
        superuser.execute(STOP.format(table=table, after=after))
        yield


def finish(desk) -> None:
    """Let a successor tell the rest, as soon as the dead one has left the line."""

    def tells() -> bool:
        with suppress(TryAgain):
            fan_out("")
        return not desk.ask(FanOut.objects.exists)

    desk.wait_until(tells)


def told(desk, event) -> dict[str, set[int]]:
    """Return how often each case has what it is to have once."""
    rows = {
        "fact": FactRow.objects.filter(kind="release-rescheduled", what__event=str(event.pk)),
        "draft": NoticeDraft.objects.filter(event=event),
        "notice": Clock.objects.running().filter(about__gt=0),
        "alert": Alert.objects.filter(kind="release-rescheduled"),
    }
    counted = {name: desk.ask(lambda of=of: Counter(of.values_list("case_id", flat=True))) for name, of in rows.items()}
    assert {len(cases) for cases in counted.values()} == {COUNT}
    return {name: set(cases.values()) for name, cases in counted.items()}


def jobs() -> set[str]:
    return {alert for (alert,) in run("SELECT args->>'alert' FROM procrastinate_jobs WHERE task_name = 'deliver'")}


@pytest.mark.parametrize("table", TABLES)
def test_wherever_the_one_that_tells_is_killed_the_next_goes_on_and_every_case_is_told_once(desk, event, table):
    after = STOPS_AFTER if table != "fan_out" else 0
    with stopped_at(desk, table, after), desk.process("shell", "--no-imports", "--command", TELLS) as doomed:
        desk.wait_until(desk.somebody_waits)
        doomed.kill()
        doomed.wait()
    before = desk.ask(NoticeDraft.objects.count)
    finish(desk)

    assert before == COUNT if table == "fan_out" else 0 < before < COUNT
    assert told(desk, event) == {"fact": {1}, "draft": {1}, "notice": {1}, "alert": {1}}
    alerts = desk.ask(lambda: set(Alert.objects.filter(kind="release-rescheduled").values_list("pk", flat=True)))
    assert {str(pk) for pk in alerts} <= jobs()
    assert list(verify(Proof())) == []


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="this system does not tell who begat whom")
def test_the_process_beside_the_one_that_tells_can_be_killed_and_every_case_is_told_once(desk, event):
    with ExitStack() as stack:
        with stopped_at(desk, "notice_draft", STOPS_AFTER):
            telling = stack.enter_context(desk.process("shell", "--no-imports", "--command", TELLS_WITH_ANOTHER))
            desk.wait_until(lambda: len(run("SELECT pid FROM pg_locks WHERE NOT granted")) == 2)
            os.kill(other_of(telling.pid), signal.SIGKILL)
        assert telling.wait(20) == 0

    assert told(desk, event) == {"fact": {1}, "draft": {1}, "notice": {1}, "alert": {1}}
    assert list(verify(Proof())) == []


def test_a_worker_takes_up_what_a_killed_one_has_left(desk, event):
    with stopped_at(desk, "notice_draft", STOPS_AFTER), desk.process("worker") as doomed:
        desk.wait_until(desk.somebody_waits)
        doomed.kill()
        doomed.wait()
    desk.sql("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 minute'")
    with desk.process("worker"):
        desk.wait_until(lambda: not desk.ask(FanOut.objects.exists))

    assert told(desk, event) == {"fact": {1}, "draft": {1}, "notice": {1}, "alert": {1}}


def test_what_is_written_on_a_case_while_it_is_told_is_kept_and_the_case_is_told_all_the_same(desk, event):
    cases = desk.ask(lambda: list(FactRow.objects.filter(kind="fix-identified").values_list("case_id", flat=True)))
    with ExitStack() as stack:
        with stopped_at(desk, "notice_draft", STOPS_AFTER):
            telling = stack.enter_context(desk.process("shell", "--no-imports", "--command", TELLS))
            desk.wait_until(desk.somebody_waits)
            with transaction.atomic(), viewing(CLOCKWORK):  # the last of the cases was read by then, and is not written
                more = Entry(max(cases), Messaged(public=True), desk.cast.eve.person, text="One more thing.")
                record_many([more], now=database_now())
        assert telling.wait(20) == 0

    assert told(desk, event) == {"fact": {1}, "draft": {1}, "notice": {1}, "alert": {1}}
    kinds = desk.ask(
        lambda: list(FactRow.objects.filter(case=max(cases)).order_by("seq").values_list("kind", flat=True))
    )
    assert kinds[-2:] == ["messaged", "release-rescheduled"]
    assert list(verify(Proof())) == []
