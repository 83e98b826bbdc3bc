"""The protocol document: read whole, refused whole, never changed."""

import json
import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from pydantic import ValidationError

from sundial.protocol import hours
from sundial.protocol.amounts import BusinessDays, BusinessTime, Elapsed, parse
from sundial.protocol.document import SHIPPED, Protocol, from_json, load, shipped, to_json
from sundial.protocol.promises import Promise

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


def test_the_document_says_what_the_obligations_say() -> None:
    """O1, O2, O4, O8, O10: the facts that are not targets."""
    protocol = shipped()

    assert (protocol.vendor, protocol.portal) == ("OPSWAT", "My OPSWAT")
    assert [(region.office, region.zone) for region in protocol.regions.values()] == [
        ("Tampa", "America/New_York"),
        ("Timisoara", "Europe/Bucharest"),
        ("Ho Chi Minh City", "Asia/Ho_Chi_Minh"),
    ]
    assert {plan.key: plan.phone for plan in protocol.plans.values()} == {
        "platinum": True,
        "emerald": True,
        "gold": True,
        "silver": False,
    }
    assert "".join(sorted(protocol.phones)) == "AEAUESFRGBHUILJPROUS"
    assert [leader.title for leader in protocol.leadership] == [
        "Senior Vice President of Customer Experience",
        "Vice President of Global Technical Services",
        "Senior Support Duty Manager Europe, Middle East, Africa",
        "Support Duty Manager America",
        "Support Duty Manager Asia, Pacific, Japan",
    ]
    assert (list(protocol.tiers), list(protocol.severities)) == ([1, 2, 3], [1, 2, 3, 4])
    assert (protocol.rca.within, protocol.rca.severities) == (Elapsed(7 * 24 * 3600), (1,))


@pytest.mark.parametrize(
    ("rung", "within", "told"),
    [
        (1, {"08": "4 hours"}, "working-groups duty-manager csm tam"),
        (2, {"07": "2 business hours", "08": "2 hours"}, "working-groups every-duty-manager csm tam"),
        (
            3,
            {"07": "2 business hours", "08": "4 hours"},
            "group-leaders every-duty-manager csm tam vp regional-sales-manager",
        ),
        (
            4,
            {"07": "2 business hours", "08": "2 hours"},
            "group-leaders every-duty-manager svp sales-vp chief-product-officer",
        ),
    ],
)
def test_each_rung_keeps_both_of_its_figures_and_names_who_is_told(
    rung: int, within: dict[str, str], told: str
) -> None:
    """O8.1, O8.2, O8.3: here on Silver, severity 2, whose first response is 4 hours."""
    protocol = shipped()

    assert {section: str(amount) for section, amount in protocol.answers(rung, "silver", 2).items()} == within
    assert " ".join(protocol.ladder.rungs[rung].told) == told


def test_the_figure_of_each_cell_is_the_figure_of_its_words() -> None:
    cells = [cell for table in shipped().tables.values() for row in table.targets.values() for cell in row.values()]

    for cell in cells:
        number, unit = re.match(r"\D*(\d+) (\w+)", cell.wording).groups()  # type: ignore[union-attr]
        assert str(cell.amount).startswith(number)
        assert unit.removesuffix("s") in str(cell.amount)


def test_emerald_has_platinums_targets_under_its_own_rule_names() -> None:
    platinum, emerald = (shipped().target(plan, 1, Promise.DIAGNOSIS_UPDATE) for plan in ("platinum", "emerald"))

    assert emerald.amount == platinum.amount == Elapsed(7200)
    assert (platinum.rule, emerald.rule) == ("upd/1/platinum", "upd/1/emerald")


@pytest.mark.parametrize(
    ("promise", "target", "warning"),
    [
        ("first-response", "1 hour", "15 minutes"),
        ("first-response", "10 minutes", "10 minutes"),
        ("first-response", "2 business hours", "15 business minutes"),
        ("first-response", "5 business minutes", "5 business minutes"),
        ("first-response", "1 business day", "1 business hour"),
        ("diagnosis-update", "2 hours", "30 minutes"),
        ("diagnosis-update", "12 business hours", "30 business minutes"),
        ("fix-release", "3 business days", "2 business hours"),
        ("resource-answer", "4 hours", "30 minutes"),
        ("resource-answer", "10 minutes", "10 minutes"),
        ("resource-answer", "1 business hour", "30 business minutes"),
        ("resource-answer", "1 business day", "2 business hours"),
    ],
)
def test_a_warning_has_the_kind_of_its_target_and_is_never_longer(promise: str, target: str, warning: str) -> None:
    assert str(shipped().warning(Promise(promise), parse(target))) == warning


