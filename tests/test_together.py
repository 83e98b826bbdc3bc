"""Many at once, over committed rows: nobody is lost, nothing is said twice, and the bell tells nothing."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from threading import Barrier

import psycopg
import pytest
from django.db import connection, transaction

from sundial.commands.later import later
from sundial.commands.messages import reply
from sundial.commands.sla import say
from sundial.commands.verify import Proof, verify
from sundial.jobs.deliver import TryAgain, deliver
from sundial.jobs.looking import look
from sundial.models import CLOCKWORK, Alert, Case, Clock, Delivery, DeliveryState, Person, database_now, viewing
from sundial.outside.mail import message_id
from sundial.outside.postgres import WEB
from tests.live import a_desk
from tests.posting import standing_sink


@pytest.fixture
def desk(server, django_db_blocker, tmp_path):
    with django_db_blocker.unblock(), a_desk(server, tmp_path) as desk:
        yield desk


def at_once(count, act):
    """Let so many threads, each with a connection of its own, do something at the same moment."""
    ready = Barrier(count)

    def do(number):
        try:
            with transaction.atomic(), viewing(CLOCKWORK):
                ready.wait(timeout=30)
                return act(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as threads:
        return list(threads.map(do, range(count)))


def test_eight_answers_at_one_moment_are_all_kept_in_one_whole_chain(desk):
    (pk,) = desk.open_cases(1, due_in=timedelta(hours=1))
    case = desk.ask(lambda: Case.objects.get(pk=pk))

    def answer(number):
        who = desk.cast.eve if number % 2 else desk.cast.ana
        mine = Case.objects.get(pk=case.pk)
        return reply(mine, by=who.person, text=f"message {number}", now=database_now()).case.head_seq

    heads = at_once(8, answer)

    assert len(set(heads)) == 8
    words = desk.ask(lambda: set(case.facts.values_list("text", flat=True)))
    assert {f"message {number}" for number in range(8)} <= words
    assert list(verify(Proof())) == []


def test_four_who_look_at_the_same_clocks_at_one_moment_say_each_thing_once(desk):
    cases = desk.open_cases(20, due_in=timedelta(minutes=-1))
    clocks = desk.ask(lambda: list(Clock.objects.values_list("pk", flat=True)))

    said = at_once(4, lambda number: len(say(clocks if number % 2 else clocks[::-1], now=database_now())))

    assert sum(said) == 20
    assert desk.alerts() == {case: ["breached"] for case in cases}
    assert list(verify(Proof())) == []


def test_of_four_workers_who_are_forced_on_each_alert_at_one_moment_one_sends_it(desk, tmp_path, settings):
    """R07."""
    desk.open_cases(5, due_in=timedelta(minutes=-1))
    look(database_now())
    alerts = desk.ask(lambda: list(Alert.objects.values_list("pk", flat=True)))
    ready = Barrier(4)

    def work(_):
        try:
            for alert in alerts:
                ready.wait(timeout=30)
                with suppress(TryAgain):
                    deliver(alert=str(alert))
        finally:
            connection.close()

    with standing_sink(tmp_path, settings) as mailbox, ThreadPoolExecutor(4) as threads:
        list(threads.map(work, range(4)))
    assert Counter(entry.message_id for entry in mailbox.entries()) == {message_id(alert): 1 for alert in alerts}
    assert desk.ask(lambda: set(Delivery.objects.values_list("state", "attempts"))) == {(DeliveryState.SENT, 1)}


def test_no_job_is_asked_for_outside_the_transaction_that_owes_it(desk):
    with pytest.raises(RuntimeError, match="outside the transaction"):
        later("deliver", alert="nobody's")


def test_the_bell_tells_that_something_changed_and_never_what(desk):
    with psycopg.connect(**desk.address.conninfo(user=WEB, name=desk.name), autocommit=True) as listener:
        listener.execute("LISTEN sundial")
        desk.open_cases(3, due_in=timedelta(hours=1))
        rung = [(notify.channel, notify.payload) for notify in listener.notifies(timeout=10, stop_after=1)]
        more = list(listener.notifies(timeout=0.2))
    assert rung == [("sundial", "")]
    assert more == []


def test_a_page_that_only_reads_sees_the_new_region_of_its_viewer_from_the_next_statement_on(desk):
    """Who looks is kept as long as nobody commits (S07); a page has one transaction, which writes nothing."""
    eve, seen = desk.cast.eve.person, "SELECT sundial_staff_region(), current_setting('sundial.seen')"
    with psycopg.connect(**desk.address.conninfo(user=WEB, name=desk.name)) as page:
        page.execute("SELECT set_config('sundial.viewer', %s, true)", [str(eve.pk)])
        first = page.execute(seen).fetchone()
        assert page.execute(seen).fetchone() == first  # kept
        desk.ask(lambda: Person.objects.filter(pk=eve.pk).update(region="apj"))
        regions = [page.execute("SELECT sundial_staff_region()").fetchone()]
        desk.ask(lambda: Person.objects.filter(pk=eve.pk).update(is_active=False))
        regions.append(page.execute("SELECT sundial_staff_region()").fetchone())
    assert (first[0], regions) == ("emea", [("apj",), (None,)])
