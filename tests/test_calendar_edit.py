"""A calendar is edited in a copy of the document: what one asks for changes, and nothing else (O6.6)."""

from datetime import date

import pytest

from sundial.protocol.calendar_edit import Closure, Holiday, OtherHours, Refusal, Weeks, edited, spans_of
from sundial.protocol.diff import differences
from sundial.protocol.document import DocumentError, shipped

EVE = date(2026, 12, 24)
CHRISTMAS = date(2026, 12, 25)
CLOSED = ()
DAY = (("09:00", "17:00"),)
SPLIT = (("08:00", "12:00"), ("13:00", "17:00"))
WORKDAYS = ("mon", "tue", "wed", "thu", "fri")


def week(spans, **others):
    """Return a week with these hours from Monday to Friday, but for weekdays that have others."""
    return Weeks(dict.fromkeys(WORKDAYS, spans) | others)


def says(edit, region="emea"):
    return [change.says for change in differences(shipped(), edited(shipped(), region, edit))]


@pytest.mark.parametrize(
    ("edit", "told"),
    [
        (Holiday(EVE, "Christmas Eve"), ["2026-12-24 added to EMEA: Christmas Eve"]),
        (Holiday(CHRISTMAS, ""), ["2026-12-25 taken from EMEA: Christmas Day"]),
        (
            OtherHours(EVE, (("09:00", "13:00"),)),
            ["EMEA, hours of 2026-12-24: as on other days becomes 09:00 to 13:00"],
        ),
        (OtherHours(EVE, CLOSED), ["EMEA, hours of 2026-12-24: as on other days becomes closed"]),
        (
            week(SPLIT),
            ["EMEA, hours: 09:00 to 17:00 becomes 08:00 to 12:00 and 13:00 to 17:00"],
        ),
        (week(DAY, fri=(), sun=DAY), ["EMEA, weekend: sat, sun becomes fri, sat"]),
        (
            week(DAY, sat=(("22:00", "06:00"),)),
            [
                "EMEA, weekend: sat, sun becomes sun",
                "EMEA, hours on sat: as on other days becomes 22:00 to 06:00",
            ],
        ),
        (week(DAY), []),
        (
            Closure(EVE, date(2026, 12, 26), "Stocktaking"),
            ["2026-12-24, 2026-12-25, 2026-12-26 closed in EMEA: Stocktaking"],
        ),
        (Refusal(EVE, "Christmas Eve"), ["2026-12-24 refused for EMEA: Christmas Eve"]),
    ],
)
def test_one_change_of_a_calendar_is_one_difference(edit, told):
    assert says(edit) == told


def test_what_was_changed_can_be_changed_back():
    half = edited(shipped(), "emea", OtherHours(EVE, (("09:00", "13:00"),)))
    assert edited(half, "emea", OtherHours(EVE, None)).digest == shipped().digest
    more = edited(shipped(), "emea", Holiday(EVE, "Christmas Eve"))
    assert edited(more, "emea", Holiday(EVE, "")).digest == shipped().digest
    shut = edited(shipped(), "emea", Closure(EVE, EVE, "Stocktaking"), Refusal(EVE, "Christmas Eve"))
    assert shut.calendar(["emea"]).holiday_on(EVE) == "Stocktaking"
    assert edited(shut, "emea", Closure(EVE, EVE, ""), Refusal(EVE, again=True)).digest == shipped().digest


@pytest.mark.parametrize("until", [date(2026, 12, 23), date(2027, 2, 1)])
def test_a_closure_ends_after_it_begins_and_within_a_month(until):
    with pytest.raises(DocumentError, match=r"until: found .* allowed: a day from 2026-12-24 on, at most 31 days"):
        edited(shipped(), "emea", Closure(EVE, until, "Stocktaking"))


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("09:00 to 13:00", (("09:00", "13:00"),)),
        ("9:00-13:00, 14:00 – 18:00", (("09:00", "13:00"), ("14:00", "18:00"))),
        ("", ()),
        (" , ", ()),
    ],
)
def test_hours_are_read_as_people_write_them(text, spans):
    assert spans_of(text) == spans


@pytest.mark.parametrize("text", ["nine to five", "09:00", "09:00 to 13:00; 14:00 to 18:00", "9 to 5"])
def test_what_is_no_hours_is_named_with_what_is_allowed(text):
    with pytest.raises(DocumentError, match=r"hours: found .* allowed: times such as 09:00 to 13:00"):
        spans_of(text)


def test_an_office_that_would_never_open_is_refused():
    with pytest.raises(DocumentError, match=r"regions\.emea: .*opening hours on at least one day of the week"):
        edited(shipped(), "emea", Weeks({}))
    with pytest.raises(DocumentError, match=r"regions\.emea\.days"):
        edited(shipped(), "emea", OtherHours(EVE, (("25:00", "26:00"),)))
