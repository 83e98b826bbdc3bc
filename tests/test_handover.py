"""O2.3: a case is handed over with its packet: its giver has it until it is accepted; left lying it is an alarm."""

import pytest

from sundial.commands.errors import AlreadyResolved, NotOffered, NotStaff
from sundial.commands.handover import (
    AcceptedMeanwhile,
    DueNever,
    EmptyPacket,
    HandedOtherwise,
    NotForYou,
    NotYours,
    OwnOffer,
    Packet,
    SameHands,
    accept_handover,
    each,
    offer_handover,
)
from sundial.models import CLOCKWORK, Case, Clock, FactRow, Person, history_of, viewing
from sundial.protocol.handed import handovers_of
from tests.database import as_role
from tests.handing import accepts, offers, open_handovers, owner_of, questions, withdraws

MOMENT = "Mon 2026-03-02 09:00"


@pytest.fixture
def case(cast):
    """Eve's, answered; nothing of it falls due before the evening."""
    opened = cast.open_case(plan="gold", severity=3, at=MOMENT)
    cast.eve.replies(opened, at="Mon 09:05")
    cast.eve.takes(opened, at="Mon 09:06")
    return opened


def test_the_giver_owns_until_it_is_accepted_and_then_it_is_the_receivers_in_one_step(cast, case, tick):
    offer = offers(cast.eve, case, at="Mon 14:05")
    assert owner_of(case) == "Eve"
    assert open_handovers(cast.amy) == [(case.number, offer, "americas")]

    recorded = accepts(cast.amy, case, offer, at="Mon 14:20")
    assert [fact.kind for fact in recorded.facts] == ["handover-accepted", "owner-set"]
    assert (owner_of(case), open_handovers(cast.amy)) == ("Amy", [])
    assert [alert.hearer.name for alert in recorded.alerts] == ["Eve"]
    with viewing(cast.amy.person):
        assert FactRow.objects.get(case=case, kind="handover-offered").text == "Packet: the timer."
        assert Clock.objects.get(case=case, promise="handover").outcome == "met"
    assert tick("Mon 15:00") == []


def test_left_lying_it_alarms_both_managers_once_and_the_receiving_one_answers_for_it(cast, case, tick):
    offers(cast.eve, case, at="Mon 14:05")

    assert tick("Mon 14:49") == []
    assert tick("Mon 14:50") == ["Max: handover due 15:00 UTC"]
    assert owner_of(case) == "Eve"
    assert tick("Mon 15:00") == ["Dan, Max: handover missed, was due 15:00 UTC", "Max: a case has a new owner"]
    assert owner_of(case) == "Max"
    assert tick("Mon 15:01") == []
    with viewing(cast.max.person):
        kinds = [fact.kind for fact in history_of(case.pk)][-2:]
        assert kinds == ["breached", "owner-set"]


def test_what_was_left_lying_can_still_be_accepted(cast, case, tick):
    offer = offers(cast.eve, case, at="Mon 14:05")
    tick("Mon 15:00")
    accepts(cast.amy, case, offer, at="Mon 15:30")
    assert (owner_of(case), open_handovers(cast.amy)) == ("Amy", [])
    again = offers(cast.amy, case, at="Mon 16:00", to="emea", due="Mon 17:00")
    tick("Mon 17:00")
    assert owner_of(case) == "Dan"
    recorded = accepts(cast.dan, case, again, at="Mon 17:10")
    assert [fact.kind for fact in recorded.facts] == ["handover-accepted"]  # it was Dan's already


def test_whoever_of_the_receiving_region_took_it_meanwhile_keeps_it(cast, case, tick):
    offers(cast.eve, case, at="Mon 14:05")
    cast.amy.takes(case, at="Mon 14:30")
    tick("Mon 14:50")
    assert tick("Mon 15:00") == ["Dan, Max: handover missed, was due 15:00 UTC"]
    assert owner_of(case) == "Amy"


def test_without_a_manager_there_it_stays_with_its_giver(cast, case, tick):
    offers(cast.eve, case, at="Mon 14:05", to="apj")
    tick("Mon 15:00")
    assert owner_of(case) == "Eve"


def test_of_two_who_accept_one_does_and_the_other_learns_who_has_it(cast, case):
    offer = offers(cast.eve, case, at="Mon 14:05")
    accepts(cast.amy, case, offer, at="Mon 14:20")
    with pytest.raises(AcceptedMeanwhile, match="Amy accepted it, and Amy has this case now"):
        accepts(cast.max, case, offer, at="Mon 14:20")
    assert owner_of(case) == "Amy"


def test_a_question_goes_back_to_the_giver_and_the_clock_runs_on(cast, case, tick):
    offer = offers(cast.eve, case, at="Mon 14:05", to=cast.amy)
    recorded = questions(cast.amy, case, offer, at="Mon 14:20")
    assert [alert.hearer.name for alert in recorded.alerts] == ["Eve"]
    assert tick("Mon 14:50") == ["Amy: handover due 15:00 UTC"]
    with pytest.raises(EmptyPacket):
        questions(cast.amy, case, offer, at="Mon 14:51", text=" ")


