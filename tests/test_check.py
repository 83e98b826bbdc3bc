"""The checker: it finds what PEERS.md section 6 lists, says where it bites, and follows the data alone (O6.11)."""

import re
from collections.abc import Callable
from datetime import datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from sundial.management.protocol.checking import as_text
from sundial.protocol import hours
from sundial.protocol.checks import Finding, Level, check
from sundial.protocol.document import SHIPPED, Protocol, load, shipped
from sundial.protocol.promises import Promise

GOLDEN = Path(__file__).parent / "golden" / "opswat-check.txt"
ITEMS = [
    f"{part}{number}" for part, last in (("A", 8), ("B", 10), ("C", 12), ("D", 8)) for number in range(1, last + 1)
]
ERRORS = {"A1", "A2", "A4", "A5", "A7", "C1", "C3", "C9", "C10"}
NOT_IN_THE_DATA: dict[str, str] = {}  # item: why no rule can find it in the document; all 38 are in it now

TEXT = SHIPPED.read_text(encoding="utf-8")
Changed = Callable[..., Protocol]


@pytest.fixture
def changed(tmp_path: Path) -> Changed:
    """Load the shipped document with a pattern replaced, once or everywhere; the pattern must be there."""

    def change(pattern: str, by: str, count: int = 0) -> Protocol:
        text, hits = re.subn(pattern, by, TEXT, count=count, flags=re.MULTILINE)
        assert hits, f"{pattern!r} is not in the shipped document"
        file = tmp_path / "protocol.toml"
        file.write_text(text, encoding="utf-8")
        return load(file)

    return change


@cache
def shipped_findings() -> tuple[Finding, ...]:
    return check(shipped())


def found(protocol: Protocol, rule: str) -> list[Finding]:
    findings = shipped_findings() if protocol is shipped() else check(protocol)
    return [finding for finding in findings if finding.id == rule]


def test_the_shipped_document_is_judged_as_the_golden_file_says() -> None:
    """To renew it: bin/sundial protocol check protocols/opswat.toml > tests/golden/opswat-check.txt, and read it."""
    text = "\n".join(as_text("protocols/opswat.toml", shipped_findings())) + "\n"

    assert text == GOLDEN.read_text(encoding="utf-8")


def test_each_of_the_38_items_is_found_or_is_not_in_the_data() -> None:
    ids = {finding.id for finding in shipped_findings()}

    assert len(ITEMS) == 38
    assert [item for item in ITEMS if (item in ids) == (item in NOT_IN_THE_DATA)] == []


def test_nine_items_are_errors_and_errors_come_first() -> None:
    levels = [finding.level for finding in shipped_findings()]

    assert {finding.id for finding in shipped_findings() if finding.level is Level.ERROR} == ERRORS
    assert levels == sorted(levels, key=list(Level).index)


def test_the_severity_inversion_bites_on_a_saturday_and_the_engine_says_so_too() -> None:
    """A1: on Saturday the graver case waits until Monday."""
    first = found(shipped(), "A1")[0]
    saturday = datetime(2026, 11, 21, 10, tzinfo=ZoneInfo("America/New_York"))
    calendar = shipped().calendar(["americas"])
    dues = [hours.add(saturday, shipped().target("gold", n, Promise.FIRST_RESPONSE).amount, calendar) for n in (1, 2)]

    assert first.bites.startswith(
        "Sat 21 Nov 2026 10:00 America/New_York: severity 1 due Mon 11:00, severity 2 due Sat 12:00"
    )
    assert [f"{due.astimezone(saturday.tzinfo):%a %H:%M}" for due in dues] == ["Mon 11:00", "Sat 12:00"]


SILENT = {
    "business-hours": "A2",
    "business-day": "A3",
    "diagnosis-regress": "B4",
    "determination": "B5",
    "acceptance": "B6",
    "agreement": "B7",
    "cadence-anchor": "B8",
    "rung-target": "C2",
    "rung-order": "C7",
    "escalation-severity": "C11",
    "rung-restart": "C12",
    "on-site-clocks": "D6",
    "pause": "P1",
    "severity-change": "P2",
}


