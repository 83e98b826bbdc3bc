"""Who decides about the protocol, what is refused, and the job that carries a decision out, once (O12.1)."""

import pytest

from sundial.commands.moves import (
    EVERY,
    NEW_CASES_ALONE,
    Decision,
    Gone,
    InForceAlready,
    NotYoursToDecide,
    Unfit,
    decide,
    keep_candidate,
    may_decide,
    note,
    throw_away,
)
from sundial.jobs.deliver import TryAgain
from sundial.jobs.moves import carry_out_moves
from sundial.models import (
    CLOCKWORK,
    Case,
    FactRow,
    Person,
    ProtocolCandidate,
    ProtocolMove,
    ProtocolRevision,
    database_now,
    viewing,
)
from sundial.protocol.document import SHIPPED, from_json, load, shipped, to_json
from tests.browsing import lately
from tests.database import as_role
from tests.keeping import whole

HALVED = load(SHIPPED.parent / "examples" / "silver-halved.toml")


def without(part, key):
    """Return the shipped document without a plan and its table, or without a region."""
    document = to_json(shipped())
    del document[part][key]
    if part == "plans":
        del document["tables"][key]
    else:
        document["phones"] = {one: phone for one, phone in document["phones"].items() if phone["region"] != key}
        document["leadership"] = [leader for leader in document["leadership"] if leader["region"] != key]
    return from_json(document)


@pytest.fixture
def silver(cast):
    """A case on Silver, opened half an hour ago and not answered: due in three and a half hours."""
    return lately(cast).open_case(plan="silver", severity=2, at=30)


@pytest.fixture
def gold(cast, silver):
    return cast.open_case(plan="gold", severity=2, at=20)


def tries(player, protocol=HALVED):
    with viewing(player.person):
        return keep_candidate(protocol, "Silver in half the time", by=player.person, now=database_now())


def decides(player, candidate, decision=NEW_CASES_ALONE):
    with viewing(player.person):
        decide(candidate.digest, decision, by=player.person, now=database_now())


def carried_out():
    """Let the worker do its job, and return whether it wants to look again."""
    with as_role("sundial_worker"):
        try:
            carry_out_moves()
        except TryAgain:
            return True
    return False


def asked(question):
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        return question()


def revision_of(case):
    return asked(lambda: Case.objects.get(pk=case.pk).revision)


@pytest.mark.parametrize(("role", "may"), [
    ("duty-manager", True), ("director", True), ("vp", True), ("svp", True), ("engineer", False), ("csm", False),
])  # fmt: skip
def test_managers_and_the_leaders_of_the_directory_decide_and_nobody_else(cast, role, may):
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        Person.objects.filter(pk=cast.eve.person.pk).update(role=role)
        person = Person.objects.get(pk=cast.eve.person.pk)
        assert may_decide(person, database_now()) is may


def test_whoever_may_not_decide_keeps_and_throws_away_nothing(cast):
    candidate = tries(cast.dan)
    for who in (cast.eve, cast.ana):
        with pytest.raises(NotYoursToDecide):
            tries(who)
        with viewing(who.person), pytest.raises(NotYoursToDecide):
            throw_away(candidate, by=who.person, now=database_now())
        with pytest.raises(NotYoursToDecide):
            decides(who, candidate)


def test_a_page_decides_and_the_worker_alone_puts_in_force(cast, silver):
    candidate = tries(cast.dan)
    decides(cast.dan, candidate)
    assert asked(ProtocolRevision.objects.count) == 1

    carried_out()

    assert asked(lambda: ProtocolRevision.objects.latest("in_force_from").digest) == HALVED.digest
    assert revision_of(silver) == shipped().digest
    assert asked(lambda: ProtocolMove.objects.get().finished_at) is not None


def test_new_cases_are_promised_the_new_targets_and_open_ones_the_old(cast, silver):
    decides(cast.dan, tries(cast.dan))
    carried_out()

    after = cast.open_case(plan="silver", severity=2, at=-1)

    assert (revision_of(silver), revision_of(after)) == (shipped().digest, HALVED.digest)


