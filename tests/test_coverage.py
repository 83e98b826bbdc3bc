"""Coverage of the desk: promises of the customers whom one may see, against the rota that people wrote (O2.3, O2.7)."""

import io
import json
from datetime import date, time, timedelta

import pytest
from django.core.management import CommandError, call_command

from sundial.commands.coverage import find_holes
from sundial.commands.rota import add_shift, take_time_off
from sundial.commands.rota_patterns import NewPattern, begin_pattern
from sundial.models import CLOCKWORK, Person, database_now, viewing
from sundial.protocol.coverage import said
from sundial.protocol.rota import Duty
from tests.browsing import signed_in, words
from tests.database import as_role

EVERY_DAY = tuple(range(7))


def plans(manager, person, starts, ends, *, day, duty=Duty.SHIFT, days=EVERY_DAY):
    """Let a manager plan somebody's shifts in their own region, on a clock in UTC, from a day on."""
    region = manager.person.region
    crew = ((person.person,),)
    new = NewPattern(region, "UTC", duty, days, time.fromisoformat(starts), time.fromisoformat(ends), day, None, crew)
    with viewing(manager.person):
        return begin_pattern(new, by=manager.person, now=manager.at("Mon 2026-03-02 00:00"))


@pytest.fixture
def monday(cast):
    """Acme is on Platinum; Eve stands by day and Ned by night, in EMEA and in UTC; it is the second of March."""
    cast.entitle(cast.acme, "platinum")
    now = cast.at("Mon 2026-03-02 00:00")
    plans(cast.dan, cast.eve, "06:00", "18:00", day=now.date())
    plans(cast.dan, cast.ned, "18:00", "06:00", day=now.date())
    return now


def seen_by(player, since, days=7):
    with viewing(player.person):
        return [said(hole) for hole in find_holes(since, since + timedelta(days=days))]


def test_where_somebody_is_there_day_and_night_there_is_no_hole(cast, monday):
    assert seen_by(cast.dan, monday + timedelta(hours=6)) == []


def test_time_off_leaves_a_hole_and_another_shift_closes_it(cast, monday):
    since, until = cast.at("Wed 18:00"), cast.at("Thu 06:00")
    with viewing(cast.ned.person):
        take_time_off(cast.ned.person, since, until, deputy=None, by=cast.ned.person, now=monday)
    (hole,) = seen_by(cast.dan, monday + timedelta(hours=6))
    assert hole == (
        "Platinum severities 1 to 4 promise as little as one hour day and night; from Wednesday 4 March, 18:00 to "
        "Thursday 5 March, 06:00 UTC, nobody is on shift or on call."
    )
    with viewing(cast.dan.person):
        add_shift(cast.dan.person, ("emea", Duty.MANAGER), since, until, by=cast.dan.person, now=monday)
    assert len(seen_by(cast.dan, monday + timedelta(hours=6))) == 1  # a manager who watches is nobody's answer
    with viewing(cast.max.person):
        add_shift(cast.amy.person, ("americas", Duty.ON_CALL), since, until, by=cast.max.person, now=monday)
    assert seen_by(cast.dan, monday + timedelta(hours=6)) == []


def test_people_of_another_region_answer_for_everybody_but_for_those_behind_a_wall(cast, monday):
    rita = cast.restricted("americas")
    cast.entitle(rita.person.organization, "silver")
    assert seen_by(cast.dan, monday + timedelta(hours=6)) == []
    behind = seen_by(cast.amy, monday + timedelta(hours=6))
    assert behind
    assert all("nobody in Americas covers the Americas-only customers" in one for one in behind)

    plans(cast.max, cast.amy, "00:00", "00:00", day=monday.date())
    assert seen_by(cast.amy, monday) == []


def test_who_has_left_covers_nothing(cast, monday):
    cast.leaves(cast.ned)
    assert len(seen_by(cast.dan, monday + timedelta(hours=6))) == 7


@pytest.fixture
def today(cast):
    """Acme is on Platinum, a customer of EMEA's alone on Gold; Dan can plan; it is the database's own time."""
    rita = cast.restricted("emea")
    cast.entitle(cast.acme, "platinum")
    cast.entitle(rita.person.organization, "gold")
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        Person.objects.filter(pk=cast.ned.person.pk).update(role="director")
    return database_now()


def covered(*arguments):
    """Run `sundial coverage` as the worker; return its lines and its exit status."""
    out, status = io.StringIO(), 0
    with as_role("sundial_worker"):
        try:
            call_command("coverage", *arguments, stdout=out)
        except SystemExit as end:
            status = end.code
    return out.getvalue().splitlines(), status


def stands_always(cast, manager, person, today):
    new = NewPattern(manager.person.region, "UTC", Duty.SHIFT, EVERY_DAY, time(0), time(0), today.date(), None,
                     ((person.person,),))  # fmt: skip
    with viewing(manager.person):
        begin_pattern(new, by=manager.person, now=today)


def test_the_command_says_every_hole_of_every_customer_names_none_and_fails(cast, today):
    lines, status = covered("--weeks", "1")
    assert status == 1
    assert any("nobody in EMEA covers the EMEA-only customers" in line for line in lines)
    assert any("nobody is on shift or on call" in line for line in lines)
    assert "Secret" not in " ".join(lines)
    assert "Acme" not in " ".join(lines)

    stands_always(cast, cast.dan, cast.eve, today)
    assert covered("--weeks", "1") == (["Whenever a promise can fall due in the next week, somebody is there."], 0)


def test_a_restriction_whose_ladder_has_become_thin_is_said_and_fails_and_only_inside(cast, today):
    stands_always(cast, cast.dan, cast.eve, today)
    stands_always(cast, cast.max, cast.amy, today)
    cast.leaves(cast.ned)
    lines, status = covered("--weeks", "1")
    assert (lines[1], status) == (
        "Rung 3 of the customers of EMEA only: one there may answer it; two are needed.", 1,
    )  # fmt: skip
    assert json.loads(covered("--json")[0][0])["rung"] == 2
    eve, amy = (words(signed_in(one.person).get("/desk/coverage")) for one in (cast.eve, cast.amy))
    assert "Rung 4 of the customers of EMEA only" in eve
    assert "EMEA" not in amy


def test_as_json_each_hole_is_an_object_with_its_promises(cast, today):
    lines, _ = covered("--json")
    hole = next(one for one in map(json.loads, lines) if one["regions"] == ["emea"])
    assert {"plan": "gold", "severity": 1, "promise": "first-response"}.keys() == hole["promises"][0].keys()
    assert date.fromisoformat(hole["since"][:10]) >= today.date()


def test_on_the_page_each_sees_the_holes_of_those_whom_they_may_see(cast, today):
    eve, amy = (words(signed_in(one.person).get("/desk/coverage")) for one in (cast.eve, cast.amy))
    assert "EMEA-only customers" in eve
    assert "EMEA-only" not in amy
    assert "nobody is on shift or on call" in amy

    stands_always(cast, cast.max, cast.amy, today)
    assert "Somebody is there." in words(signed_in(cast.amy.person).get("/desk/coverage?weeks=8"))
    assert "EMEA-only customers" in words(signed_in(cast.eve.person).get("/desk/coverage?weeks=nine"))


def test_without_a_rota_all_of_the_time_is_one_hole(cast, today):
    lines, status = covered("--weeks", "2")
    assert status == 1
    assert any(line.startswith("Platinum severities 1 to 4") and " from " in line for line in lines)


def test_any_other_role_is_refused_for_it_would_see_no_customer_and_no_hole(cast, today):
    with pytest.raises(CommandError, match="as the worker"):
        call_command("coverage")
