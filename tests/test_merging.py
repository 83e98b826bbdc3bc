"""Merging (O6.10): what ends, what goes on, and by when the survivor owes it."""

from datetime import timedelta

import pytest

from sundial.commands.going_on import goes_on_as
from sundial.commands.merging import foreseen
from sundial.commands.messages import reply
from sundial.commands.moving_walls import ask_restriction
from sundial.commands.notices_owed import NotOwed
from sundial.commands.record import record
from sundial.models import CLOCKWORK, Alert, FactRow, history_of, viewing
from sundial.protocol.facts import (
    DateGiven,
    FixIdentified,
    MergedFrom,
    PlanChanged,
    ReleaseRescheduled,
    ResourceAsked,
    SeverityChanged,
)
from tests.database import as_role
from tests.related import NINE, clocks, joins, kinds, running, whole


@pytest.fixture
def tell(cast, at):
    """Let Eve record something on a case."""

    def told(case, what, moment, text=""):
        with viewing(cast.eve.person):
            return record(case, what, by=cast.eve.person, now=at(moment), text=text)

    return told


def last(case, cast, kind):
    with viewing(cast.eve.person):
        return next(fact.what for fact in reversed(history_of(case.pk)) if isinstance(fact.what, kind))


def test_a_merged_case_ends_every_clock_and_the_survivor_owes_the_earlier_of_each(cast, at):
    first = cast.open_case(plan="platinum", severity=1, at=NINE)
    cast.eve.replies(first, at="Mon 09:10")
    second = cast.opens(cast.ana, at="Mon 09:20", severity=1, subject="Uploads still fail")
    cast.eve.replies(second, at="Mon 09:40")

    joins(cast.eve, first, second, "Mon 10:00")

    assert (first.state, first.merged_into, first.next_due_at) == ("merged", second.number, None)
    assert [outcome for *_, outcome in clocks(first)] == ["met", "cancelled"]
    assert second.next_due_at == at("Mon 11:10")
    assert running(second) == [("diagnosis-update", "Mon 11:10")]
    assert whole()


def test_what_does_not_run_on_the_survivor_begins_there_due_when_it_was(cast):
    new = cast.open_case(plan="platinum", severity=1, at=NINE)
    answered = cast.opens(cast.ana, at=NINE, severity=1)
    cast.eve.replies(answered, at="Mon 09:05")

    joins(cast.eve, new, answered, "Mon 09:30")

    assert running(answered) == [("diagnosis-update", "Mon 11:05"), ("first-response", "Mon 10:00")]
    cast.eve.replies(answered, at="Mon 09:40")
    assert running(answered) == [("diagnosis-update", "Mon 11:40")]


def test_what_was_late_stays_behind_as_broken_and_is_not_owed_twice(cast, tick):
    late = cast.open_case(plan="platinum", severity=1, at=NINE)
    other = cast.opens(cast.ana, at="Mon 09:50", severity=1)
    tick("Mon 10:05")

    joins(cast.eve, late, other, "Mon 10:06")

    assert clocks(late) == [("first-response", "Mon 10:00", "breached")]
    assert running(other) == [("first-response", "Mon 10:50")]
    assert last(other, cast, MergedFrom).owed == ()


def test_a_graver_severity_comes_along_as_a_change_of_its_own(cast):
    grave = cast.open_case(plan="platinum", severity=1, at=NINE)
    cast.eve.replies(grave, at="Mon 09:05")
    mild = cast.opens(cast.ana, at=NINE, severity=3)
    cast.eve.replies(mild, at="Mon 09:05")

    joins(cast.eve, grave, mild, "Mon 10:00")

    assert mild.severity == 1
    assert kinds(mild)[-2:] == ["severity-changed", "merged-from"]
    with viewing(cast.ana.person):
        words = FactRow.objects.get(case=mild, kind="severity-changed").text
    assert words == f"{grave.number}, which goes on here, has severity 1."
    assert running(mild) == [("diagnosis-update", "Mon 11:05")]