@pytest.mark.parametrize("matter", SILENT)
def test_a_matter_that_a_section_settles_is_not_reported(changed: Changed, matter: str) -> None:
    stated = changed(rf"^{matter} +=.*$", f'{matter} = "06"')

    assert found(shipped(), SILENT[matter])
    assert found(stated, SILENT[matter]) == []


@pytest.mark.parametrize(
    ("rule", "pattern", "by"),
    [
        ("A1", r'within = "(\d) business hours", wording = "\d hours d', r'within = "\1 hours", wording = "\1 hours d'),
        ("A1", r'"elapsed"  ', '"business"'),
        ("A4", r'every = "8 hours"', 'every = "1 business day"'),
        ("A5", r'every = "12 business hours"', 'every = "4 business hours"'),
        ("A6", r'effort_hours = "business"', 'effort_hours = "any"'),
        ("A7", r'section = "08", within = "2 hours"', 'section = "08", within = "2 business hours"'),
        ("B1", r"receipt of the escalation", "receipt of the case"),
        ("B2", r'commits_to = "release"', 'commits_to = "update"'),
        ("B3", r'"(\d+ \w*\s?hours) unless otherwise agreed"', r'"\1 until the fix is identified"'),
        ("C3", r"^phone    = false", "phone    = true"),
        ("C4", r"^\[ladder.point_person_owns\]\n.*\n.*\n", ""),
        ("C5", r"^until = .*$", ""),
        ("C6", r"^accepted   = false", "accepted   = true"),
        ("D1", r'counted_from = "resolution"', 'counted_from = "request"'),
        ("D2", r"^owes_document = .*$", ""),
        ("D3", r"^\[activities\]$", '[activities]\nminimum_notice = "3 business days"\nconfirmed_within = "8 hours"'),
        ("D4", r'^source       = "You require.*$', 'source = "You require information or assistance."'),
    ],
)  # fmt: skip
def test_a_finding_goes_when_its_cause_goes(changed: Changed, rule: str, pattern: str, by: str) -> None:
    assert found(shipped(), rule)
    assert found(changed(pattern, by), rule) == []


def test_a_status_that_pauses_a_promise_is_a_warning_that_shows_what_the_pause_would_move(changed: Changed) -> None:
    """O6.9: the published text has no such clause; 2 hours from Monday 09:00 are due at 11:00, paused a day later."""
    paused = changed(r"^pauses  = \[\]", 'pauses = ["diagnosis-update"]', count=1)

    assert found(shipped(), "P3") == []
    (one,) = found(paused, "P3")
    assert (one.level, one.obligation, one.where) == (Level.WARNING, "O6.9", "statuses.waiting-for-customer.pauses")
    assert one.bites == (
        "Mon 23 Nov 2026 09:00 America/New_York, Platinum, severity 1, diagnosis update, “Waiting for the customer” "
        "from Mon 10:00 to Tue 10:00: due Tue 11:00 with the pause, Mon 11:00 without"
    )
    assert found(paused, "P1") == []


def test_two_statuses_that_pause_are_one_warning_and_none_once_a_section_speaks_of_pauses(changed: Changed) -> None:
    paused = changed(r"^pauses  = \[\]", 'pauses = ["first-response"]')
    stated = changed(r'pause               = ""([\s\S]*?)pauses  = \[\]', r'pause = "06"\1pauses = ["first-response"]')

    assert [one.says.endswith("(2 such)") for one in found(paused, "P3")] == [True]
    assert [*found(stated, "P3"), *found(stated, "P1")] == []


