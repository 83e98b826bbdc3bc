"""A document with faults: all of them told at once, each with its place, what was found and what is allowed."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from sundial.protocol.document import SHIPPED, DocumentError, Protocol, load

Written = Callable[..., Protocol]

TEXT = SHIPPED.read_text(encoding="utf-8")


@pytest.fixture
def written(tmp_path: Path) -> Written:
    """Load the shipped text with some of its words replaced; each word must be there."""

    def write(*changes: tuple[str, str]) -> Protocol:
        text = TEXT
        for old, new in changes:
            assert old in text, f"{old!r} is not in the shipped document"
            text = text.replace(old, new, 1)
        file = tmp_path / "protocol.toml"
        file.write_text(text, encoding="utf-8")
        return load(file)

    return write


def problems(written: Written, *changes: tuple[str, str]) -> list[str]:
    with pytest.raises(DocumentError) as caught:
        written(*changes)
    return [str(problem) for problem in caught.value.problems]


def test_all_that_is_wrong_is_told_at_once_with_its_place_what_was_found_and_what_is_allowed(written: Written) -> None:
    told = problems(
        written,
        ("phone    = false", 'phone = "perhaps"'),
        ('zone            = "Europe/Bucharest"', 'zone = "Europe/Timisoara"'),
        ('holiday_country = "VN"', 'holiday_country = "XX"'),
        ('first-response   = { within = "1 hour", wording', 'first-response   = { within = "1 fortnight", wording'),
        ('two_figures               = "earlier"', 'two_figures = "both"'),
        ('portal = "My OPSWAT"', 'portal = "My OPSWAT"\ncolour = "blue"'),
    )

    assert len(told) == 6
    for expected in (
        'plans.silver.phone: found "perhaps"; allowed: true or false',
        'regions.emea.zone: found "Europe/Timisoara"; allowed: a time zone of the IANA database',
        'regions.apj.holiday_country: found "XX"; allowed: a country of the holidays library',
        'tables.platinum.targets.1.first-response.within: found "1 fortnight"; allowed: a number and a unit',
        "readings.two_figures: found \"both\"; allowed: 'earlier', '07' or '08'",
        'colour: found the key "colour"; allowed: one of name, title, vendor, portal',
    ):
        assert any(problem.startswith(expected) for problem in told), (expected, told)


WEEK = 'hours           = [["09:00", "17:00"]]'
GOLD_1 = 'first-response   = { within = "2 business hours", wording = "2 hours during OPSWAT business hours" }'
NO_CELL = "found nothing; allowed: a value: every promise needs one"
PLATINUM_1 = "tables.platinum.targets.1.first-response"
NO_PHASE = 'found "resource-answer"; allowed: one of first-response, diagnosis-update, fix-release'
REQUESTS = '[requests]\nwithin = "1 business day"'
VN = 'holiday_country = "VN"'
FAULTS = [
    (GOLD_1, "", f"tables.gold.targets.1.first-response: {NO_CELL}"),
    ("gold.targets.4", "gold.targets.5", f"tables.gold.targets.4.fix-release: {NO_CELL}"),
    ("gold.targets.4", "gold.targets.5", "tables.gold.targets.5: found severity 5; allowed: one of 1, 2, 3, 4"),
    ('= ["gold"]', "= []", "plans.gold: found 0 tables of targets; allowed: exactly one"),
    ('= ["gold"]', '= ["gold", "silver"]', "plans.silver: found 2 tables of targets; allowed: exactly one"),
    (
        '= ["gold"]',
        '= ["gould"]',
        'tables.gold.plans.0: found "gould"; allowed: one of platinum, emerald, gold, silver',
    ),
    ('{ every = "8 hours",', '{ every = "8 hours", within = "8 hours",', "tables.gold.targets.1.diagnosis-update: "),
    ('region   = "apj"', 'region = "mars"', 'leadership.4.region: found "mars"; allowed: one of americas, emea, apj'),
    ('region   = "apj"', 'region = ["apj"]', "leadership.4.region: found ['apj']; allowed: a text in quotes"),
    ('= ["support-manager"]', '= ["boss"]', 'ladder.rungs.1.informs.0: found "boss"; allowed: one of owner'),
    (WEEK, 'hours = [["09:00", "25:00"]]', 'regions.americas.hours.0.1: found "25:00"; allowed: a time of day'),
    (WEEK, "hours = []", "regions.americas: found a table with "),
    (WEEK, 'hours = [["17:00", "17:00"]]', "regions.americas.hours.0: found ['17:00', '17:00']; allowed: two times"),
    (WEEK, 'hours = [["24:00", "17:00"]]', "regions.americas.hours.0: found ['24:00', '17:00']; allowed: two times"),
    ('within = "1 hour"', 'within = "0 hours"', f'{PLATINUM_1}.within: found "0 hours"; allowed: more than nothing'),
    ("phone    = false", "phone = 0", "plans.silver.phone: found 0; allowed: true or false"),
    ("[phones]", "[phones]\nCH = 3", "phones.CH: found 3; allowed: a table"),
    (
        VN,
        f'{VN}\nholidays = {{ "2026-02-30" = "x" }}',
        'regions.apj.holidays.2026-02-30: found "2026-02-30"; allowed: a date',
    ),
    ("except_for = 4", "except_for = 9", "channels.email.except_for: found 9; allowed: one of 1, 2, 3, 4"),
    (
        '{ section = "08"',
        '{ section = "88"',
        'ladder.rungs.1.answers.0.section: found "88"; allowed: one of 01, 02, 03',
    ),
    ('pause               = ""', 'pause = "77"', 'stated.pause: found "77"; allowed: one of 01, 02, 03'),
    ('to      = "03"', 'to = "33"', 'references.0.to: found "33"; allowed: one of 01, 02, 03'),
    ('about   = "tables"', 'about = "chairs"', 'references.1.about: found "chairs"; allowed: one of channels'),
    ('elapsed = "15 minutes"', 'elapsed = "1 business hour"', "warn.first-response.elapsed: found 1 business hour; "),
    ('vendor = "OPSWAT"', "", "vendor: found nothing; allowed: a value: this key is required"),
    ("tier    = 3", "tier = 9", "complexities.deep.tier: found 9; allowed: one of 1, 2, 3"),
    ('gateway  = "Network gateways"', 'gateway = ""', 'skills.gateway: found ""; allowed: a text that is not empty'),
    (REQUESTS, '[requests]\nwithin = "0 hours"', 'requests.within: found "0 hours"; allowed: more than nothing'),
    ("pauses  = []", 'pauses = ["resource-answer"]', f"statuses.waiting-for-customer.pauses.0: {NO_PHASE}"),
    ('"fix-release"]  #', '"resource-answer"] #', f"readings.agreeable.1: {NO_PHASE}"),
    (
        'of_a_rung = "first-response"',
        'of_a_rung = "resource-answer"',
        f"readings.severity_target_of_a_rung: {NO_PHASE}",
    ),
    ('"as-severity"', '"as-plan"', "readings.plan_change: found \"as-plan\"; allowed: 'as-severity'"),
    ('key  = "degraded"', 'key = "down"', 'questions.0.key: found "down"; allowed: a key that no other question has'),
    ("yes  = 2", "yes = 7", "questions.1.yes: found 7; allowed: one of 1, 2, 3, 4"),
    ("yes  = 2", "yes = true", "questions.1.yes: found true; allowed: a whole number"),
    ("yes  = 2", "yes = 1", "questions: found no answers that lead to severity 2; allowed: a way to each severity"),
    ("no   = 4", "no = 9", "questions.2.no: found 9; allowed: one of 1, 2, 3, 4"),
    ("no   = 4", "", "questions.2.no: found nothing; allowed: a severity: the one that holds when every answer is no"),
    ("yes  = 1", "yes = 1\nno = 4", "questions.0.no: found 4; allowed: nothing: a no leads to the next question"),
]


@pytest.mark.parametrize(("old", "new", "told"), FAULTS)
def test_a_fault_is_named_by_its_key_path(written: Written, old: str, new: str, told: str) -> None:
    all_told = problems(written, (old, new))

    assert any(problem.startswith(told) for problem in all_told), all_told


def test_an_empty_file_lacks_every_part_and_says_so_in_one_way(tmp_path: Path) -> None:
    (tmp_path / "protocol.toml").touch()

    with pytest.raises(DocumentError) as caught:
        load(tmp_path / "protocol.toml")

    told = {problem.where: f"{problem.found}: {problem.allowed}" for problem in caught.value.problems}
    assert {told[part] for part in ("regions", "plans", "readings")} == {"nothing: a value: this key is required"}


def test_a_fault_of_syntax_is_named_by_its_line(written: Written) -> None:
    line = TEXT[: TEXT.index("portal =")].count("\n") + 1

    (told,) = problems(written, ('portal = "My OPSWAT"', "portal = My OPSWAT"))

    assert told == f"line {line}, column 10: found Invalid value; allowed: TOML 1.0"


@pytest.mark.parametrize("content", [None, b"\xff\xfe not a text"])
def test_a_file_that_cannot_be_read_is_an_error_that_names_it(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "protocol.toml"
    if content is not None:
        file.write_bytes(content)

    with pytest.raises(DocumentError, match=re.escape(str(file))):
        load(file)
