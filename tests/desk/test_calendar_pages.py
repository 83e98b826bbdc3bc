"""The calendar of a region: a change is tried like any other document, and decided about in the same way (O6.6)."""

import pytest

from sundial.models import CLOCKWORK, ProtocolCandidate, viewing
from tests.browsing import lately, sent, signed_in, words
from tests.database import as_role


@pytest.fixture
def dan(cast):
    return signed_in(lately(cast).dan.person)


def asked(question):
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        return question()


def test_a_holiday_is_tried_before_it_counts(cast, dan):
    cast.open_case(plan="gold", severity=1, at=1)  # 2 business hours
    answer = dan.post("/desk/protocol/calendar/emea", sent(act="holiday", day="2030-05-07", name="Day of the office"))
    page = words(dan.get(answer["Location"]))

    assert "2030-05-07 added to EMEA: Day of the office" in page
    assert asked(lambda: ProtocolCandidate.objects.get().name) == "EMEA, calendar"


def test_changes_of_calendars_are_gathered_in_one_document(cast, dan):
    first = dan.post("/desk/protocol/calendar/emea", sent(act="holiday", day="2030-05-06", name="One"))["Location"]
    key = first.rsplit("/", 1)[1]
    assert "on top of" in words(dan.get(f"/desk/protocol/calendar/apj?on={key}"))
    second = dan.post(
        "/desk/protocol/calendar/apj", sent(act="hours", day="2030-05-07", hours="09:00 to 13:00", on=key)
    )
    page = words(dan.get(second["Location"]))

    assert "2030-05-06 added to EMEA: One" in page
    assert "APJ, hours of 2030-05-07: as on other days becomes 09:00 to 13:00" in page
    assert asked(ProtocolCandidate.objects.count) == 1


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"act": "holiday", "day": "soon", "name": "X"}, 'date found "soon"; allowed: a date, such as 2026-12-24'),
        ({"act": "holiday", "day": "2026-02-30", "name": "X"}, 'date found "2026-02-30"'),
        ({"act": "holiday", "day": "2026-12-24", "name": " "}, "name found nothing"),
        ({"act": "hours", "day": "2026-12-24", "hours": "early"}, 'hours found "early"'),
        ({"act": "week", "hours": ""}, "opening hours on at least one day of the week"),
    ],
)
def test_a_calendar_that_cannot_be_is_refused_and_what_was_typed_stays(cast, dan, fields, says):
    answer = dan.post("/desk/protocol/calendar/emea", sent(**fields))

    assert answer.status_code == 422
    assert says in words(answer)
    assert asked(ProtocolCandidate.objects.count) == 0
    typed = fields.get("hours") if fields["act"] == "hours" else None
    assert typed is None or f'value="{typed}"' in answer.content.decode()


def test_a_region_that_is_not_there_has_no_calendar(dan):
    assert dan.get("/desk/protocol/calendar/atlantis").status_code == 404
    assert dan.get("/desk/protocol/revisions/0123456789ab").status_code == 404
    assert dan.get("/desk/protocol/calendar/emea?on=nonsense&year=99999999999").status_code == 200
