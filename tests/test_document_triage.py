"""What triage goes by: complexities, skills, requests, questions, and what a case can wait under (O3, O4, O6.9)."""

import json
from pathlib import Path
from typing import Any

import pytest

from sundial.protocol.amounts import BusinessDays, Elapsed
from sundial.protocol.document import DocumentError, Protocol, from_json, merged, shipped, to_json
from sundial.protocol.document.readings import obligation_of
from sundial.protocol.promises import PHASES, Promise

FIRST_REVISION = Path(__file__).parent / "golden" / "first-revision.json"
ITS_NAME = "19eb51d907f273a11a57fcb3f684cf898203e3b05593842e2c91e6ec2e71446b"  # as it was put in force
NEW_PARTS = ("complexities", "skills", "requests", "statuses", "questions", "alerts")
NEW_READINGS = {
    "plan_change": ("O6.8", "as-severity"),
    "notice_each": ("O6.4", "per-determination"),
    "released": ("O6.8c", "customers-word-resumes"),
    "agreement_ends": ("O6.2", "severity-or-phase"),
    "agreeable": ("O6.2", (Promise.DIAGNOSIS_UPDATE, Promise.FIX_RELEASE)),
    "acceptance_slips": ("O6.8d", "beyond-accepted"),
    "merging": ("O6.10", "earlier-holds"),
    "splitting": ("O6.10", "counts-from-opening"),
    "moved_revision": ("O12.1", "from-own-start"),
    "follow_the_sun": ("O2.2", "elapsed-promises"),
    "next_in_line": ("O8.6", "as-the-promise"),
}


def first_revision() -> dict[str, Any]:
    """A document as it was kept before any of this could be said; of its holidays only those of 2026 are kept here."""
    kept: dict[str, Any] = json.loads(FIRST_REVISION.read_text(encoding="utf-8"))
    return kept


def changed(over: dict[str, Any]) -> Protocol:
    """Return the shipped document with something laid over it."""
    return from_json(merged(to_json(shipped()), over))


def test_complexity_sets_the_tier_that_starts_on_a_case_and_the_facts_to_have_for_it():
    """O3.1, O3.2."""
    complexities = shipped().complexities

    assert {key: one.tier for key, one in complexities.items()} == {"known": 1, "involved": 2, "deep": 3}
    assert all(one.key == key and one.title and one.wording and one.asks for key, one in complexities.items())


def test_every_product_of_the_demo_has_a_skill_and_every_group_a_time_to_answer():
    """O3.2, O3.4."""
    assert set(shipped().skills) == {"gateway", "mail", "scanner", "kiosk", "endpoint", "console"}
    assert shipped().requests.within == BusinessDays(1)
    assert changed({"requests": {"within": "4 hours"}}).requests.within == Elapsed(4 * 3600)


def test_the_published_text_lets_no_status_pause_and_an_operator_names_the_promises_that_one_does():
    """O6.9: each promise by name, the first response too."""
    over = {"statuses": {"waiting-for-test": {"pauses": ["fix-release", "first-response"]}}}

    assert {key: status.pauses for key, status in shipped().statuses.items()} == {
        "waiting-for-customer": (),
        "waiting-for-test": (),
    }
    assert changed(over).statuses["waiting-for-test"].pauses == (Promise.FIX_RELEASE, Promise.FIRST_RESPONSE)
    assert shipped().readings.waiting_for_customer == "pauses-nothing"


@pytest.mark.parametrize("reading", NEW_READINGS)
def test_each_rule_that_the_source_leaves_open_has_a_name_and_an_obligation(reading: str):
    assert (obligation_of(reading), getattr(shipped().readings, reading)) == NEW_READINGS[reading]


def test_what_can_be_agreed_otherwise_is_a_list_of_phases_and_may_be_empty():
    """O6.2."""
    assert changed({"readings": {"agreeable": []}}).readings.agreeable == ()
    assert changed({"readings": {"agreeable": list(PHASES)}}).readings.agreeable == PHASES


def test_a_revision_that_was_kept_before_is_read_keeps_its_name_and_means_the_default():
    """O12.1: what histories name must not change its name."""
    old = from_json(first_revision())

    assert old.digest == ITS_NAME
    assert to_json(old) == first_revision()
    assert (dict(old.complexities), dict(old.skills), dict(old.statuses), old.questions) == ({}, {}, {}, ())
    assert (old.requests, old.readings) == (shipped().requests, shipped().readings)
    assert old.warn == shipped().warn


def test_the_shipped_document_without_the_new_keys_is_stored_without_them():
    stored = to_json(shipped())
    without = {part: found for part, found in stored.items() if part not in NEW_PARTS}

    assert without.keys() | {"complexities", "skills", "statuses", "questions"} == stored.keys()
    assert not stored["readings"].keys() & NEW_READINGS.keys()
    assert "resource-answer" not in stored["warn"]
    assert to_json(from_json(without)) == without
    assert from_json(without).digest != shipped().digest


@pytest.mark.parametrize(
    "over",
    [
        {"readings": {"agreeable": ["fix-release"]}},
        {"requests": {"within": "2 business days"}},
        {"warn": {"resource-answer": {"elapsed": "1 hour", "business": "1 business hour", "days": "1 business hour"}}},
        {"skills": {"printing": "Printing"}},
    ],
)  # fmt: skip
def test_another_choice_than_the_default_is_part_of_the_document_and_of_its_name(over: dict[str, Any]):
    other = from_json(merged(first_revision(), over))

    assert other.digest != ITS_NAME
    assert from_json(json.loads(json.dumps(to_json(other)))) == other
    assert to_json(other) == merged(first_revision(), over)


@pytest.mark.parametrize("part", ["plans", "tables"])
def test_two_documents_that_differ_in_the_order_of_their_plans_alone_have_two_names(part: str):
    """The order says which plan is the better one, and so what a change of plan moves (O6.8)."""
    turned = first_revision()
    turned[part] = dict(reversed(turned[part].items()))
    other = from_json(turned)

    assert other.digest != ITS_NAME
    assert from_json(json.loads(json.dumps(to_json(other)))).digest == other.digest


def test_the_order_of_what_ranks_nothing_is_no_part_of_the_name():
    turned = first_revision()
    turned["phones"] = dict(reversed(turned["phones"].items()))

    assert from_json(turned).digest == ITS_NAME


def test_a_document_without_a_required_part_is_not_given_the_keys_within_it():
    stored = {part: found for part, found in to_json(shipped()).items() if part not in ("readings", "warn")}

    with pytest.raises(DocumentError) as caught:
        from_json(stored)

    told = {problem.where: problem.found for problem in caught.value.problems}
    assert (told["readings"], told["warn"]) == ("nothing", "nothing")
