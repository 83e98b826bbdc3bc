"""O8.1, O8.6, O2.7: somebody moves or leaves between being looked up and being told; the press succeeds."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from sundial.commands.escalating import Wish, escalate
from sundial.commands.next_in_line import ask_the_next
from sundial.commands.sla import say
from sundial.commands.team import assign
from sundial.commands.verify import Proof, verify
from sundial.models import Alert, Case, Clock, FactRow, Person, database_now
from tests.test_leaving_together import behind_a_wall
from tests.test_moving_walls_together import alone, waiting
from tests.test_together import desk

__all__ = ["desk"]


def presses(desk):
    """Let Eve note that Ana escalates."""
    case = Case.objects.select_related("organization", "owner").get()
    return escalate(case, Wish(rung=2, text="It gets worse."), by=desk.cast.eve.person, now=database_now())


def meanwhile(desk, table, act, **becomes):
    """Let an act come as far as a table; somebody has moved or left when it goes on. Return what came of the act."""
    with ThreadPoolExecutor(1) as threads:
        with desk.nobody_writes(table):
            begun = threads.submit(alone, lambda: act(desk))
            desk.wait_until(lambda: waiting() == 1 or begun.done())
            desk.ask(lambda: Person.objects.filter(pk=desk.cast.dan.person.pk).update(**becomes))
        return begun.result(timeout=30)


def told(desk, kind):
    return desk.ask(lambda: sorted(Alert.objects.filter(kind=kind).values_list("person__name", flat=True)))


@pytest.fixture
def walled(desk):
    """One case that EMEA alone may see; Dan is its Duty Manager, and so is Dora."""
    desk.open_cases(1, due_in=timedelta(hours=1))
    desk.ask(lambda: behind_a_wall(desk))
    desk.ask(lambda: desk.cast._staff("Dora", "duty-manager", "emea"))
    return desk


@pytest.mark.parametrize("becomes", [{"region": "americas"}, {"is_active": False}], ids=["moves", "leaves"])
def test_who_moves_or_leaves_as_a_rung_is_taken_is_told_nothing_and_the_others_are(walled, becomes):
    meanwhile(walled, "fact", presses, **becomes)
    assert told(walled, "escalated") == ["Dora"]
    (note,) = walled.ask(lambda: list(FactRow.objects.filter(kind="messaged").values_list("text", flat=True)))
    assert "Dora" in note
    assert "Dan" not in note
    assert walled.ask(lambda: FactRow.objects.filter(kind="escalated").count()) == 1
    assert list(verify(Proof())) == []


def test_who_leaves_as_they_are_to_hear_next_is_passed_over_at_once(desk):
    """The next in line is looked up anew too, and not an hour later."""
    desk.open_cases(1, due_in=timedelta(minutes=-1))
    desk.ask(lambda: assign(Case.objects.get(), to=desk.cast.eve.person, by=desk.cast.dan.person, now=database_now()))
    desk.ask(lambda: say(Clock.objects.values_list("pk", flat=True), now=database_now()))
    desk.ask(lambda: Alert.objects.filter(person=desk.cast.dan.person).delete())  # he was on leave, and is back
    desk.ask(lambda: desk.cast._staff("Dora", "duty-manager", "emea"))
    later = desk.ask(database_now) + timedelta(minutes=20)
    assert told(desk, "breached") == ["Eve"]
    meanwhile(desk, "alert_act", lambda desk: ask_the_next(later), is_active=False)
    assert told(desk, "breached") == ["Dora", "Eve"]
