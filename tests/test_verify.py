"""`sundial verify` finds what was changed behind the desk's back, and names it."""

import io
import json

import pytest
from django.core.management import call_command

from sundial.commands.verify import NotTheWorker, Proof, verify
from sundial.models import CLOCKWORK, viewing
from tests.database import as_role, run
from tests.story import look


@pytest.fixture(scope="module")
def first_told(first_cast):
    """A case with a history: opened, answered, noted, warned of, missed, kept late, resolved; and a second one."""
    cast = first_cast
    other = cast.open_case(plan="gold", severity=3, at="Mon 2026-03-02 09:00")
    case = cast.open_case(plan="platinum", severity=1, at="Mon 2026-03-02 09:00", text="Uploads fail since 08:30")
    cast.eve.replies(case, at="Mon 09:10", text="Which version?")
    cast.eve.notes(case, at="Mon 09:20", text="Smells like the proxy")
    for moment in ("Mon 10:45", "Mon 11:10"):
        look(cast.at(moment))
    cast.eve.replies(case, at="Mon 11:30", text="It is the proxy")
    cast.eve.resolves(case, at="Mon 12:00")
    return case, other


@pytest.fixture
def case(again):
    return again[0]


@pytest.fixture
def other(again):
    """The second case, which nobody touches unless a test says so."""
    return again[1]


def tampered(statement, *values):
    """Change rows as only a superuser can, with the triggers that protect them switched off."""
    with as_role("postgres"):
        run("SET LOCAL session_replication_role = replica")
        run(statement, values)
        run("SET LOCAL session_replication_role = origin")


def verified():
    """Run `sundial verify --json` as the worker; return its differences, its sum and its exit status."""
    out, status = io.StringIO(), 0
    with as_role("sundial_worker"):
        try:
            call_command("verify", "--json", stdout=out)
        except SystemExit as end:
            status = end.code
    *differences, total = map(json.loads, out.getvalue().splitlines())
    return differences, total, status


def test_a_desk_that_nobody_tampered_with_is_whole(case, other):
    differences, total, status = verified()

    assert (differences, status) == ([], 0)
    assert total == {"cases": 2, "facts": case.head_seq + 1, "differences": 0}


TAMPERINGS = {
    "a word is changed": ("UPDATE fact SET text = 'Which edition?' WHERE case_id = %s AND seq = 3", 3),
    "words are blanked": ("UPDATE fact SET text = '', salt = NULL WHERE case_id = %s AND seq = 3", 3),
    "a salt is changed": ("UPDATE fact SET salt = '\\x00' WHERE case_id = %s AND seq = 3", 3),
    "an instant is moved": ("UPDATE fact SET at = at - interval '1 second' WHERE case_id = %s AND seq = 3", 3),
    "the recording is moved": ("UPDATE fact SET recorded_at = at - interval '1 h' WHERE case_id = %s AND seq = 3", 3),
    "another name is put to it": (
        "UPDATE fact SET by_id = (SELECT id FROM person WHERE name = 'Dan') WHERE case_id = %s AND seq = 3",
        3,
    ),
    "the customer is made to have said it": ("UPDATE fact SET side = 'customer' WHERE case_id = %s AND seq = 3", 3),
    "a note is shown to the customer": ("UPDATE fact SET public = true WHERE case_id = %s AND seq = 4", 4),
    "a message becomes a note": (
        """UPDATE fact SET what = '{"public": false, "automatic": false}', public = false
           WHERE case_id = %s AND seq = 3""",
        3,
    ),
    "a hash is changed": ("UPDATE fact SET hash = repeat('0', 64) WHERE case_id = %s AND seq = 3", 3),
    "a kind that does not exist": ("UPDATE fact SET kind = 'vanished' WHERE case_id = %s AND seq = 3", 3),
    "a fact is deleted": ("DELETE FROM fact WHERE case_id = %s AND seq = 4", 4),
    "the first fact is deleted": ("DELETE FROM fact WHERE case_id = %s AND seq = 1", 1),
    "the last fact is deleted": (
        "DELETE FROM fact WHERE case_id = %s AND seq = (SELECT max(seq) FROM fact f WHERE f.case_id = fact.case_id)",
        None,
    ),
    "two facts change places": (
        "UPDATE fact SET seq = CASE seq WHEN 3 THEN 4000 ELSE 3 END WHERE case_id = %s AND seq IN (3, 4)",
        3,
    ),
    "a fact is put in the middle": (
        """WITH moved AS (UPDATE fact SET seq = seq + 1000 WHERE case_id = %s AND seq >= 4 RETURNING *)
           INSERT INTO fact (case_id, seq, at, recorded_at, side, kind, what, public, text, words, hash)
           SELECT case_id, 4, at, at, 'system', 'messaged', '{"public": false, "automatic": false}', false, '', '', hash
           FROM moved WHERE seq = 1004""",
        4,
    ),
    "a fact is added at the end": (
        """INSERT INTO fact (case_id, seq, at, recorded_at, side, kind, what, public, text, words, hash)
           SELECT case_id, seq + 1, at, at, 'system', 'messaged', '{"public": false, "automatic": false}', false,
                  '', '', hash
           FROM fact WHERE case_id = %s ORDER BY seq DESC LIMIT 1""",
        9,
    ),
    "the whole history is gone": ("DELETE FROM fact WHERE case_id = %s", None),
    "the head is moved back": (
        """UPDATE support_case SET head_seq = 3, head_hash = (
               SELECT hash FROM fact WHERE case_id = support_case.id AND seq = 3) WHERE id = %s""",
        None,
    ),
    "a due time is moved": ("UPDATE clock SET due_at = due_at + interval '1 h' WHERE case_id = %s AND cycle = 1", None),
    "a breach is painted over": ("UPDATE clock SET outcome = 'met' WHERE case_id = %s AND outcome = 'breached'", None),
    "a breach is hushed up": ("UPDATE clock SET breach_said = false WHERE case_id = %s AND breach_said", None),
    "a clock is deleted": ("DELETE FROM clock WHERE case_id = %s AND promise = 'first-response'", None),
    "a clock is invented": (
        """INSERT INTO clock (case_id, promise, cycle, started_at, due_at, outcome, soon_said, breach_said)
           SELECT case_id, promise, 99, started_at, due_at, 'met', false, false
           FROM clock WHERE case_id = %s LIMIT 1""",
        None,
    ),
    "a clock is never looked at": (
        "UPDATE clock SET check_at = now() WHERE case_id = %s AND promise = 'first-response'",
        None,
    ),
    "the state is changed": ("UPDATE support_case SET state = 'closed' WHERE id = %s", None),
    "the severity is lowered": ("UPDATE support_case SET severity = 4 WHERE id = %s", None),
    "the owner is changed": ("UPDATE support_case SET owner_id = contact_id WHERE id = %s", None),
    "the plan is changed": ("UPDATE support_case SET plan = 'silver' WHERE id = %s", None),
    "the wall is taken down": ("UPDATE support_case SET regions = '{apj}' WHERE id = %s", None),
    "the customer's last word is moved": ("UPDATE support_case SET told_at = opened_at WHERE id = %s", None),
    "the next due time is forgotten": ("UPDATE support_case SET next_due_at = now() WHERE id = %s", None),
    "a word is not found any more": ("UPDATE case_words SET words = '' WHERE case_id = %s AND seq = 4", None),
    "a text is not found any more": ("DELETE FROM case_words WHERE case_id = %s AND seq = 3", None),
    "it is found by a word that nobody wrote": (
        "UPDATE case_words SET words = words || 'spy' WHERE case_id = %s",
        None,
    ),
    "a note is found by the customer": ("UPDATE case_words SET public = true WHERE case_id = %s AND seq = 4", None),
    "its words are before the wall": ("UPDATE case_words SET regions = '{apj}' WHERE case_id = %s AND seq = 0", None),
}


