"""Further offices of a region: hours and holidays of their own, shown always and counted where the document says so."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from sundial.protocol import hours
from sundial.protocol.amounts import BusinessDays, BusinessTime
from sundial.protocol.calendar_edit import Another, Holiday, Weeks, edited, with_office
from sundial.protocol.diff import differences
from sundial.protocol.document import DocumentError, from_json, shipped, to_json
from sundial.protocol.document.loading import parse
from sundial.protocol.proposals import proposed
from sundial.web import office

HOUR = 3600
BUDAPEST = Another("Budapest", "Europe/Budapest", "HU")
LATE = Weeks(dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), (("12:00", "20:00"),)))
FRIDAY = datetime(2026, 3, 6, 15, 0, tzinfo=UTC)  # 17:00 in Timisoara, which closes


def with_budapest(*edits):
    document, key = with_office(shipped(), "emea", BUDAPEST)
    assert key == "budapest"
    return edited(document, "emea", *edits, office=key) if edits else document


def counted(document):
    written = to_json(document)
    return from_json({**written, "readings": {**written["readings"], "office_hours": "counted"}})


def due(document, amount, start=FRIDAY):
    return hours.add(start, amount, document.calendar(("emea",)))


def test_hours_of_an_office_are_shown_and_move_no_due_time_unless_the_document_counts_them():
    two = BusinessTime(2 * HOUR)
    open_late = with_budapest(LATE)
    assert due(open_late, two) == due(shipped(), two) == datetime(2026, 3, 9, 9, 0, tzinfo=UTC)
    assert due(counted(open_late), two) == datetime(2026, 3, 6, 17, 0, tzinfo=UTC)  # 18:00 in Budapest
    one_day = BusinessDays(1)
    assert due(counted(open_late), one_day) == due(shipped(), one_day)  # on the region's calendar alone


def test_a_holiday_of_an_office_closes_that_office_alone():
    there = date(2026, 3, 6)
    closed = counted(with_budapest(LATE, Holiday(there, "Founders' day")))
    assert due(closed, BusinessTime(2 * HOUR)) == datetime(2026, 3, 9, 9, 0, tzinfo=UTC)
    region = closed.regions["emea"]
    assert region.rule.spans_on(there)
    assert not region.offices["budapest"].rule.spans_on(there)


def test_with_hours_of_its_own_an_office_keeps_its_own_holidays_and_else_those_of_its_region():
    without, own = (one.regions["emea"] for one in (with_budapest(), with_budapest(LATE)))
    saint_stephen = date(2027, 8, 20)
    assert saint_stephen in {one.day for one in proposed(without, 2027)}
    assert proposed(without.offices["budapest"], 2027) == ()
    assert saint_stephen not in {one.day for one in proposed(own, 2027)}
    assert saint_stephen in {one.day for one in proposed(own.offices["budapest"], 2027)}


def test_a_file_takes_over_the_holidays_of_an_office_with_hours_and_is_read_again_as_it_was():
    text = (
        Path("protocols/opswat.toml").read_text()
        + '\n[regions.emea.offices.budapest]\nname = "Budapest"\nzone = "Europe/Budapest"\nholiday_country = "HU"\n'
        + 'hours = [["12:00", "20:00"]]\nweekend = ["sat", "sun"]\n'
    )
    document = parse(text, "with an office")
    there = document.regions["emea"].offices["budapest"]
    assert there.holidays[date(2026, 8, 20)] == "State Foundation Day"
    assert from_json(to_json(document)).digest == document.digest
    assert "hours" not in to_json(with_budapest())["regions"]["emea"]["offices"]["budapest"]  # as revisions were kept


@pytest.mark.parametrize(
    ("new", "wrong"),
    [
        (Another("Budapest", "Europe/Nowhere"), r"offices\.budapest\.zone"),
        (Another("Budapest", "Europe/Budapest", "ZZ"), r"offices\.budapest"),
        (Another("???", "Europe/Budapest"), "the name of a place"),
    ],
)
def test_what_is_no_office_is_refused_by_the_field(new, wrong):
    with pytest.raises(DocumentError, match=wrong):
        with_office(shipped(), "emea", new)
    with pytest.raises(DocumentError, match="not listed yet"):
        with_office(with_budapest(), "emea", BUDAPEST)


def test_what_an_office_changes_is_told_as_a_calendar_and_its_hours_are_said():
    (change,) = differences(with_budapest(), with_budapest(Holiday(date(2026, 3, 6), "Founders' day")))
    assert (change.kind, change.where) == ("calendar", "regions.emea.offices.budapest.holidays")
    said = [office.week(one) for _, one in office.with_offices([with_budapest(LATE).regions["emea"]])]
    assert said == ["Monday to Friday, 09:00 to 17:00 in Timisoara", "Monday to Friday, 12:00 to 20:00 in Budapest"]
    assert office.week(with_budapest().regions["emea"].offices["budapest"]) == ""
