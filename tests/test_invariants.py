"""What must hold of the promises whatever happens, each a named test: the invariants that other desks broke.

The cases are those of `tests.tales`: random, always possible, with the whole vocabulary of facts in them.
"""

import random
from dataclasses import replace
from datetime import timedelta
from functools import cache

import pytest

from sundial.protocol import facts
from sundial.protocol.amounts import BusinessTime, parse
from sundial.protocol.calendar import Calendar, CalendarRule
from sundial.protocol.document import from_json, to_json
from sundial.protocol.facts import Fact, What
from sundial.protocol.hours import add, between
from sundial.protocol.promises import Promise
from sundial.protocol.sla import HistoryError, Outcome, clocks, explain, terms_of
from tests.naive import rows, watch
from tests.naive_compare import of_fold
from tests.naive_hours import instant
from tests.naive_tables import revisions
from tests.tale import ANA, EVE, Tale
from tests.tales import tales
from tests.telling import PROTOCOL, at

HALF = timedelta(minutes=30)
WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
OTHERS = {"severity": (1, 2, 3, 4), "plan": ("platinum", "emerald", "gold", "silver")}
UPDATE = Promise.DIAGNOSIS_UPDATE


@cache
def cases() -> list[Tale]:
    """Return cases of forty steps."""
    return [list(tales(seed, 40))[-1] for seed in range(60)]


def fold(history, protocols=None):
    protocols = protocols or {digest: revision.protocol for digest, revision in revisions().items()}
    return clocks(tuple(history), terms_of(tuple(history), protocols))


def then(tale: Tale, what: What, by=EVE) -> list[Fact]:
    """Return the history with one more fact, now."""
    return [*tale.facts, Fact(len(tale.facts) + 1, instant(tale.now), instant(tale.now), by, what)]


def open_cases() -> list[Tale]:
    return [tale for tale in cases() if not tale.case.over]


def test_1_the_steps_of_a_due_time_come_to_that_due_time():
    for tale in cases():
        terms = terms_of(tuple(tale.facts), tale.protocols)
        assert [explain(clock, terms)[-1].at for clock in tale.clocks()] == [clock.due_at for clock in tale.clocks()]


@pytest.mark.parametrize(("plan", "severity"), [("gold", 1), ("silver", 1), ("gold", 2), ("platinum", 3)])
def test_2_what_is_used_and_what_is_left_is_the_target_however_often_it_was_paused(plan, severity):
    protocol = list(revisions().values())[1].protocol  # in which waiting for a test pauses a first response
    calendar, target = protocol.calendar(["emea"]), protocol.target(plan, severity, Promise.FIRST_RESPONSE)
    what = facts.Opened(severity, plan, "emea", protocol=protocol.digest)
    opened = Fact(1, at("Mon 09:00"), at("Mon 09:00"), ANA, what)
    chance = random.Random(severity)
    for _ in range(50):
        history, pauses = [opened], []
        while (due := fold(history)[0].due_at) > history[-1].at + HALF and len(pauses) < 4:
            since = history[-1].at + timedelta(minutes=chance.randint(1, 25))
            until = since + timedelta(minutes=chance.randint(1, 3000))
            pauses.append((since, until))
            for moment, status in ((since, "waiting-for-test"), (until, None)):
                history.append(Fact(len(history) + 1, moment, moment, EVE, facts.WaitingSet(status)))
        chance.shuffle(pauses)
        assert add(opened.at, target.amount, calendar, pauses) == due
        office = calendar if isinstance(target.amount, BusinessTime) else NEVER_CLOSED
        used, left = between(opened.at, history[-1].at, office, pauses), between(history[-1].at, due, office)
        assert used + left == target.amount.seconds


NEVER_CLOSED = Calendar.of(CalendarRule("never closed", "UTC", dict.fromkeys(WEEK, (("00:00", "24:00"),))))


def test_3_an_edited_protocol_or_calendar_changes_nothing_until_the_case_is_moved_to_it():
    document = to_json(PROTOCOL)
    document["regions"]["emea"]["hours"] = [["10:00", "12:00"]]
    document["tables"]["gold"]["targets"]["1"]["first-response"]["within"] = "1 business hour"
    edited = from_json(document)
    for tale in cases():
        protocols = {**tale.protocols, edited.digest: edited}
        before = fold(tale.facts, protocols)
        assert before == tale.clocks()
        if tale.case.over in ("", "resolved"):
            after = fold(then(tale, facts.ProtocolMoved(edited.digest)), protocols)
            ended = [(one, other) for one, other in zip(before, after, strict=False) if one.ended_at]
            assert all(of_fold(one) == of_fold(other) for one, other in ended)


