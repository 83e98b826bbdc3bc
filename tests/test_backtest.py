"""What another document would have made of a history: each promise beside itself, none lost, none twice (O12.1).

The week is that of Monday, 2 March 2026, on the clock of the EMEA office, which is open from 09:00 to 17:00.
"""

from collections import Counter

import pytest

from sundial.protocol.backtest import Figures, compared, opened_under
from sundial.protocol.case import opening
from sundial.protocol.clock import Outcome
from sundial.protocol.document import SHIPPED, from_json, load, shipped, to_json
from sundial.protocol.facts import (
    SYSTEM,
    AgreementEnded,
    AgreementMade,
    Breached,
    Carried,
    DateGiven,
    FixIdentified,
    MergedFrom,
    MergedInto,
    Messaged,
    Opened,
    PlanChanged,
    ProtocolMoved,
    ReleaseRescheduled,
    ResourceAsked,
    SeverityChanged,
    WaitingSet,
    Waived,
)
from sundial.protocol.history_error import HistoryError
from sundial.protocol.promises import INSIDE, Promise
from sundial.protocol.sla import clocks, terms_of
from tests.histories import ANA, DOINGS, EVE, fact
from tests.naive_tables import revisions
from tests.tales import tales
from tests.telling import at
from tests.test_moves_decided import without

PUBLISHED, HALVED = shipped(), load(SHIPPED.parent / "examples" / "silver-halved.toml")
DOCUMENTS = {one.digest: one for one in (PUBLISHED, HALVED)}
FIRST, UPDATE, FIX = Promise.FIRST_RESPONSE, Promise.DIAGNOSIS_UPDATE, Promise.FIX_RELEASE


def told(opened, *lines):
    """Tell a history: "Mon 09:00" opened as "silver 2", then ("Mon 09:10", "Eve answers"), ("Mon 10:00", EVE, what)."""
    moment, (plan, severity) = opened[:9], opened[10:].split()
    history = [fact(1, at(moment), ANA, Opened(int(severity), plan, "emea", protocol=PUBLISHED.digest))]
    for moment, *done in lines:
        by, what = DOINGS[done[0]] if len(done) == 1 else done
        history.append(fact(len(history) + 1, at(moment), by, what))
    return tuple(history)


def tried(history, *, other=HALVED, as_of=None):
    """Return what became of each promise: which, its cycles, and late, kept or nothing, in both readings."""
    protocols = {**DOCUMENTS, other.digest: other}
    pairs = compared(history, protocols, other.digest, at(as_of) if as_of else None)
    return [f"{pair.shown.cell[2]} {told_of(pair.a)} -> {told_of(pair.b)}" for pair in pairs]


def told_of(one):
    return f"{one.clock.cycle} {'late' if one.late else 'kept'}" if one else "nothing"


def figures(history, protocols=DOCUMENTS, other=HALVED.digest):
    found = Figures()
    for pair in compared(history, protocols, other):
        found.add(pair)
    return found


def test_an_answer_after_three_hours_is_kept_within_four_and_late_within_two():
    """Silver, severity 2; the update that the answer begins is cancelled in both, and nobody judges it."""
    history = told("Tue 09:00 silver 2", ("Tue 12:00", "Eve answers"), ("Tue 12:30", "Eve resolves"))
    assert tried(history) == ["first-response 1 kept -> 1 late"]
    assert figures(history) == Figures(kept_a=1, late_b=1, newly_late=1)


def test_what_ended_before_it_fell_due_would_have_been_late_under_less():
    """Never answered, resolved after three hours: within four there is nothing to judge, two had run out."""
    history = told("Tue 09:00 silver 2", ("Tue 12:00", "Eve resolves"))
    assert tried(history) == ["first-response nothing -> 1 late"]
    assert figures(history) == Figures(late_b=1, newly_late=1)
    other_way = opened_under(history, HALVED.digest)
    assert figures(other_way, other=PUBLISHED.digest) == Figures(late_a=1, no_longer_late=1)


