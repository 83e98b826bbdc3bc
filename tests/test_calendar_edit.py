"""A calendar is edited in a copy of the document: what one asks for changes, and nothing else (O6.6)."""

from datetime import date

import pytest

from sundial.protocol.calendar_edit import Holiday, OtherHours, Weeks, edited, spans_of
from sundial.protocol.diff import differences
from sundial.protocol.document import DocumentError, shipped

EVE = date(2026, 12, 24)
CHRISTMAS = date(2026, 12, 25)
CLOSED = ()


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
            Weeks((("08:00", "12:00"), ("13:00", "17:00")), ("sat", "sun")),
            ["EMEA, hours: 09:00 to 17:00 becomes 08:00 to 12:00 and 13:00 to 17:00"],
        ),
        (Weeks((("09:00", "17:00"),), ("fri", "sat")), ["EMEA, weekend: sat, sun becomes fri, sat"]),
    ],
)
def test_one_change_of_a_calendar_is_one_difference(edit, told):
    assert says(edit) == told


def test_what_was_changed_can_be_changed_back():
    half = edited(shipped(), "emea", OtherHours(EVE, (("09:00", "13:00"),)))
    assert edited(half, "emea", OtherHours(EVE, None)).digest == shipped().digest
    more = edited(shipped(), "emea", Holiday(EVE, "Christmas Eve"))
    assert edited(more, "emea", Holiday(EVE, "")).digest == shipped().digest


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
        edited(shipped(), "emea", Weeks((), ("sat", "sun")))
    with pytest.raises(DocumentError, match=r"regions\.emea\.days"):
        edited(shipped(), "emea", OtherHours(EVE, (("25:00", "26:00"),)))