def test_a_milder_case_changes_no_severity(cast):
    mild = cast.open_case(plan="platinum", severity=3, at=NINE)
    grave = cast.opens(cast.ana, at=NINE, severity=1)
    joins(cast.eve, mild, grave, "Mon 09:10")
    assert (grave.severity, kinds(grave)) == (1, ["opened", "merged-from"])


def test_a_better_plan_comes_along_as_a_change_of_its_own_and_is_foreseen(cast, at):
    """Two entitlements of one customer: the next update is owed by the better plan as well (O6.10)."""
    better = cast.open_case(plan="platinum", severity=1, at=NINE)
    cast.eve.replies(better, at="Mon 09:05")
    lesser = cast.opens(cast.ana, at=NINE, severity=1)
    tell_plan(cast, lesser, "silver", "Mon 09:01")
    cast.eve.replies(lesser, at="Mon 09:05")

    joins(cast.eve, better, lesser, "Mon 10:00")
    assert lesser.plan == "platinum"
    assert kinds(lesser)[-2:] == ["plan-changed", "merged-from"]
    assert running(lesser) == [("diagnosis-update", "Mon 11:05")]
    cast.eve.replies(lesser, at="Mon 10:30")
    assert running(lesser) == [("diagnosis-update", "Mon 12:30")]
    assert whole()


def tell_plan(cast, case, plan, moment):
    with viewing(cast.eve.person):
        record(case, PlanChanged(plan), by=cast.eve.person, now=cast.at(moment), text="By another entitlement.")


def test_fixes_their_dates_and_the_earliest_notice_go_on_and_one_message_keeps_it(cast, tell, at):
    waits = cast.open_case(plan="platinum", severity=2, at=NINE)
    tell(waits, FixIdentified("GW-1042"), "Mon 09:10")
    tell(waits, DateGiven(at("Mon 09:10") + timedelta(days=9), "GW-1042"), "Mon 09:20", "Next week.")
    for moment, weeks in (("Mon 09:30", 2), ("Mon 09:40", 3)):
        moved = ReleaseRescheduled("5.8.2", ("GW-1042",), to=at("Mon 09:40") + timedelta(weeks=weeks))
        tell(waits, moved, moment)
    other = cast.opens(cast.ana, at=NINE, severity=2)
    cast.eve.replies(other, at="Mon 09:05")

    joins(cast.eve, waits, other, "Mon 10:00")

    carried = last(other, cast, MergedFrom)
    assert [(one.promise, one.notice) for one in carried.owed] == [("fix-release", True)] * 2
    assert [(fix.fix, f"{fix.date:%d %b}") for fix in carried.fixes] == [("GW-1042", "23 Mar")]
    assert (other.state, running(other)) == ("fix", [("fix-release", "Tue 09:30")])
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        assert list(other.awaited.values_list("fix", flat=True)) == ["GW-1042"]
    with viewing(cast.eve.person):
        told = {"by": cast.eve.person, "text": "It is the 23rd now.", "now": at("Mon 10:30")}
        with pytest.raises(NotOwed):
            reply(waits, notice=(other.head_seq,), **told)  # a number of the old page is no number here
        reply(other, notice=(other.head_seq,), **told)
    assert [clock for clock in clocks(other) if clock[0] == "fix-release"] == [("fix-release", "Tue 09:30", "met")]
    assert whole()


def test_a_clock_that_was_superseded_is_carried_with_its_own_start(cast, tell, at):
    raised = cast.open_case(plan="platinum", severity=3, at=NINE)
    tell(raised, SeverityChanged(1), "Mon 09:30", "It spreads.")
    answered = cast.opens(cast.ana, at=NINE, severity=1)
    cast.eve.replies(answered, at="Mon 09:05")
    joins(cast.eve, raised, answered, "Mon 09:40")
    (owed,) = last(answered, cast, MergedFrom).owed
    assert (owed.started_at, owed.due_at) == (at(NINE), at("Mon 10:30"))


