"""What a document would do to the open cases is told before it is in force, and to the day (O12.1, O2.7)."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from sundial.commands.record_moves import move_cases, pin_cases
from sundial.commands.trial import try_on
from sundial.models import CLOCKWORK, Case, Clock, database_now, viewing
from sundial.protocol.clock import Outcome
from sundial.protocol.document import SHIPPED, load, shipped
from tests.browsing import lately
from tests.database import as_role
from tests.keeping import keep_made_up, keep_revisions
from tests.naive_tables import revisions
from tests.test_moves_decided import without

HALVED = load(SHIPPED.parent / "examples" / "silver-halved.toml")
HALVED_FILE = str(SHIPPED.parent / "examples" / "silver-halved.toml")


def tried(viewer, protocol=HALVED, now=None):
    with viewing(viewer):
        return try_on(protocol, protocol.digest, now=now or database_now())


def superseded_by(move):
    """Do it, and return what the rows say that it did: promise, due before, due after, late at once."""
    before = {row.pk: row for row in Clock.objects.running()}
    move()
    ended = Clock.objects.filter(pk__in=before, outcome=Outcome.SUPERSEDED)
    after = {(row.case_id, row.promise, row.about): row for row in Clock.objects.running()}
    pairs = [(old, after[old.case_id, old.promise, old.about]) for old in ended]
    return sorted((old.promise, old.due_at, new.due_at, new.outcome == Outcome.BREACHED) for old, new in pairs)


@pytest.mark.parametrize("first", [0, 40])
def test_what_a_trial_tells_is_what_the_move_then_does(cast, first):
    """Over cases with whatever can have happened to them."""
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        protocols = {digest: revision.protocol for digest, revision in revisions().items()}
        keep_revisions(protocols.values())
        cases, now = keep_made_up(cast, range(first, first + 40))
        for digest, protocol in protocols.items():
            trial = try_on(protocol, digest, now=now)
            left = [str(case.pk) for case in cases]
            did = superseded_by(lambda ids=left, to=digest: move_cases(ids, to, by=None, now=now))

            assert trial.whole.earlier + trial.whole.later == len(did)
            assert trial.whole.late == sum(late for *_, late in did) == len(trial.late)
            assert sum((new - old for _, old, new, _ in did), start=now - now) == (
                trial.whole.later_by - trial.whole.sooner_by
            )
            assert sorted((*one[3:6], True) for one in trial.late) == [one for one in did if one[3]]


def test_a_trial_changes_nothing(cast):
    case = lately(cast).open_case(plan="silver", severity=2, at=30)
    with viewing(cast.dan.person):
        before = Case.objects.filter(pk=case.pk).values().get(), list(case.facts.values()), list(case.clocks.values())
        assert try_on(HALVED, HALVED.digest, now=database_now()).touched == 1
        after = Case.objects.filter(pk=case.pk).values().get(), list(case.facts.values()), list(case.clocks.values())
    assert after == before


def test_it_says_who_gains_by_how_much_and_what_is_late_at_once(cast):
    """Silver, severity 2: four hours become two."""
    lately(cast)
    late, soon = (cast.open_case(plan="silver", severity=2, at=minutes) for minutes in (150, 30))
    cast.open_case(plan="gold", severity=2, at=10)

    trial = tried(cast.dan.person)

    assert (trial.cases, trial.touched, trial.pinned) == (3, 2, 0)
    assert (trial.whole.earlier, trial.whole.later, trial.whole.late) == (2, 0, 1)
    assert [(one[0], *one[1:4]) for one in trial.late] == [(late.number, "silver", 2, "first-response")]
    assert trial.customers[cast.acme.pk].sooner_by.total_seconds() == 4 * 3600
    assert list(trial.cells) == [("silver", 2, "first-response")]
    assert soon.number not in str(trial.late)


def test_a_pinned_case_is_counted_apart_and_one_that_is_there_already_not_at_all(cast):
    lately(cast)
    pinned, there = (cast.open_case(plan="silver", severity=2, at=minutes) for minutes in (20, 10))
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        keep_revisions([HALVED])
        pin_cases([str(pinned.pk)], by=None, now=database_now())
        move_cases([str(there.pk)], HALVED.digest, by=None, now=database_now())

    trial = tried(cast.dan.person)

    assert (trial.cases, trial.pinned, trial.touched) == (0, 1, 0)


def test_who_tries_sees_figures_of_what_they_may_see_alone(cast, rita):
    """O2.7: Max is outside the wall of Rita's organization."""
    lately(cast)
    rita.at = cast.at
    cast.entitle(rita.person.organization, "silver")
    cast.opens(rita, at=150, severity=2, subject="CANARY")
    cast.open_case(plan="silver", severity=2, at=30)

    inside, outside = tried(cast.dan.person), tried(cast.max.person)

    assert (inside.cases, inside.whole.late, len(inside.customers)) == (2, 1, 2)
    assert (outside.cases, outside.whole.late, list(outside.customers)) == (1, 0, [cast.acme.pk])
    assert outside.late == []


def diff(*words):
    said, status = io.StringIO(), 0
    with as_role("sundial_worker"):
        try:
            call_command("protocol", "diff", *words, stdout=said, stderr=io.StringIO())
        except SystemExit as end:
            status = end.code
    return said.getvalue(), status


def test_the_command_line_tells_differences_and_what_they_do(cast):
    lately(cast)
    late = cast.open_case(plan="silver", severity=2, at=150)
    text, status = diff("in-force", HALVED_FILE, "--cases")
    whole, _ = diff(shipped().digest[:12], HALVED_FILE, "--cases", "--json")

    assert status == 1
    assert "Silver, severity 2, first response: 4 hours becomes 2 hours (stricter)" in text
    assert "1 open case would be moved, 0 are pinned and stay." in text
    assert f"{late.number}  silver 2" in text
    assert "Acme" in text
    found = json.loads(whole)
    assert found["a"] == {"file": shipped().digest[:12], "digest": shipped().digest}
    assert found["cases"]["late_at_once"][0]["case"] == late.number
    assert found["cases"]["sooner_by"] == 2 * 3600


def test_a_revision_is_named_by_enough_of_its_digest_and_never_by_too_little(db):
    assert diff("in-force", shipped().digest[:8]) == (
        "From in-force (revision "
        + shipped().digest[:12]
        + ") to "
        + shipped().digest[:8]
        + " (revision "
        + shipped().digest[:12]
        + "): the same\n",
        0,
    )
    assert diff("in-force", "0123456789")[1] == 2
    assert diff("in-force", shipped().digest[:4])[1] == 2


def test_a_document_without_what_open_cases_have_is_not_tried(cast, tmp_path):
    lately(cast).open_case(plan="silver", severity=2, at=150)
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        lacking = without("plans", "silver")
        keep_revisions([lacking])
    with pytest.raises(CommandError, match="Open cases have the plan silver"):
        diff("in-force", lacking.digest, "--cases")
