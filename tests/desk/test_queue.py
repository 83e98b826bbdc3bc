"""The queue shows what is owed next, to those who may see it (O3.3)."""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from sundial.models import Case, viewing
from sundial.protocol.number import number_of
from sundial.protocol.triage import Band, Weighed, band, place
from tests.browsing import signed_in
from tests.desk.pages import MOMENT, headings, page, subjects


def test_the_nearest_promise_comes_first_then_rung_severity_and_plan_then_what_owes_nothing():
    noon = datetime(2026, 3, 2, 12, tzinfo=UTC)
    later = noon + timedelta(hours=1)
    rows = [
        Weighed(None, 4, 1, 0, "g"),
        Weighed(later, 0, 2, 1, "e"),
        Weighed(later, 0, 2, 0, "d"),
        Weighed(later, 0, 1, 2, "c"),
        Weighed(noon, 0, 4, 2, "a"),
        Weighed(later, 2, 4, 2, "b"),
        Weighed(later, 0, 2, 1, "f"),
    ]

    assert [case.number for case in sorted(rows, key=place)] == list("abcdefg")


@pytest.mark.parametrize(
    ("due", "expected"),
    [
        (None, Band.NOTHING),
        ("11:59", Band.LATE),
        ("12:00", Band.SOON),
        ("14:00", Band.SOON),
        ("14:01", Band.TODAY),
        ("21:59", Band.TODAY),
        ("22:00", Band.LATER),  # midnight in Bucharest
    ],
)
def test_the_bands_are_those_of_the_readers_own_day(due, expected):
    now = datetime(2026, 3, 2, 12, tzinfo=UTC)
    at = due and now.replace(hour=int(due[:2]), minute=int(due[3:]))

    assert band(at, now=now, zone=ZoneInfo("Europe/Bucharest")) is expected


@given(st.lists(st.builds(Weighed, due=st.none() | st.datetimes(timezones=st.just(UTC)), number=st.text(max_size=3))))
def test_the_bands_never_break_the_order(cases):
    now, order = datetime(2026, 3, 2, 12, tzinfo=UTC), list(Band)
    bands = [band(case.due, now=now, zone=UTC) for case in sorted(cases, key=place)]

    assert bands == sorted(bands, key=order.index)


def test_the_database_orders_the_queue_by_the_same_rule(cast):
    for plan, severity in (("gold", 3), ("gold", 1), ("silver", 2), ("gold", 2), ("platinum", 4), ("emerald", 1)):
        cast.open_case(plan=plan, severity=severity, at=MOMENT)
    cast.eve.resolves(cast.open_case(at=MOMENT), at="Mon 09:01", text="Done.")
    with viewing(cast.eve.person):
        columns = ("next_due_at", "rung", "severity", "plan_rank", "number")
        cases = [Weighed(*row) for row in Case.objects.in_queue_order().values_list(*columns)]

    assert cases == sorted(cases, key=place)
    assert {case.plan_rank for case in cases} == {0, 1, 2}


def test_a_broken_promise_stands_under_late_in_a_shape_and_in_words(cast, case, eve):
    html = page(eve, "/desk/")

    assert subjects(html) == ["Uploads fail"]
    assert headings(html) == ["Late"]
    assert 'class="due late"' in html
    assert 'href="#p-x"' in html
    assert re.search(r"First response <b><time [^>]+>\d+ days late", html)


def test_every_row_shows_the_same_window_with_one_line_of_now(cast, eve):
    for severity in (1, 2, 3):
        cast.open_case(severity=severity, at=MOMENT)
    html = page(eve, "/desk/?view=open")

    assert len(set(re.findall(r'class="now" x1="([\d.]+%)"', html))) == 1


def test_each_view_counts_what_it_lists_and_the_wall_goes_first(cast, eve):
    rita = cast.restricted("emea")
    hidden = cast.open_case(by=rita, severity=1, at=MOMENT)
    cast.opens(cast.ana, severity=1, at=MOMENT, subject="For everybody")
    amy = signed_in(cast.amy.person)

    inside, outside = page(eve, "/desk/?view=severity-1"), page(amy, "/desk/?view=severity-1")

    assert 'Severity 1 <span class="n">2</span>' in inside
    assert 'Severity 1 <span class="n">1</span>' in outside
    assert hidden.number in inside
    assert "Restricted to EMEA personnel" in inside
    assert hidden.number not in outside
    assert "Restricted" not in outside