def test_3_what_happens_later_changes_nothing_of_how_a_case_stood_at_an_instant():
    for tale in cases():
        terms = terms_of(tuple(tale.facts), tale.protocols)
        for moment in {fact.at for fact in tale.facts[:: len(tale.facts) // 3]}:
            until = [fact for fact in tale.facts if fact.at <= moment]
            stood = clocks(tuple(tale.facts), terms, as_of=moment)
            assert list(map(of_fold, stood)) == rows(watch(until))


def test_4_a_promise_and_its_due_time_are_said_at_most_once_and_nothing_is_said_of_what_ended_in_time():
    for seed in range(60):
        *_, tale = tales(seed, 25)
        tale.clockwork_looks(lambda gaps: 400 * 1440)
        said = [(fact.kind, fact.what.promise, fact.what.due_at) for fact in tale.facts if fact.kind in SAYINGS]
        assert len(said) == len(set(said))
        over = (Outcome.MET, Outcome.CANCELLED, Outcome.SUPERSEDED)
        assert {clock.check_at for clock in tale.clocks() if clock.outcome in over} <= {None}


SAYINGS = ("due-soon", "breached")


def test_5_by_whatever_door_a_case_comes_in_the_same_facts_owe_the_same():
    doors = (
        {"channel": "phone"},
        {"channel": "api", "split_from": "SD-2222-22A"},
        {"answers": ("down=no",), "flag": ""},
    )
    chance = random.Random(5)
    for tale in cases():
        expected = list(map(of_fold, tale.clocks()))
        for door in doors:
            opened = replace(tale.facts[0], what=replace(tale.facts[0].what, **door))
            imported = [replace(fact, recorded_at=fact.at + timedelta(days=900)) for fact in (opened, *tale.facts[1:])]
            chance.shuffle(imported)
            assert list(map(of_fold, fold(imported))) == expected


@pytest.mark.parametrize(
    ("status", "owed"),
    [
        (facts.Resolved(), [("first-response", "cancelled")]),
        (facts.Closed(), [("first-response", "cancelled")]),
        (facts.MergedInto("SD-2222-22A"), [("first-response", "cancelled")]),
        (facts.WaitingSet("waiting-for-customer"), [("first-response", "running")]),
        (facts.Messaged(public=True), [("first-response", "met"), ("diagnosis-update", "running")]),
    ],
)
def test_5_a_case_that_is_created_in_a_status_owes_what_the_status_says(status, owed):
    opened = facts.Opened(1, "platinum", "emea", protocol=PROTOCOL.digest)
    at_once = [
        Fact(1, at("Mon 09:00"), at("Mon 09:00"), ANA, opened),
        Fact(2, at("Mon 09:00"), at("Mon 09:00"), EVE, status),
    ]
    assert [(clock.promise, clock.outcome) for clock in fold(at_once)] == owed


def test_10_an_agreement_without_a_fact_of_the_customer_s_is_refused():
    for tale in open_cases():
        notes = [fact.seq for fact in tale.facts if fact.by != ANA]
        for evidence in (None, *notes[:1]):
            with pytest.raises(HistoryError):
                fold(then(tale, facts.AgreementMade(UPDATE, every=parse("9 days"), evidence=evidence)))
            with pytest.raises(HistoryError):
                fold(then(tale, facts.DateAccepted(instant(tale.now + 9000), evidence)))


@pytest.mark.parametrize("plan", OTHERS["plan"])
@pytest.mark.parametrize("slips", ["Tue 09:30", "Tue 20:00", "Sat 12:00"])
def test_10_an_accepted_date_that_slips_starts_the_cadence_again_at_once(plan, slips):
    lines = [
        ("Mon 09:00", ANA, facts.Opened(1, plan, "emea", protocol=PROTOCOL.digest)),
        ("Mon 09:30", EVE, facts.FixIdentified("A")),
        ("Mon 10:00", EVE, facts.DateGiven(at("next Mon 12:00"), "A")),
        ("Mon 11:00", ANA, facts.DateAccepted(at("next Mon 12:00"))),
        (slips, EVE, facts.ReleaseRescheduled("5.2", ("A",), to=at("next Tue 12:00"))),
    ]
    history = [Fact(seq, at(when), at(when), by, what) for seq, (when, by, what) in enumerate(lines, start=1)]
    amount = PROTOCOL.target(plan, 1, Promise.FIX_RELEASE).amount
    again, notice = [clock for clock in fold(history) if clock.ended_at is None]
    assert (again.about, again.started_at, notice.about) == (0, at(slips), 5)
    assert again.due_at == notice.due_at == add(at(slips), amount, PROTOCOL.calendar(["emea"]))


def test_12_no_change_of_severity_or_plan_makes_anything_due_later_without_the_customer():
    changes = [facts.SeverityChanged(severity) for severity in OTHERS["severity"]]
    changes += [facts.PlanChanged(plan) for plan in OTHERS["plan"]]
    for tale in open_cases():
        before = {(clock.promise, clock.about): clock.due_at for clock in tale.clocks() if runs(clock)}
        for what in changes:
            if getattr(what, "severity", 0) == tale.case.severity or getattr(what, "plan", "") == tale.case.plan:
                continue
            after = {(clock.promise, clock.about): clock.due_at for clock in fold(then(tale, what)) if runs(clock)}
            assert [name for name in before if name not in after or after[name] > before[name]] == []


def runs(clock) -> bool:
    return clock.ended_at is None and not clock.paused