@pytest.mark.parametrize("tampering", TAMPERINGS)
def test_every_tampering_is_found_and_named(tampering, case, other):
    statement, fact = TAMPERINGS[tampering]
    tampered(statement, case.pk)

    differences, total, status = verified()

    assert [(found["case"], found["fact"]) for found in differences] == [(case.number, fact)]
    assert (total["cases"], total["differences"], status) == (2, 1, 1)


def test_a_history_that_was_exchanged_for_another_case_s_is_found(case, other):
    tampered("UPDATE fact SET seq = seq + 1000 WHERE case_id = %s", case.pk)
    tampered("UPDATE fact SET case_id = %s WHERE case_id = %s", case.pk, other.pk)
    tampered("UPDATE fact SET case_id = %s, seq = seq - 1000 WHERE seq > 1000", other.pk)
    tampered(
        """WITH heads AS (SELECT id, head_seq, head_hash FROM support_case)
           UPDATE support_case SET head_seq = h.head_seq, head_hash = h.head_hash
           FROM heads h WHERE h.id <> support_case.id"""
    )

    differences, _, status = verified()

    assert {(found["case"], found["fact"]) for found in differences} == {(case.number, 1), (other.number, 1)}
    assert status == 1


def test_the_first_difference_is_said_in_a_sentence(case, capsys):
    tampered("UPDATE fact SET text = 'Never mind' WHERE case_id = %s AND seq = 3", case.pk)
    with as_role("sundial_worker"), pytest.raises(SystemExit):
        call_command("verify")

    said = capsys.readouterr().out.splitlines()
    assert said == [
        f"{case.number}, fact 3: its words are not those that were written",
        f"2 cases with {case.head_seq + 1} facts: 1 differs.",
    ]


def test_what_a_case_is_found_by_and_what_it_says_must_be_the_same(case, capsys):
    tampered("UPDATE support_case SET subject = 'Downloads fail' WHERE id = %s", case.pk)  # past the trigger
    with as_role("sundial_worker"), pytest.raises(SystemExit):
        call_command("verify")
    (said, _) = capsys.readouterr().out.splitlines()
    assert said == f"{case.number}: the words of its heading are not those by which it is found"


def test_a_role_that_does_not_see_every_case_cannot_vouch_for_them(case):
    with viewing(CLOCKWORK), pytest.raises(NotTheWorker):
        list(verify(Proof()))