def test_facets_are_links_that_narrow_the_list_and_an_empty_one_says_what_hides(cast, eve):
    cast.open_case(plan="gold", severity=3, at=MOMENT)
    address = "/desk/?view=open&amp;severity=3"

    assert f'href="{address}"' in page(eve, "/desk/?view=open")
    assert len(subjects(page(eve, "/desk/?view=open&severity=3&plan=gold&region=emea"))) == 1
    nothing = page(eve, "/desk/?view=open&severity=1")
    assert "Nothing here has severity 1." in nothing
    assert 'href="/desk/?view=open">Clear the filters' in nothing


@pytest.mark.parametrize("query", ["view=none", "severity=9", "page=0", "page=x", "page=99999999", "plan=<b>"])
def test_an_address_that_means_nothing_is_as_if_it_said_nothing(cast, eve, query):
    assert page(eve, f"/desk/?{query}")


def test_a_case_number_goes_straight_to_the_case_however_it_is_typed(cast, case, eve):
    typed = case.number.replace("-", "").removeprefix("SD").lower()

    assert eve.get("/desk/", {"q": f" {typed} "})["Location"] == f"/desk/cases/{case.number}"


def test_a_hidden_number_is_searched_for_like_any_word_and_finds_nothing(cast):
    hidden = cast.open_case(by=cast.restricted("emea"), at=MOMENT)
    amy = signed_in(cast.amy.person)

    there, never = (page(amy, f"/desk/?q={number}") for number in (hidden.number, number_of(7)))
    assert len(there) == len(never)
    assert "Nothing that you can see matches." in there
    assert "Nothing that you can see matches." in never


def test_words_find_subjects_and_customers_among_what_one_may_see(cast, case, eve):
    assert subjects(page(eve, "/desk/?q=uploads")) == ["Uploads fail"]
    assert subjects(page(eve, "/desk/?q=acme")) == ["Uploads fail"]
    assert subjects(page(eve, "/desk/?q=nothing")) == []


def test_the_number_of_queries_does_not_grow_with_the_rows(cast, eve):
    def asked():
        with CaptureQueriesContext(
            connection,
        ) as seen:
            page(eve, "/desk/?view=open")
        return len(seen)

    cast.open_case(at=MOMENT)
    asked()
    before = asked()
    for _ in range(20):
        cast.open_case(at=MOMENT)
    assert asked() == before
    assert before <= 18


def test_a_list_longer_than_fifty_has_pages_and_says_no_total(cast, eve):
    for _ in range(51):
        cast.open_case(at=MOMENT)
    first, second = page(eve, "/desk/?view=open"), page(eve, "/desk/?view=open&page=2")

    assert (len(subjects(first)), len(subjects(second))) == (50, 1)
    assert 'rel="next" href="/desk/?view=open&amp;page=2"' in first
    assert 'rel="prev" href="/desk/?view=open"' in second


def test_a_take_from_a_page_that_is_out_of_date_is_refused_with_who_has_the_case(cast, eve):
    case = cast.open_case(at=MOMENT)
    cast.ned.takes(case, at="Mon 09:01")
    answer = eve.post(f"/desk/cases/{case.number}/ownerships", {"seen": "", "back": "/desk/?view=new"})

    assert answer.status_code == 409
    assert "Ned owns this case now" in answer.content.decode()


def test_a_case_that_nobody_owns_is_taken_from_the_queue(cast, eve):
    case = cast.open_case(at=MOMENT)
    answer = eve.post(f"/desk/cases/{case.number}/ownerships", {"back": "/desk/?view=new"})

    assert answer["Location"] == "/desk/?view=new"
    assert subjects(page(eve, "/desk/")) == ["Uploads fail"]