def test_what_another_group_owes_is_not_carried(cast, tell, at):
    asking = cast.open_case(plan="platinum", severity=1, at=NINE)
    tell(asking, ResourceAsked("engineering", at("Mon 12:00")), "Mon 09:05", "Is the timer gone?")
    other = cast.opens(cast.ana, at=NINE, severity=1)
    joins(cast.eve, asking, other, "Mon 09:10")
    assert [promise for promise, _ in running(other)] == ["first-response"]
    assert ("resource-answer", "Mon 12:00", "cancelled") in clocks(asking)


def test_a_merging_foresees_to_the_letter_what_it_will_record(cast, at):
    grave = cast.open_case(plan="platinum", severity=1, at=NINE)
    cast.eve.replies(grave, at="Mon 09:05")
    mild = cast.opens(cast.ana, at=NINE, severity=3)
    with viewing(cast.eve.person):
        found = foreseen(grave, mild, by=cast.eve.person, now=at("Mon 09:30"))
        assert (kinds(grave)[-1], kinds(mild)) == ("messaged", ["opened"])
    recorded = joins(cast.eve, grave, mild, "Mon 09:30")
    assert (recorded.clocks, recorded.history) == (found.goes_on.after, found.goes_on.history)


def test_the_owner_comes_along_where_the_survivor_has_none_and_hears_of_it(cast):
    owned = cast.open_case(plan="gold", severity=2, at=NINE)
    cast.ned.takes(owned, at="Mon 09:05")
    free = cast.opens(cast.ana, at=NINE, severity=2)
    joins(cast.eve, owned, free, "Mon 09:10")
    assert free.owner_id == cast.ned.person.pk
    with viewing(cast.ned.person):
        assert {alert.kind for alert in Alert.objects.filter(case=free)} == {"merged-from", "owner-set"}


def test_an_owner_outside_the_wall_that_is_asked_for_does_not_come_along(cast):
    owned, free = cast.open_case(plan="gold", at=NINE), cast.opens(cast.ana, at=NINE)
    cast.amy.takes(owned, at="Mon 09:05")
    with viewing(cast.dan.person):
        ask_restriction(cast.acme, ["emea"], by=cast.dan.person, now=cast.at("Mon 09:06"))
    joins(cast.eve, owned, free, "Mon 09:10")
    assert free.owner_id is None


def test_the_survivor_keeps_its_own_owner_who_hears_of_it(cast):
    one, other = cast.open_case(plan="gold", at=NINE), cast.opens(cast.ana, at=NINE)
    cast.eve.takes(one, at="Mon 09:05")
    cast.ned.takes(other, at="Mon 09:05")
    joins(cast.eve, one, other, "Mon 09:10")
    assert other.owner_id == cast.ned.person.pk
    with viewing(cast.ned.person):
        assert [alert.kind for alert in Alert.objects.filter(case=other)] == ["merged-from"]


@pytest.mark.parametrize("who", ["ana", "eve"])
def test_what_either_side_writes_on_the_merged_case_arrives_on_the_survivor(who, cast):
    old, mid = cast.open_case(plan="gold", at=NINE), cast.opens(cast.ana, at=NINE)
    new = cast.opens(cast.ana, at=NINE)
    joins(cast.eve, old, mid, "Mon 09:10")
    joins(cast.eve, mid, new, "Mon 09:20")

    getattr(cast, who).writes(old, at="Mon 09:30", text="Any news?")

    assert (kinds(old)[-1], kinds(mid)[-1], kinds(new)[-1]) == ("merged-into", "merged-into", "messaged")
    with viewing(cast.eve.person):
        assert goes_on_as(old) == new
    assert whole()


def test_a_note_on_the_merged_case_arrives_on_the_survivor_too(cast):
    old, new = cast.open_case(plan="gold", at=NINE), cast.opens(cast.ana, at=NINE)
    joins(cast.eve, old, new, "Mon 09:10")
    cast.ned.notes(old, at="Mon 09:20", text="The same fault")
    assert kinds(new)[-1] == "messaged"
