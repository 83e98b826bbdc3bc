"""The evidence pack of one case: whole, deterministic, checked offline, and every change of it is found (O12.1)."""

import json
import random
from copy import deepcopy

import pytest

from sundial.commands.evidence import evidence, heads
from sundial.commands.record import record
from sundial.models import CLOCKWORK, Case, FactRow, viewing
from sundial.protocol.evidence import NotAPack, check, made_with, written
from sundial.protocol.facts import Waived
from tests.changing import changes
from tests.database import as_role
from tests.story import look

HERE = made_with()


def taken(case, words=True):
    """Take a case out as `sundial evidence` does."""
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        return evidence(Case.objects.select_related("organization", "contact").get(pk=case.pk), words=words)


@pytest.fixture(scope="module")
def first_told(first_cast):
    """Ana's case: answered, noted, warned of, broken, and the breach waived by Dan."""
    cast = first_cast
    case = cast.open_case(plan="platinum", severity=1, at="Mon 2026-03-02 09:00")
    cast.eve.replies(case, at="Mon 09:10")
    cast.eve.notes(case, at="Mon 09:20", text="CANARY-NOTE")
    for moment in ("Mon 10:45", "Mon 11:10"):
        look(cast.at(moment))
    with viewing(cast.dan.person):
        broken = FactRow.objects.get(case=case, kind="breached").fact.what
        what = Waived(broken.promise, broken.cycle, broken.due_at, asked_by=str(cast.eve.person.pk))
        record(case, what, by=cast.dan.person, now=cast.at("Mon 12:00"), text="The line was down on their side.")
    return cast, case, taken(case)


@pytest.fixture
def cast(again):
    return again[0]


@pytest.fixture
def told(again):
    return again[1]


@pytest.fixture
def pack(first_told):
    return json.loads(first_told[2])


def fault(content, **more):
    return check(written(content), HERE, **more).fault


def test_a_pack_holds_everything_that_its_due_times_rest_on(cast, told, pack):
    assert pack["case"]["number"] == told.number
    assert [one["fact"]["fact"] for one in pack["facts"]] == [
        "opened", "owner-set", "messaged", "messaged", "due-soon", "breached", "waived",
    ]  # fmt: skip
    assert pack["facts"][3]["words"]["text"] == "CANARY-NOTE"
    assert pack["head"] == {"fact": told.head_seq, "hash": told.head_hash}
    assert list(pack["protocols"]) == [pack["facts"][0]["fact"]["protocol"]]
    assert [(one["promise"], one["outcome"]) for one in pack["clocks"]] == [
        ("first-response", "met"),
        ("diagnosis-update", "breached"),
    ]
    assert pack["clocks"][1]["steps"][-1]["title"] == "11:10 + 2 hours"
    (waiver,) = pack["waivers"]
    assert (waiver["promise"], waiver["reason"]) == ("diagnosis-update", "The line was down on their side.")
    names = {id_: person["name"] for id_, person in pack["people"].items()}
    assert {names[waiver["approved_by"]], names[waiver["asked_by"]]} == {"Dan", "Eve"}
    assert {(names[alert["to"]], alert["kind"]) for alert in pack["alerts"]} == {
        ("Eve", "due-soon"), ("Eve", "breached"), ("Dan", "breached"),
    }  # fmt: skip
    assert pack["made_with"] == made_with()


def test_its_summary_is_read_by_a_person_and_stands_first_behind_its_format(told, pack):
    assert list(pack)[:2] == ["format", "summary"]
    said = "\n".join(pack["summary"])
    assert f"Evidence of case {told.number}, as it stood after fact 7, Mon 02 Mar 2026, 12:00:00 UTC." in said
    assert "Promises: 1 kept, 1 broken, 0 running, 0 ended or superseded." in said
    assert "First response 1: The first response was due Mon 2 Mar, 10:00 UTC: 1 hour" in said
    assert "Waived: diagnosis update 1, in fact 7." in said


def test_the_same_case_gives_the_same_bytes(told):
    assert taken(told) == taken(told)


def test_a_pack_that_nobody_touched_holds(told):
    report = check(taken(told), HERE)
    assert (report.case, report.facts, report.head, report.fault) == (told.number, 7, told.head_hash, "")
    assert "words: 4 as they were written" in report.holds
    assert report.holds[0] == f"facts 1 to 7: each follows from the one before it, to the head {told.head_hash}"


def test_without_words_the_chain_holds_by_their_digests_alone(told):
    bare = taken(told, words=False)
    assert b"CANARY" not in bare
    report = check(bare, HERE)
    assert report.fault == ""
    assert "words: 0 as they were written; of 4 the digest alone is here" in report.holds


