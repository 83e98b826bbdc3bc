"""O2.3: what the history says of a case to whoever is on shift next, before the giver writes a word."""

from sundial.protocol.facts import (
    DateGiven,
    FixIdentified,
    Messaged,
    Opened,
    Reopened,
    Resolved,
    ResourceAsked,
    SeverityChanged,
    WaitingSet,
)
from sundial.protocol.packet import LONGEST, prefilled
from sundial.protocol.sla import fold, terms_of
from tests.histories import ANA, EVE, fact, instant
from tests.naive_tables import revisions

DIGEST, *_ = revisions()
WORDS = {1: "Uploads fail.", 2: "We look at it.", 3: "Any news?", 5: "Does the merge keep\nthe timer?"}


def packet(*lines, words=WORDS):
    """Return the packet of a history: (when on Monday, who, what), ... after its opening at 09:00 UTC."""
    told = [("09:00", ANA, Opened(2, "gold", "emea", protocol=DIGEST)), *lines]
    history = tuple(
        fact(seq, instant(f"2026-03-02 {when}"), by, what) for seq, (when, by, what) in enumerate(told, start=1)
    )
    protocols = {digest: revision.protocol for digest, revision in revisions().items()}
    clocks, state = fold(history, terms_of(history, protocols))
    return prefilled(history, clocks, state, words, protocols[DIGEST])


def test_it_says_where_the_case_stands_what_runs_what_is_awaited_and_the_last_words_of_both_sides():
    assert packet(
        ("09:30", EVE, Messaged(public=True)),
        ("10:00", ANA, Messaged(public=True)),
        ("10:05", EVE, FixIdentified("GW-1")),
        ("10:10", EVE, ResourceAsked("engineering", instant("2026-03-03 12:00"))),
        ("10:15", EVE, Messaged(public=False)),
        ("10:20", EVE, WaitingSet("waiting-for-customer")),
    ) == (
        "Next step:\n\n"
        "Open questions:\n\n"
        "Stands: severity 2, Gold, state diagnosis, waiting for the customer.\n\n"
        "Owed:\n- diagnosis update by Mon 2 Mar 17:30 UTC\n\n"
        "Waits for:\n- fix GW-1, without a date\n"
        "- Engineering, an answer by Tue 3 Mar 12:00 UTC: Does the merge keep the timer?\n\n"
        "We last told the customer, Mon 2 Mar 09:30 UTC: We look at it.\n\n"
        "They last wrote, Mon 2 Mar 10:00 UTC: Any news?"
    )


def test_what_was_pasted_is_quoted_without_its_marks():
    pasted = "In the log:\n```text\ngw-a: no ``memory``\n```\nWhat now?"
    assert packet(words={1: pasted}).endswith("UTC: In the log: gw-a: no ``memory`` What now?")


def test_a_case_of_which_little_is_known_says_so():
    said = packet(words={})
    assert "Owed:\n- first response by Mon 2 Mar 11:00 UTC\n\nWe last told the customer: nothing yet." in said
    assert "They last wrote, Mon 2 Mar 09:00 UTC." in said
    assert "Waits for" not in said


def test_what_is_late_and_what_is_dated_is_said_and_long_words_are_cut():
    said = packet(
        ("12:00", EVE, SeverityChanged(1)),
        ("12:01", EVE, FixIdentified("GW-1")),
        ("12:02", EVE, DateGiven(instant("2026-03-09 10:00"), "GW-1")),
        ("12:03", ANA, Messaged(public=True)),
        words={4: "x" * 500, 5: "y y " * 500},
    )
    assert "- fix GW-1, Mon 9 Mar 10:00 UTC" in said
    assert max(map(len, said.splitlines())) < LONGEST + 60
    late = packet(("12:00", EVE, Messaged(public=False)))
    assert "first response by Mon 2 Mar 11:00 UTC, late" in late


def test_why_the_customer_took_it_up_again_is_their_last_word():
    again = (("09:30", EVE, Messaged(public=True)), ("10:00", EVE, Resolved()), ("11:00", ANA, Reopened()))
    said = packet(*again, words={1: "Uploads fail.", 4: "It is back."})
    assert said.endswith("They last wrote, Mon 2 Mar 11:00 UTC: It is back.")
