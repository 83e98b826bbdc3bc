"""The board: who is on shift, what each region carries, when work changes hands, within the wall (O2.2, O2.3)."""

import re
from datetime import UTC, timedelta
from zoneinfo import ZoneInfo

import pytest

from sundial.commands.rota import add_shift
from sundial.models import database_now, viewing
from sundial.protocol.rota import Duty, Shift
from sundial.web.sky import Place, day_of, draw, handovers
from tests.browsing import lately, signed_in, words
from tests.rotas import utc

HOUR = timedelta(hours=1)


def shift(region, since, until, person="eve", duty=Duty.SHIFT):
    return Shift(f"{region}/{since}/{person}", person, region, duty, utc(since), utc(until))


DAY = [
    shift("apj", "2026-03-11 22:00", "2026-03-12 07:00", "linh"),
    shift("emea", "2026-03-12 06:00", "2026-03-12 15:00", "eve"),
    shift("emea", "2026-03-12 06:00", "2026-03-12 14:00", "ned"),
    shift("americas", "2026-03-12 14:00", "2026-03-12 23:00", "amy"),
    shift("apj", "2026-03-12 22:00", "2026-03-13 07:00", "linh"),
    shift("emea", "2026-03-12 06:00", "2026-03-12 15:00", "dan", Duty.MANAGER),
]
PLACES = [Place("apj", "APJ", ()), Place("emea", "EMEA", ()), Place("americas", "Americas", ())]


def sky(now="2026-03-12 14:08"):
    return draw(PLACES, DAY, day_of(utc(now), UTC), utc(now), UTC)


def test_a_day_is_drawn_with_a_bar_for_each_shift_and_the_one_that_runs_in_ink():
    rows = sky().rows
    assert [[(one.bar.x, one.bar.width, one.on) for one in row.shifts] for row in rows] == [
        [("0.000%", "29.167%", False), ("91.667%", "8.333%", False)],
        [("25.000%", "37.500%", True)],
        [("58.333%", "37.500%", True)],
    ]
    assert [one.says for one in (*rows[0].shifts, *rows[1].shifts)] == [
        "APJ shift, 1 person",
        "",
        "EMEA shift, 2 people",
    ]


def test_where_two_regions_overlap_a_box_stands_over_the_rows_of_both():
    assert [(one.says, one.bar.x, one.y, one.height) for one in sky().hands] == [
        ("06:00 to 07:00", "25.000%", 34, 86),
        ("14:00 to 15:00", "58.333%", 94, 86),
        ("22:00 to 23:00", "91.667%", 34, 146),
    ]


def test_whoever_began_before_gives():
    found = handovers(["americas", "apj", "emea"], [one for one in DAY if one.duty is Duty.SHIFT])
    assert [(f"{window.since:%H}", giver, receiver) for window, giver, receiver in found] == [
        ("06", "apj", "emea"),
        ("14", "emea", "americas"),
        ("22", "americas", "apj"),
    ]


@pytest.mark.parametrize(
    ("day", "hours"), [("2026-03-29 12:00", 23), ("2026-10-25 12:00", 25), ("2026-03-12 12:00", 24)]
)
def test_a_day_on_a_clock_that_changes_is_as_long_as_it_is(day, hours):
    window = day_of(utc(day), ZoneInfo("Europe/Bucharest"))
    assert (window.end.astimezone(UTC) - window.start.astimezone(UTC)) == hours * HOUR
    assert window.share(window.end) == 1


@pytest.fixture
def story(cast):
    """Eve stands in EMEA for six hours, Max manages in the Americas; Acme and a customer of EMEA's alone have cases."""
    story, now = lately(cast), database_now()
    with viewing(cast.dan.person):
        add_shift(cast.eve.person, ("emea", Duty.SHIFT), now, now + 6 * HOUR, by=cast.dan.person, now=now)
    with viewing(cast.max.person):
        add_shift(cast.max.person, ("americas", Duty.MANAGER), now, now + 3 * HOUR, by=cast.max.person, now=now)
    case = story.open_case(plan="gold", severity=1, at=30)
    story.eve.takes(case, at=20)
    story.amy.at = story.at
    rita = story.restricted("emea")
    rita.at = story.at
    story.open_case(by=rita, plan="gold", severity=1, at=25)
    return story


def board(player):
    return words(signed_in(player.person).get("/desk/board"))


def test_each_region_says_who_is_there_until_when_and_what_it_carries(story):
    said = board(story.eve)
    assert re.search(r"EMEA on shift until \d\d:\d\d Carries 2 Severity 1 2 Due before \d\d:\d\d \d", said)
    assert re.search(r"Eve not seen at the desk, until \d\d:\d\d open cases: 1", said)
    assert "Duty Manager Max" in said
    assert "APJ no shift is planned" in said
    assert "No two shifts overlap" in said


def test_nobody_outside_the_wall_counts_what_is_behind_it(story):
    assert re.search(r"EMEA on shift until \d\d:\d\d Carries 1 Severity 1 1 ", board(story.amy))


def test_the_day_can_be_that_of_one_s_own_clock(story):
    answer = signed_in(story.eve.person).get("/desk/board?clock=mine")
    assert answer.status_code == 200
    assert 'href="?clock=mine" aria-current="true"' in answer.content.decode()