@pytest.mark.parametrize("seed", range(4))
def test_every_single_change_of_a_pack_is_found(seed, pack):
    """Fifty each: a value, a key, an item gone or doubled or moved, anywhere in the file."""
    chance = random.Random(seed)
    missed = [what for what, changed in changes(pack, chance, 50) if not _found(written(changed))]
    assert missed == []


def test_every_changed_byte_of_a_pack_is_found(told):
    raw = taken(told)
    chance = random.Random(7)
    for _ in range(100):
        place = chance.randrange(len(raw))
        for changed in (
            raw[:place] + bytes([raw[place] ^ 1 << chance.randrange(7)]) + raw[place + 1 :],
            raw[:place] + raw[place + 1 :],
            raw[:place],
        ):
            assert _found(changed), (place, raw[place - 20 : place + 20])


def _found(raw):
    try:
        return check(raw, HERE).fault != ""
    except NotAPack:
        return True


def edited(pack, edit):
    changed = deepcopy(pack)
    edit(changed)
    return changed


CHANGES = {
    "fact 3: it was changed": lambda pack: pack["facts"][2]["fact"].update(at="2026-03-02T09:09:00Z"),
    "fact 3: its words are not those": lambda pack: pack["facts"][2]["words"].update(text="We fixed it."),
    "fact 4: it is missing: fact 5": lambda pack: pack["facts"].pop(3),
    "fact 2: key: is not known": lambda pack: pack["facts"][1]["fact"].update(key="x"),
    "head: it says": lambda pack: pack["head"].update(fact=8),
    "is missing": lambda pack: pack["protocols"].clear(),
    "its document is not the one of that name": lambda pack: next(iter(pack["protocols"].values())).update(title="x"),
    "clock diagnosis-update 1, due_at: it says 2026": lambda pack: pack["clocks"][1].update(
        due_at="2026-03-02T11:30:00Z"
    ),
    "clock diagnosis-update 1, steps": lambda pack: pack["clocks"][1]["steps"].pop(),
    "clocks: it says 1 of them, but the facts say 2 of them": lambda pack: pack["clocks"].pop(),
    "state: it says": lambda pack: pack["state"].update(severity=2),
    "waivers: it says []": lambda pack: pack["waivers"].clear(),
    "summary: it says": lambda pack: pack["summary"].insert(3, "All was well."),
    "alert 1: it names fact 70": lambda pack: pack["alerts"][0].update(fact=70),
    "alert 1: it is not about fact 5": lambda pack: pack["alerts"][0].update(kind="breached"),
    "nobody knows them": lambda pack: pack["people"].popitem(),
    "the pack: it was changed since it was made": lambda pack: pack["alerts"][0].update(read_at="2026-03-02T11:30:00Z"),
    "the pack: its part 'people' is missing": lambda pack: pack.pop("people"),
    "the pack: its part 'more' is not known": lambda pack: pack.update(more=1),
}


@pytest.mark.parametrize("says", CHANGES)
def test_the_first_thing_that_does_not_hold_is_named(says, pack):
    assert says in fault(edited(pack, CHANGES[says]))


def test_a_pack_that_was_written_anew_is_not_the_file_that_was_made(pack):
    report = check(json.dumps(pack).encode(), HERE)
    assert report.fault.startswith("the file: it says what it said, but was written anew")


@pytest.mark.parametrize(
    "raw", [b"", b"[]", b"{}", b"nonsense", b'{"format": "sundial evidence 2"}', b"\xff", b"[" * 9999]
)
def test_what_is_no_pack_is_told_apart(raw):
    with pytest.raises(NotAPack):
        check(raw, HERE)


def test_a_head_that_was_kept_elsewhere_is_found_in_the_chain_also_when_the_case_went_on(told, cast):
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        (kept,) = heads()
    cast.eve.replies(told, at="Mon 12:30")
    report = check(taken(told), HERE, known=kept["head"])
    assert f"fact {kept['fact']} is the head that was kept elsewhere: nothing up to it was exchanged" in report.holds
    assert "is not in this chain" in check(taken(told), HERE, known="0" * 64).fault


def test_words_of_another_edition_are_not_compared_and_that_is_said(pack):
    other = {**HERE, "sundial": "9.9"}
    report = check(written(pack), other)
    assert report.fault == ""
    assert any("made with Sundial 0.1.0, and this is 9.9" in line for line in report.holds)


def test_another_edition_of_the_zones_is_named_where_a_clock_differs(pack):
    changed = edited(pack, lambda one: one["clocks"][0].update(due_at="2026-03-02T10:30:00Z"))
    assert "(the pack reads time zones by tzdata" in check(written(changed), {**HERE, "zones": "tzdata 1970.1"}).fault