def test_promises_are_paired_by_the_word_that_ended_them_however_many_cycles_there_are():
    """Updates every 12 business hours or every 6, from Mon 09:30: due Tue 13:30, or Mon 15:30.

    The raise on Mon 16:00 supersedes what is in time, and leaves alone what is late; the answer keeps either.
    """
    history = told(
        "Mon 09:00 silver 2",
        ("Mon 09:30", "Eve answers"),
        ("Mon 16:00", EVE, SeverityChanged(1)),
        ("Tue 10:00", "Eve answers"),
        ("Tue 10:05", "Eve resolves"),
    )
    assert tried(history) == ["first-response 1 kept -> 1 kept", "diagnosis-update 2 kept -> 1 late"]


def test_notices_are_paired_by_their_determinations():
    """Severity 3: within 2 business days of the determination, or within 1; the later one is told first."""
    fixed = [("Mon 09:20", EVE, FixIdentified("GW-1")), ("Mon 09:30", EVE, DateGiven(at("Fri 12:00")))]
    moved = [
        (f"Tue {hour}:00", EVE, ReleaseRescheduled("5.8", ("GW-1",), to=at("next Mon 12:00"))) for hour in (10, 11)
    ]
    kept = [("Tue 15:00", EVE, Messaged(True, notice=(6,))), ("Thu 09:30", EVE, Messaged(True, notice=(5,)))]
    history = told("Mon 09:00 silver 3", ("Mon 09:10", "Eve answers"), *fixed, *moved, *kept)
    notices = [one for one in tried(history) if one.startswith("fix-release")]
    assert notices == ["fix-release 1 kept -> 1 late", "fix-release 2 kept -> 2 kept"]


def test_a_pause_that_the_other_document_names_takes_its_time_out():
    """Platinum, severity 1: due 11:10. With 10:00 to 13:00 taken out of it 70 minutes are left: 14:10."""
    document = to_json(PUBLISHED)
    document["statuses"]["waiting-for-customer"]["pauses"] = ["diagnosis-update"]
    history = told(
        "Mon 09:00 platinum 1",
        ("Mon 09:10", "Eve answers"),
        ("Mon 10:00", EVE, WaitingSet("waiting-for-customer")),
        ("Mon 13:00", "Ana writes"),
        ("Mon 13:30", "Eve answers"),
    )
    assert tried(history, other=from_json(document))[1] == "diagnosis-update 1 late -> 1 kept"
    assert tried(history[:3], other=from_json(document), as_of="Tue 09:00")[1:] == [
        "diagnosis-update 1 late -> nothing"
    ]


def test_a_waiver_hides_nothing():
    due = at("Tue 13:00")
    said = [("Tue 13:00", SYSTEM, Breached(FIRST, 1, due)), ("Tue 13:05", EVE, Waived(FIRST, 1, due))]
    assert tried(told("Tue 09:00 silver 2", *said, ("Tue 14:00", "Eve answers"))) == ["first-response 1 late -> 1 late"]


def test_a_move_belongs_to_what_was_and_the_other_reading_stays_where_it_began():
    """Moved after half an hour to two hours: due 11:00, in cycle 2. Opened under four hours, and left there: 13:00."""
    moved = ("Tue 09:30", EVE, ProtocolMoved(HALVED.digest))
    history = told("Tue 09:00 silver 2", moved, ("Tue 12:00", "Eve answers"))
    assert tried(history, other=PUBLISHED) == ["first-response 2 late -> 1 kept"]
    assert tried(history) == ["first-response 2 late -> 1 late"]


def test_what_a_merge_carried_is_an_instant_and_stays_one():
    """Due 13:00 or 11:00 by itself; what came from the other case was due at 10:30 and holds in both."""
    carried = MergedFrom("SD-1", (Carried(FIRST, at("Tue 08:00"), at("Tue 10:30")),))
    history = told("Tue 09:00 silver 2", ("Tue 10:00", EVE, carried), ("Tue 10:45", "Eve answers"))
    assert tried(history) == ["first-response 2 late -> 2 late"]
    ended = told("Tue 09:00 silver 2", ("Tue 10:00", EVE, MergedInto("SD-2")))
    assert tried(ended) == []


