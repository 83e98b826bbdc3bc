"""How the parts of two documents that differ are told: calendars, the ladder, and everything else (O12.1)."""

from typing import Any

import pytest

from sundial.protocol.diff import Kind, differences
from sundial.protocol.document import Protocol, from_json, merged, shipped, to_json

Over = dict[str, Any]


def told(over: Over) -> list[str]:
    """Return what is said of the shipped document with something laid over it."""
    return [change.says for change in differences(shipped(), laid(over))]


def laid(over: Over) -> Protocol:
    return from_json(merged(to_json(shipped()), over))


def rung(number: str, **fields: Any) -> Over:
    return {"ladder": {"rungs": {number: fields}}}


CALENDARS: list[tuple[Over, str]] = [
    ({"holidays": {"2026-12-24": "Christmas Eve"}}, "2026-12-24 added to EMEA: Christmas Eve"),
    (
        {"holidays": {"2026-12-24": "Christmas Eve", "2027-12-24": "Christmas Eve"}},
        "2026-12-24, 2027-12-24 added to EMEA: Christmas Eve",
    ),
    (
        {"holidays": {"2026-12-01": "Great Union Day"}},
        "2026-12-01 of EMEA renamed: National Day becomes Great Union Day",
    ),
    ({"hours": [["08:00", "12:00"], ["13:00", "17:00"]]}, "EMEA, hours: 09:00 to 17:00 becomes 08:00 to 12:00 and 13"),
    ({"weekend": ["fri", "sat"]}, "EMEA, weekend: sat, sun becomes fri, sat"),
    ({"zone": "Europe/Sofia"}, "EMEA, zone: Europe/Bucharest becomes Europe/Sofia"),
    ({"weekly": {"fri": [["09:00", "14:00"]]}}, "EMEA, hours on fri: as on other days becomes 09:00 to 14:00"),
    ({"days": {"2026-11-30": []}}, "EMEA, hours of 2026-11-30: as on other days becomes closed"),
]  # fmt: skip


@pytest.mark.parametrize(("over", "says"), CALENDARS)
def test_a_change_of_a_calendar_is_told_by_the_name_of_its_region(over: Over, says: str):
    """O6.6."""
    (change,) = differences(shipped(), laid({"regions": {"emea": over}}))

    assert change.kind is Kind.CALENDAR
    assert change.says.startswith(says)


def test_a_holiday_that_is_kept_no_more_is_told_once_for_all_its_years():
    stored = to_json(shipped())
    emea = stored["regions"]["emea"]["holidays"]
    stored["regions"]["emea"]["holidays"] = {day: name for day, name in emea.items() if name != "National Day"}

    (change,) = differences(shipped(), from_json(stored))

    assert change.says == "7 dates from 2020-12-01 to 2026-12-01 taken from EMEA: National Day"
    assert change.was.startswith("2020-12-01, 2021-12-01, ")
    assert (change.now, change.was.count(",")) == ("", 6)


LADDER: list[tuple[Over, str]] = [
    (
        rung("2", told=["working-groups", "every-duty-manager", "csm", "sales"]),
        "Rung 2, told: now also Sales; no longer Technical Account Manager",
    ),
    (rung("2", told=["tam", "csm", "working-groups", "every-duty-manager"]), "Rung 2, told: the same in another order"),
    (rung("3", owner=[]), "Rung 3, owner: no longer Support Leadership team"),
    (rung("4", way="phone"), "Rung 4, way: email becomes phone"),
    ({"ladder": {"opening": {"told": ["csm", "tam"]}}}, "Ladder, opening, told: no longer Sales"),
]


@pytest.mark.parametrize(("over", "says"), LADDER)
def test_a_change_of_the_ladder_is_told_by_its_rung(over: Over, says: str):
    """O8.1."""
    (change,) = differences(shipped(), laid(over))

    assert (change.kind, change.says) == (Kind.LADDER, says)


def test_a_rungs_answer_is_told_by_the_section_that_promises_it():
    """O8.2."""
    seven, eight = to_json(shipped())["ladder"]["rungs"]["2"]["answers"]
    by_severity = {**eight, "within": "severity"}

    assert told(rung("2", answers=[{**seven, "within": "1 business hour"}, by_severity])) == [
        "Rung 2, answer by section 07: 2 business hours becomes 1 business hour (stricter)",
        "Rung 2, answer by section 08: 2 hours becomes the severity's target",
    ]
    assert [text[:38] for text in told(rung("2", answers=[eight]))] == ["Rung 2, answer by section 07 is gone: "]


OTHERS: list[tuple[Over, Kind, str]] = [
    ({"readings": {"two_figures": "08"}}, Kind.READING, "Reading two figures (O8.2): earlier becomes 08"),
    (
        {"readings": {"agreeable": []}},
        Kind.READING,
        "Reading agreeable (O6.2): diagnosis-update, fix-release becomes nothing",
    ),
    ({"plans": {"silver": {"phone": True}}}, Kind.PLAN, "Plan silver, phone: no becomes yes"),
    (
        {"severities": {"1": {"title": "All is lost"}}},
        Kind.SEVERITY,
        "Severity 1, title: “Down, or critical impact” becomes “All is lost”",
    ),
    (
        {"statuses": {"waiting-for-test": {"pauses": ["diagnosis-update"]}}},
        Kind.STATUS,
        "Status waiting for test, pauses: nothing becomes diagnosis-update",
    ),
    (
        {"warn": {"first-response": {"elapsed": "20 minutes"}}},
        Kind.WARNING,
        "Due soon, first response, elapsed: 15 minutes becomes 20 minutes",
    ),
    ({"requests": {"within": "4 hours"}}, Kind.REST, "Requests, within: 1 business day becomes 4 hours"),
    ({"stated": {"pause": "06"}}, Kind.REST, "Where is stated: pause: nothing becomes 06"),
    ({"groups": {"legal": "Legal"}}, Kind.REST, "Group legal is new: Legal"),
    ({"activities": {"minimum_notice": "3 business days"}}, Kind.REST, "Activities, minimum notice is new: 3 business"),
    ({"regions": {"emea": {"office": "Cluj"}}}, Kind.REST, "Region emea, office: Timisoara becomes Cluj"),
    (
        {"rca": {"wording": "Within a week."}},
        Kind.WORDING,
        "Rca, wording: “Upon customer request, OPSWAT can provide a root cause analysis document, typically within",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("over", "kind", "says"), OTHERS)
def test_everything_else_is_told_by_its_key_path(over: Over, kind: Kind, says: str):
    (change,) = differences(shipped(), laid(over))

    assert change.kind is kind
    assert change.says.startswith(says)