def test_all_open_cases_are_moved_and_each_has_one_fact_however_often_the_job_runs(cast, silver, gold):
    decides(cast.dan, tries(cast.dan), Decision(move=EVERY))

    assert [carried_out(), carried_out()] == [True, True]  # once more in a minute, for what was being opened

    assert {revision_of(silver), revision_of(gold)} == {HALVED.digest}
    assert asked(FactRow.objects.filter(kind="protocol-moved", by=cast.dan.person).count) == 2
    assert asked(whole) == []


def test_cases_are_moved_and_pinned_by_plan(cast, silver, gold):
    decides(cast.dan, tries(cast.dan), Decision(move=EVERY, pin=("gold",)))
    carried_out()

    assert (revision_of(silver), revision_of(gold)) == (HALVED.digest, shipped().digest)
    assert asked(lambda: Case.objects.get(pinned=True)) == gold
    assert asked(whole) == []


def test_a_revision_in_force_for_new_cases_alone_can_be_given_to_the_others_later(cast, silver, gold):
    decides(cast.dan, tries(cast.dan))
    carried_out()
    with viewing(cast.dan.person), pytest.raises(InForceAlready):
        decide(HALVED.digest, NEW_CASES_ALONE, by=cast.dan.person, now=database_now())
    with viewing(cast.dan.person):
        decide(HALVED.digest, Decision(move=("silver",)), by=cast.dan.person, now=database_now())
    carried_out()

    assert (revision_of(silver), revision_of(gold)) == (HALVED.digest, shipped().digest)
    assert asked(ProtocolRevision.objects.count) == 2


@pytest.mark.parametrize(
    ("part", "key", "says"), [("plans", "silver", "the plan silver"), ("regions", "emea", "the region emea")]
)
def test_a_document_without_what_an_open_case_has_is_refused_in_a_sentence(cast, silver, part, key, says):
    candidate = tries(cast.dan, without(part, key))

    with pytest.raises(Unfit) as refused:
        decides(cast.dan, candidate)

    assert str(refused.value) == f"Open cases have {says}, which this document does not know. Nothing was changed."
    assert asked(ProtocolMove.objects.count) == 0


def test_a_document_that_was_thrown_away_cannot_come_into_force(cast):
    candidate = tries(cast.dan)
    decides(cast.dan, candidate)
    with viewing(cast.dan.person):
        throw_away(candidate, by=cast.dan.person, now=database_now())
        with pytest.raises(Gone):
            decide(HALVED.digest, NEW_CASES_ALONE, by=cast.dan.person, now=database_now())

    carried_out()

    assert "thrown away" in asked(lambda: ProtocolMove.objects.get().refusal)
    assert asked(ProtocolCandidate.objects.count) == 0


def test_a_worker_that_was_killed_is_succeeded_by_one_that_goes_on(cast, silver, gold):
    """What a killed worker left: the document in force, one case told, the decision open."""
    from sundial.commands.record_moves import move_cases  # noqa: PLC0415

    candidate = tries(cast.dan)
    decides(cast.dan, candidate, Decision(move=EVERY))
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        now = database_now()
        ProtocolRevision.objects.create(digest=HALVED.digest, document=candidate.document, in_force_from=now)
        move_cases([str(gold.pk)], HALVED.digest, by=cast.dan.person, now=now)
    carried_out()

    assert {revision_of(silver), revision_of(gold)} == {HALVED.digest}
    assert asked(FactRow.objects.filter(kind="protocol-moved").count) == 2
    assert asked(whole) == []


def test_decisions_are_carried_out_in_the_order_in_which_they_were_made(cast, silver):
    first, second = tries(cast.dan), tries(cast.dan, shipped())
    with viewing(cast.dan.person):
        now = database_now()
        for candidate in (first, second):
            note(
                candidate.digest,
                Decision(move=EVERY),
                by=cast.dan.person,
                now=now if candidate is first else database_now(),
            )
    carried_out()

    assert revision_of(silver) == shipped().digest
    assert asked(lambda: ProtocolRevision.objects.latest("in_force_from").digest) == shipped().digest