def test_what_was_agreed_on_a_clock_that_is_late_by_then_has_no_effect_and_nor_has_its_end():
    """Due Tue 13:30, agreed on Thu 12:00, withdrawn: Wed 13:30. Under the other it was late since Mon 15:30."""
    history = told(
        "Mon 09:00 silver 2",
        ("Mon 09:30", "Eve answers"),
        ("Mon 16:00", ANA, AgreementMade(UPDATE, due_by=at("Thu 12:00"))),
        ("Tue 09:30", ANA, AgreementEnded(3)),
        ("Tue 10:00", "Eve answers"),
    )
    assert tried(history)[1] == "diagnosis-update 3 kept -> 1 late"
    never = told("Mon 09:00 silver 2", ("Mon 09:30", "Eve answers"), ("Tue 09:30", ANA, AgreementEnded(2)))
    with pytest.raises(HistoryError, match=r"^fact 3 .* which is not in force"):  # what is said to have happened
        tried(never)


def test_what_still_runs_is_judged_by_the_last_fact_or_when_one_says():
    history = told("Tue 09:00 silver 2", ("Tue 12:00", "Eve notes"))
    assert tried(history) == ["first-response nothing -> 1 late"]
    assert tried(history, as_of="Tue 13:00") == ["first-response nothing -> 1 late"]
    assert tried(history, as_of="Tue 13:01") == ["first-response 1 late -> 1 late"]


def test_what_is_owed_inside_the_house_is_left_out():
    asked = ("Tue 09:30", EVE, ResourceAsked("engineering", at("Tue 10:00")))
    assert tried(told("Tue 09:00 silver 2", ("Tue 09:10", "Eve answers"), asked), as_of="Tue 11:00") == [
        "first-response 1 kept -> 1 kept"
    ]


def test_a_promise_is_counted_under_plan_and_severity_as_its_clock_came_to_stand():
    history = told(
        "Tue 09:00 silver 2",
        ("Tue 09:30", "Eve answers"),
        ("Tue 10:00", EVE, PlanChanged("gold")),
        ("Tue 11:00", "Eve answers"),
        ("Tue 11:30", EVE, SeverityChanged(1)),
        ("Tue 12:00", "Eve answers"),
    )
    cells = [pair.shown.cell for pair in compared(history, DOCUMENTS, HALVED.digest)]
    assert cells == [("silver", 2, FIRST), ("gold", 2, UPDATE), ("gold", 1, UPDATE)]


def test_a_document_that_lacks_what_the_case_has_says_so():
    lacking = without("plans", "silver")
    with pytest.raises(HistoryError, match=r"under the other document: fact 1 .* plan 'silver' is not one of"):
        tried(told("Tue 09:00 silver 2"), other=lacking)


@pytest.fixture(scope="module")
def made_up():
    """Histories with whatever can have happened, and the documents that they name."""
    return [tuple(list(tales(seed, 20))[-1].facts) for seed in range(40)]


PROTOCOLS = {digest: revision.protocol for digest, revision in revisions().items()}


def test_a_document_against_itself_changes_nothing(made_up):
    stayed = [one for one in made_up if not any(isinstance(fact.what, ProtocolMoved) for fact in one)]
    assert len(stayed) > 10
    for history in stayed:
        for pair in compared(history, PROTOCOLS, opening(history)[1].protocol):
            assert pair.a == pair.b


def test_every_promise_is_counted_once_and_late_adds_up(made_up):
    """What was kept or broken in a reading by itself is what both readings together say of it."""
    for history in made_up:
        for digest in PROTOCOLS:
            found = figures(history, PROTOCOLS, digest)
            assert Counter(kept=found.kept_a, late=found.late_a) == outcomes(history)
            assert found.late_b == found.late_a + found.newly_late - found.no_longer_late


def outcomes(history):
    found = [one.outcome for one in clocks(history, terms_of(history, PROTOCOLS)) if one.promise not in INSIDE]
    return Counter(kept=found.count(Outcome.MET), late=found.count(Outcome.BREACHED))