def test_a_stored_revision_reads_back_as_the_same_document() -> None:
    protocol = shipped()
    stored = json.loads(json.dumps(to_json(protocol)))

    again = from_json(stored)

    assert again == protocol
    assert again.digest == protocol.digest
    assert to_json(again) == stored


def test_a_stored_revision_keeps_its_holidays_whatever_a_library_says_later() -> None:
    stored = to_json(shipped())
    del stored["regions"]["emea"]["holidays"]["2026-11-30"]

    again = from_json(stored)

    assert date(2026, 11, 30) not in again.regions["emea"].holidays
    assert again.digest != shipped().digest


def test_holidays_come_from_the_country_for_2020_through_the_year_that_is_named(written: Written) -> None:
    emea = shipped().regions["emea"].holidays

    assert emea[date(2026, 12, 1)] == "National Day"
    assert {day.year for day in emea} == set(range(2020, 2027))
    assert {day.year for day in written(("holidays_until  = 2026", "")).regions["americas"].holidays} >= {2020, 2040}
    assert shipped().regions["americas"].holidays[date(2026, 11, 26)] == "Thanksgiving Day"
    assert date(2026, 2, 17) in shipped().regions["apj"].holidays


def test_a_date_of_the_documents_own_is_a_holiday_and_an_opened_day_is_open(written: Written) -> None:
    own = 'holidays = { "2026-11-26" = "Office party" }\ndays = { "2026-11-30" = [["10:00", "12:00"]] }'
    calendar = written(('holiday_country = "RO"', f'holiday_country = "RO"\n{own}')).calendar(["emea"])
    wednesday_night = datetime(2026, 11, 25, 18, tzinfo=UTC)

    assert calendar.holiday_on(date(2026, 11, 26)) == "Office party"
    assert hours.add(wednesday_night, BusinessTime(3600), calendar) == datetime(2026, 11, 27, 8, tzinfo=UTC)
    assert hours.between(*(datetime(2026, 11, 30, hour, tzinfo=UTC) for hour in (0, 23)), calendar) == 7200


def test_business_time_counts_on_the_home_region_and_behind_a_wall_on_the_designated_regions_alone(
    written: Written,
) -> None:
    """O6.6."""
    union = written(('business_calendar         = "home-region"', 'business_calendar = "union"'))

    assert shipped().counting_regions("apj") == ("apj",)
    assert shipped().counting_regions("apj", ["emea", "americas"]) == ("americas", "emea")
    assert union.counting_regions("apj") == ("apj", "americas", "emea")
    assert union.counting_regions("apj", ["emea"]) == ("emea",)
    assert shipped().calendar(("apj", "emea")).name == "APJ + EMEA"


def test_hours_that_are_not_called_business_hours_can_be_read_as_such(written: Written) -> None:
    """O6.5 is a reading: another document may choose the other one."""
    strict = written(('unqualified_hours         = "elapsed"', 'unqualified_hours = "business"'))

    assert shipped().target("gold", 2, Promise.FIRST_RESPONSE).amount == Elapsed(7200)
    assert strict.target("gold", 2, Promise.FIRST_RESPONSE).amount == BusinessTime(7200)
    assert strict.target("gold", 3, Promise.DIAGNOSIS_UPDATE).amount == BusinessDays(1)


def test_one_figure_of_two_can_be_chosen_for_the_rungs(written: Written) -> None:
    """O8.2 is a reading."""
    by_08 = written(('two_figures               = "earlier"', 'two_figures = "08"'))

    assert by_08.answers(2, "gold", 4) == {"08": Elapsed(7200)}
    assert by_08.answers(3, "gold", 4) == {"08": Elapsed(8 * 3600)}


def test_the_document_cannot_be_changed_once_it_is_read() -> None:
    protocol = shipped()

    with pytest.raises(ValidationError):
        protocol.vendor = "another"
    with pytest.raises(TypeError):
        protocol.plans["bronze"] = protocol.plans["gold"]  # type: ignore[index]
    with pytest.raises(TypeError):
        protocol.tables["gold"].targets[1][Promise.FIRST_RESPONSE] = None  # type: ignore[index]
