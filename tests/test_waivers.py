"""A waiver of a broken promise: asked for, approved by somebody else who may, and hiding nothing (O12.1)."""

import pytest

from sundial.commands.errors import NotStaff
from sundial.commands.grounds import NoReason
from sundial.commands.waivers import (
    NobodyAsked,
    NotBroken,
    NotTheirCase,
    OwnWaiver,
    WaivedAlready,
    ask_waiver,
    asked_for,
    reason_in,
    waive,
)
from sundial.models import FactRow, viewing
from sundial.protocol.clock import Outcome
from sundial.protocol.facts import Asks
from sundial.protocol.promises import Promise
from tests.climbing_story import escalates

UPDATE = (Promise.DIAGNOSIS_UPDATE, 1)


def act(verb, player, case, named=UPDATE, at="Mon 12:00", text="Their line was down, and they said so."):
    with viewing(player.person):
        return verb(case, named, by=player.person, now=player.at(at), text=text)


def broken(recorded):
    return next(clock for clock in recorded.clocks if (clock.promise, clock.cycle) == UPDATE)


def test_a_waiver_stands_beside_the_breach_with_its_reason_and_hides_nothing(cast, acme):
    act(ask_waiver, cast.eve, acme)
    recorded = act(waive, cast.dan, acme, at="Mon 12:05", text="Agreed with the customer's director.")

    clock = broken(recorded)
    assert (clock.outcome, clock.waived) == (Outcome.BREACHED, recorded.facts[0].seq)
    assert recorded.facts[0].what.asked_by == str(cast.eve.person.pk)
    with pytest.raises(WaivedAlready):
        act(waive, cast.dan, acme, at="Mon 12:10")


def test_it_is_asked_for_in_a_note_that_leads_to_where_it_is_decided(cast, acme):
    act(ask_waiver, cast.eve, acme)
    with viewing(cast.dan.person):
        (note,) = asked_for(acme)[UPDATE]
        assert note.text.endswith(f"/desk/cases/{acme.number}/waivers/diagnosis-update-1")
        assert reason_in(note) == "Their line was down, and they said so."
    with viewing(cast.ana.person):
        assert not FactRow.objects.filter(case=acme, text__contains="waiver").exists()


def test_nobody_approves_their_own(cast, acme):
    act(ask_waiver, cast.dan, acme)
    with pytest.raises(OwnWaiver):
        act(waive, cast.dan, acme, at="Mon 12:05")


def test_nothing_is_waived_that_nobody_asked_for(cast, acme):
    with pytest.raises(NobodyAsked):
        act(waive, cast.dan, acme)


@pytest.mark.parametrize("player", ["eve", "max", "ana"])
def test_only_a_manager_of_the_cases_region_approves(cast, acme, player):
    act(ask_waiver, cast.ned, acme)
    with pytest.raises(NotTheirCase):
        act(waive, getattr(cast, player), acme, at="Mon 12:05")


def test_only_what_is_broken_is_waived_with_a_reason_and_by_the_staff(cast, acme):
    with pytest.raises(NotBroken):
        act(ask_waiver, cast.eve, acme, (Promise.FIRST_RESPONSE, 1))
    with pytest.raises(NotBroken):
        act(ask_waiver, cast.eve, acme, (Promise.DIAGNOSIS_UPDATE, 9))
    with pytest.raises(NoReason):
        act(ask_waiver, cast.eve, acme, text=" ")
    with pytest.raises(NotStaff):
        act(ask_waiver, cast.ana, acme)


def test_what_is_late_counts_as_broken_before_clockwork_has_said_so(cast):
    case = cast.open_case(plan="platinum", severity=1, at="Mon 2026-03-02 09:00")
    cast.eve.replies(case, at="Mon 09:10")
    act(ask_waiver, cast.eve, case, at="Mon 11:11")
    assert broken(act(waive, cast.dan, case, at="Mon 11:12")).waived


def test_a_waiver_may_still_follow_when_the_case_is_closed(cast, acme):
    act(ask_waiver, cast.eve, acme)
    cast.eve.replies(acme, at="Mon 12:05")
    cast.eve.closes(acme, at="Mon 12:10")
    assert broken(act(waive, cast.dan, acme, at="Mon 12:20")).waived


def test_of_two_escalations_due_at_one_instant_one_is_waived_and_the_other_stays_to_be(cast, tick):
    """Their answers are two promises, with one due time."""
    case = cast.open_case(plan="platinum", severity=3, at="Mon 2026-03-02 09:00")
    cast.eve.replies(case, at="Mon 09:05")
    first = escalates(cast.ana, case, 1, at="Mon 09:31", asks=Asks.VIDEO)
    second = escalates(cast.ana, case, 2, at="Mon 11:31")
    tick("Mon 13:32")
    of_first, of_second = (Promise.ESCALATION, 1), (Promise.ESCALATION, 2)
    act(ask_waiver, cast.eve, case, of_first, at="Mon 14:00")
    with viewing(cast.dan.person):
        assert list(asked_for(case)) == [of_first]
    recorded = act(waive, cast.dan, case, of_first, at="Mon 14:05")

    answers = [clock for clock in recorded.clocks if clock.promise is Promise.ESCALATION]
    assert len({clock.due_at for clock in answers}) == 1
    assert [(clock.about, clock.waived) for clock in answers] == [(first, recorded.facts[0].seq), (second, None)]
    act(ask_waiver, cast.eve, case, of_second, at="Mon 14:10")
    act(waive, cast.dan, case, of_second, at="Mon 14:15")
    with pytest.raises(WaivedAlready):
        act(waive, cast.dan, case, of_first, at="Mon 14:20")
