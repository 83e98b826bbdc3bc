"""O8: pressed while the case is resolved, merged, handed over or restricted: one rung, one set of alerts, or why not.

Each on two real connections: what came first is in the middle of it as the customer presses.
"""

from datetime import timedelta

import pytest

from sundial.commands.cases import resolve
from sundial.commands.errors import AlreadyResolved
from sundial.commands.escalating import Wish, escalate
from sundial.commands.grounds import CaseMerged
from sundial.commands.handover import Packet, accept_handover, offer_handover
from sundial.commands.merging import CannotMerge, merge
from sundial.commands.verify import Proof, verify
from sundial.models import Alert, Case, FactRow, database_now
from sundial.protocol.facts import Asks, Mood
from tests.test_leaving_together import closes_on_eve, hold_up
from tests.test_moving_walls_together import stands
from tests.test_together import desk

__all__ = ["desk"]


def first_case():
    return Case.objects.select_related("organization", "owner").order_by("number").first()


def presses(desk):
    ana = desk.cast.ana.person
    wish = Wish(rung=1, text="It gets worse.", asks=Asks.MANAGER)
    return escalate(first_case(), wish, by=ana, now=database_now())


def resolves(desk):
    resolve(first_case(), by=desk.cast.eve.person, now=database_now(), text="Done.")


def merges(desk):
    other = Case.objects.order_by("number").last()
    merge(first_case(), by=desk.cast.eve.person, now=database_now(), into=other)


def accepts(desk):
    offer = FactRow.objects.get(kind="handover-offered").seq
    accept_handover(first_case(), offer, by=desk.cast.amy.person, now=database_now())


def offered(desk):
    to, due_at = desk.cast.amy.person, database_now() + timedelta(hours=1)
    packet = Packet(region="americas", due_at=due_at, text="The timer.", to=to, mood=Mood.CALM)
    offer_handover(first_case(), packet, by=desk.cast.dan.person, now=database_now())


def told(desk):
    """Return who was told of a rung, each as often as they were."""
    return desk.ask(lambda: sorted(Alert.objects.filter(kind="escalated").values_list("person__name", flat=True)))


def rungs(desk):
    return desk.ask(lambda: FactRow.objects.filter(kind="escalated").count())


@pytest.mark.parametrize(
    ("act", "refusal", "words"),
    [(resolves, AlreadyResolved, "resolved"), (merges, CaseMerged, "{}")],
    ids=["resolved", "merged"],
)
def test_who_presses_as_the_case_ends_reads_why_nothing_was_done_and_where_it_goes_on(desk, act, refusal, words):
    desk.open_cases(2, due_in=timedelta(hours=1))
    ended, pressed = hold_up(desk, "fact", act, presses)
    other = desk.ask(lambda: Case.objects.order_by("number").last().number)
    assert (ended, type(pressed)) == (None, refusal)
    assert words.format(other) in str(pressed)
    assert (rungs(desk), told(desk)) == (0, [])


def test_who_resolves_as_it_is_pressed_ends_the_rung_with_the_case_and_who_merges_is_refused(desk):
    desk.open_cases(2, due_in=timedelta(hours=1))
    pressed, merged = hold_up(desk, "fact", presses, merges)
    assert (pressed, type(merged)) == (None, CannotMerge)
    desk.ask(lambda: resolves(desk))
    assert (rungs(desk), desk.ask(lambda: first_case().rung)) == (1, 0)
    assert list(verify(Proof())) == []


def test_who_accepts_as_it_is_pressed_owns_it_and_hears_of_the_rung_once(desk):
    desk.open_cases(1, due_in=timedelta(hours=1))
    desk.ask(lambda: offered(desk))
    assert hold_up(desk, "fact", accepts, presses) == (None, None)
    assert rungs(desk) == 1
    assert told(desk) == ["Amy", "Dan"]
    assert list(verify(Proof())) == []


def test_as_a_wall_closes_the_rung_is_taken_once_and_nobody_outside_hears(desk):
    desk.open_cases(5, due_in=timedelta(hours=1))
    desk.ask(lambda: stands(desk))
    assert hold_up(desk, "wall_change", closes_on_eve, presses) == (None, None)
    assert rungs(desk) == 1
    outside = {desk.cast.amy.name, desk.cast.max.name}
    assert told(desk)
    assert not outside & set(told(desk))
    assert len(told(desk)) == len(set(told(desk)))
    assert list(verify(Proof())) == []
