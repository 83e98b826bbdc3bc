"""The demo is a desk at work: nothing in it is typed in, at whatever moment it is made."""

import json
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from sundial.management.demo.cast import make_cast
from sundial.management.demo.guests import FILE, leave_guests
from sundial.management.demo.play import Play
from sundial.management.demo.stories import before, stories, table
from sundial.models import CLOCKWORK, Alert, Case, Clock, viewing
from sundial.protocol.clock import Outcome
from sundial.protocol.document import shipped
from tests.database import as_role

MOMENTS = (datetime(2026, 11, 25, 9, 10, tzinfo=UTC), datetime(2027, 1, 3, 2, 40, tzinfo=UTC))


@pytest.fixture(params=MOMENTS, ids=["a Wednesday morning", "a Sunday night"])
def played(request, db):
    now = request.param
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        list(Play(stories(now), make_cast(now), now).run())
        yield now


def test_at_any_moment_the_desk_is_at_work_on_promises_kept_due_soon_and_broken(played):
    running = Clock.objects.running()
    late = [clock for clock in running if clock.due_at < played]
    soon = [clock for clock in running if clock.warn_at < played <= clock.due_at]

    assert len(late) >= 3
    assert all(clock.outcome == Outcome.BREACHED and clock.breach_said for clock in late)
    assert len(soon) >= 2
    assert Clock.objects.filter(outcome=Outcome.MET).count() > 80
    assert Alert.objects.filter(kind="breached", person__role="duty-manager").exists()
    has_forty_cases_of_every_kind(list(Case.objects.all()))


def has_forty_cases_of_every_kind(cases):
    assert len(cases) == 40
    assert {case.plan for case in cases} == {"platinum", "emerald", "gold", "silver"}
    assert {case.severity for case in cases} == {1, 2, 3, 4}
    assert set(Counter(case.state for case in cases)) == {"new", "diagnosis", "resolved", "closed"}
    assert {tuple(case.regions) for case in cases} == {(), ("emea",)}


def test_the_support_organization_has_its_roles_in_three_regions():
    people = table("people").values()

    assert len(people) == 25
    assert {(one["role"], one["region"]) for one in people} >= {
        (role, region) for role in ("duty-manager", "director", "engineer") for region in ("americas", "emea", "apj")
    }
    assert {one.get("tier") for one in people if one["role"] == "engineer"} == {1, 2, 3}


def test_a_time_ago_is_read_or_refused():
    now = MOMENTS[0]

    assert before(now, "3 d 2 h 10") == now - timedelta(days=3, hours=2, minutes=10)
    assert before(now, "50") == now - timedelta(minutes=50)
    with pytest.raises(ValueError, match="yesterday"):
        before(now, "yesterday")


def test_the_sign_in_page_is_told_of_every_contact_by_plan_and_of_the_desk(db, tmp_path):
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        people = make_cast(MOMENTS[0]).values()
        leave_guests(tmp_path, people, shipped())

    guests = json.loads((tmp_path / FILE).read_text())
    groups = Counter(guest["group"] for guest in guests)
    assert set(groups) == {"Platinum", "Emerald", "Gold", "Silver", "Engineers", "Duty managers"}
    assert groups["Duty managers"] == 3
    assert sum(groups.values()) == 15 + 14 + 3
    assert all("@" in guest["email"] and guest["name"] and guest["says"] for guest in guests)