def test_a_number_in_the_zone_of_its_office_is_no_finding(changed: Changed) -> None:
    """D8: callers in Sydney at nine find Ho Chi Minh City closed; callers in its own zone would not."""
    at_home = changed(r'zone = "[^"]*"(?=, region = "apj")', 'zone = "Asia/Ho_Chi_Minh"')

    assert [one.where for one in found(shipped(), "D8")] == ["phones.AU", "phones.JP", "phones.AE"]
    assert [one.where for one in found(at_home, "D8")] == ["phones.AE"]


def test_a_platinum_that_answers_later_than_gold_is_found_where_there_was_nothing(changed: Changed) -> None:
    worse = changed(r'within = "1 hour"', 'within = "3 hours"')

    new = {finding.where for finding in found(worse, "A4")} - {finding.where for finding in found(shipped(), "A4")}
    assert new == {"tables.platinum.targets.2.first-response", "tables.platinum.targets.1.first-response"}


def test_a_severity_that_waits_longer_than_a_slighter_one_is_found_in_the_same_kind_of_hours(changed: Changed) -> None:
    worse = changed(r'"4 hours", wording = "4 hours" }', '"30 minutes", wording = "30 minutes" }', count=1)

    (one, two) = [finding for finding in found(worse, "A1") if finding.where.startswith("tables.platinum")]
    assert (one.where, two.where) == (
        "tables.platinum.targets.1.first-response",
        "tables.platinum.targets.2.first-response",
    )
    assert "severity 1 due Sat 11:00, severity 3 due Sat 10:30 (100% of all half hours)" in one.bites


def test_one_heading_for_one_column_is_no_finding(changed: Changed) -> None:
    same = changed(r"Ongoing Responses During Diagnostics Phase", "Ongoing Diagnosis Update")

    assert [one.where for one in found(same, "B9")] == [
        "tables.*.headings.fix-release",
        "tables.platinum.severity_heading",
        "tables.gold.severity_heading",
        "tables.silver.severity_heading",
    ]


@pytest.mark.parametrize(("to", "place"), [("03", 0), ("last", 1), ("below", 2)])
def test_a_reference_that_points_the_right_way_is_no_finding(changed: Changed, to: str, place: int) -> None:
    right = {"03": "04", "last": "06", "below": "above"}[to]

    assert f"references.{place}" in {one.where for one in found(shipped(), "B10")}
    assert f"references.{place}" not in {
        one.where for one in found(changed(f'^to      = "{to}"', f'to = "{right}"'), "B10")
    }


def test_a_rung_that_forgets_whom_the_rung_before_told_is_found(changed: Changed) -> None:
    forgetful = changed(r'"every-duty-manager", "csm", "tam", "vp"', '"csm", "vp"')

    assert "told on rung 2 and no more on rung 3: All Support Duty Managers, Technical Account Manager" in {
        one.says for one in found(forgetful, "C8")
    }


def test_a_director_with_a_mailbox_is_a_role_with_a_holder(changed: Changed) -> None:
    held = changed(
        r"^# --- Plans",
        '[[leadership]]\nrole = "director"\ntitle = "Director"\nmailbox = "d@example.org"\nlocation = "Cluj"\n# Plans',
    )

    errors = {one.where for one in found(held, "C10") if one.level is Level.ERROR}
    assert errors == {"roles.cx-coordinator"}


def test_a_rung_that_each_region_can_answer_alone_is_only_a_warning(changed: Changed) -> None:
    """C9: with the region's own manager instead of whoever is on shift, somebody is inside the wall."""
    answered = changed(r'^answered_by = \["duty-manager-on-shift"\]', 'answered_by = ["duty-manager"]')

    assert {one.where for one in found(shipped(), "C9") if one.level is Level.ERROR} == {"ladder.rungs.3"}
    assert {one.level for one in found(answered, "C9")} == {Level.WARNING}


def test_no_two_plans_of_different_tables_are_called_the_same() -> None:
    assert [one.where for one in found(shipped(), "D5")] == ["plans.emerald"]