def test_another_offer_takes_the_place_of_the_first_and_is_not_made_unseen(cast, case, tick):
    first = offers(cast.eve, case, at="Mon 14:05", seen=0)
    with pytest.raises(HandedOtherwise, match="anew"):
        offers(cast.dan, case, at="Mon 14:06", seen=0)
    second = offers(cast.dan, case, at="Mon 14:10", to=cast.amy, due="Mon 16:00", seen=first)

    assert open_handovers(cast.amy) == [(case.number, second, "americas")]
    assert tick("Mon 15:00") == []
    with pytest.raises(HandedOtherwise, match="Read the new packet"):
        accepts(cast.amy, case, first, at="Mon 15:10")
    with viewing(cast.amy.person):
        assert [one.is_open for one in handovers_of(history_of(case.pk))] == [False, True]


def test_a_handover_is_withdrawn_by_its_giver_or_the_manager_and_then_accepted_by_nobody(cast, case, tick):
    offer = offers(cast.eve, case, at="Mon 14:05", to=cast.amy)
    with pytest.raises(NotYours):
        withdraws(cast.ned, case, offer, at="Mon 14:10")
    recorded = withdraws(cast.eve, case, offer, at="Mon 14:10", text="It is solved.")
    assert [alert.hearer.name for alert in recorded.alerts] == ["Amy"]
    with pytest.raises(HandedOtherwise, match="withdrawn"):
        accepts(cast.amy, case, offer, at="Mon 14:11")
    withdraws(cast.dan, case, offers(cast.eve, case, at="Mon 14:12"), at="Mon 14:13")
    assert (tick("Mon 15:00"), owner_of(case)) == ([], "Eve")


def test_who_may_offer_and_who_may_accept(cast, case):
    with pytest.raises(NotYours):
        offers(cast.ned, case, at="Mon 14:00")
    with pytest.raises(NotYours):
        offers(cast.max, case, at="Mon 14:00", to="apj")
    with pytest.raises(NotStaff):
        offers(cast.ana, case, at="Mon 14:00")
    offer = offers(cast.dan, case, at="Mon 14:05")
    with pytest.raises(NotForYou):
        accepts(cast.ned, case, offer, at="Mon 14:10")
    with pytest.raises(OwnOffer):
        accepts(cast.eve, case, offer, at="Mon 14:10")
    with pytest.raises(NotStaff):
        accepts(cast.ana, case, offer, at="Mon 14:10")


def test_another_group_neither_gives_nor_accepts(cast, case):
    offer = offers(cast.eve, case, at="Mon 14:05")
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        Person.objects.filter(pk=cast.amy.person.pk).update(group="engineering")
    cast.amy.person.group = "engineering"
    with pytest.raises(NotForYou):
        accepts(cast.amy, case, offer, at="Mon 14:10")


def test_within_a_region_a_handover_names_its_receiver(cast, case, tick):
    with pytest.raises(SameHands):
        offers(cast.eve, case, at="Mon 14:00", to="emea")
    with pytest.raises(SameHands):
        offers(cast.eve, case, at="Mon 14:00", to=cast.eve)
    offers(cast.eve, case, at="Mon 14:05", to=cast.ned)
    assert tick("Mon 14:50") == ["Ned: handover due 15:00 UTC"]
    assert tick("Mon 15:00") == ["Dan: handover missed, was due 15:00 UTC", "Dan: a case has a new owner"]
    assert owner_of(case) == "Dan"


@pytest.mark.parametrize(
    ("offered", "refusal"),
    [
        ({"text": " "}, EmptyPacket),
        ({"due": "Mon 14:05"}, DueNever),
        ({"due": "Thu 14:05"}, DueNever),
        ({"to": "atlantis"}, NotOffered),
    ],
)
def test_what_cannot_be_offered_is_refused_and_changes_nothing(cast, case, offered, refusal):
    before = case.head_seq
    with pytest.raises(refusal):
        offers(cast.eve, case, at="Mon 14:05", **offered)
    assert case.head_seq == before


def test_with_the_case_ends_its_handover(cast, case, tick):
    offer = offers(cast.eve, case, at="Mon 14:05")
    cast.eve.resolves(case, at="Mon 14:10", text="Solved.")
    assert (open_handovers(cast.amy), tick("Mon 15:00")) == ([], [])
    with pytest.raises(AlreadyResolved):
        accepts(cast.amy, case, offer, at="Mon 14:20")


def test_many_are_offered_and_accepted_at_once_and_what_cannot_be_is_named_afterwards(cast, case, at):
    mine = [case, *(cast.opens(cast.ana, at="Mon 09:10") for _ in range(3))]
    neds = cast.opens(cast.ana, at="Mon 09:11")
    cast.ned.takes(neds, at="Mon 09:12")
    packet = Packet(region="americas", due_at=at("Mon 15:00"), text="What is known.")
    with viewing(cast.eve.person):
        left = each([*mine, neds], lambda one: offer_handover(one, packet, by=cast.eve.person, now=at("Mon 14:05")))
    assert list(left) == [neds]
    assert "hands this case over" in left[neds]
    assert len(open_handovers(cast.amy)) == 4

    offered = {one.pk: one.head_seq for one in mine}
    accepts(cast.max, mine[2], offered[mine[2].pk], at="Mon 14:09")
    with viewing(cast.amy.person):
        rows = list(Case.objects.filter(pk__in=offered))
        left = each(rows, lambda one: accept_handover(one, offered[one.pk], by=cast.amy.person, now=at("Mon 14:10")))
    assert {case.number: why for case, why in left.items()} == {
        mine[2].number: "Somebody was quicker: Max accepted it, and Max has this case now."
    }
    assert [owner_of(one) for one in mine] == ["Amy", "Amy", "Max", "Amy"]
