"""The demo is a desk at work: nothing in it is typed in, at whatever moment it is made."""

import json
import os
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection, transaction

from sundial.commands.fixes import accept_date
from sundial.commands.trial import try_on
from sundial.commands.verify import Proof, verify
from sundial.management.commands.demo import PLANNED
from sundial.management.demo.deciding import decide
from sundial.management.demo.guests import FILE, leave_guests
from sundial.management.demo.moments import Moments
from sundial.management.demo.planned import Decided, decisions
from sundial.management.demo.play import Play
from sundial.management.demo.preparing import prepare
from sundial.management.demo.stories import stories, table
from sundial.models import (
    CLOCKWORK,
    Alert,
    Case,
    Clock,
    Escalation,
    FactRow,
    NoticeDraft,
    Release,
    ResourceRequest,
    history_of,
    viewing,
)
from sundial.protocol import hours
from sundial.protocol.agreed import Came
from sundial.protocol.asks import open_ask
from sundial.protocol.clock import Outcome
from sundial.protocol.document import shipped
from sundial.protocol.duplicates import Account, likely
from sundial.protocol.promises import Promise
from sundial.web.desk.side_counts import counted
from sundial.web.promises import read
from tests.database import as_role
from tests.demo import ELEVEN, FIRST_HOURS, HALVED, MOMENTS, Played, goes_round, seen_by, supposing

TRIED = dict(list(MOMENTS.items())[: None if os.environ.get("SUNDIAL_SOAK") else 2])


@pytest.fixture(scope="module", params=TRIED.values(), ids=TRIED)
def played(request, django_db_setup, django_db_blocker) -> Iterator[Played]:
    moments = Moments(request.param, shipped())
    with django_db_blocker.unblock():
        with transaction.atomic():
            with as_role("sundial_worker"), viewing(CLOCKWORK):
                told = stories(moments)
                began = min(story.opened_at for story in told)
                people = prepare(moments, began - PLANNED, began)
                list(Play(told, decisions(moments), people, moments).run())
                yield Played(moments.now, people)
            transaction.set_rollback(True)
        connection.close()


def test_the_desk_is_at_work_on_promises_kept_due_soon_and_broken(played):
    running = Clock.objects.running().for_the_customer()
    late = [clock for clock in running if clock.due_at < played.now]
    assert len(late) == 3
    assert all(clock.outcome == Outcome.BREACHED and clock.breach_said for clock in late)
    assert sum(clock.warn_at < played.now <= clock.due_at for clock in running) >= 2
    assert 6 <= running.filter(due_at__range=(played.now, played.now + timedelta(hours=2))).count() <= 10
    assert Clock.objects.filter(outcome=Outcome.MET).count() > 120
    ladder = Escalation.objects.order_by("case__opened_at", "rung").values_list("rung", "person__name", "asked")
    assert list(ladder) == [(1, "Ioana Petrescu", 1), (1, "Ioana Petrescu", 0), (2, "Helena Roth", 0)]
    assert list(FactRow.objects.filter(kind="findings-written").values_list("by__name")) == [("Renée Castillo",)]
    assert list(verify(Proof())) == []
    assert not Alert.objects.filter(asks_at__lte=played.now).exists()  # the past asks nobody as the desk starts
    assert Alert.objects.filter(asks_at=played.now + timedelta(hours=2)).count() >= len(late)  # but it asks again


def test_it_has_sixty_cases_of_every_kind(played):
    cases = list(Case.objects.all())
    assert len(cases) == 60
    assert {case.plan for case in cases} == {"platinum", "emerald", "gold", "silver"}
    assert {case.severity for case in cases} == {1, 2, 3, 4}
    states = {"new", "diagnosis", "fix", "released", "resolved", "closed", "merged"}
    assert set(Counter(case.state for case in cases)) == states
    assert {tuple(case.regions) for case in cases} == {(), ("emea",)}


def test_the_columns_beside_the_work_stay_small_enough_to_act_on(played):
    for person in played.people.values():
        if person.is_staff_member:
            lists = counted(person, played.now).lists
            assert lists["mine"] <= 14, person
            assert (lists["late"], lists["new"]) == (3, 6)
            lately = Alert.objects.filter(person=person, at__gte=played.now - timedelta(hours=3))
            assert lately.count() < 12, person
    assert Alert.objects.filter(kind="breached", person__role="duty-manager").exists()


def test_six_cases_are_new_for_triage_with_all_that_triage_can_meet(played):
    new = list(Case.objects.open().filter(triaged=False))
    assert sorted(case.flag for case in new) == ["", "", "", "expired", "none", "several"]
    assert all(case.owner for case in new if case.flag)
    answers = [FactRow.objects.get(case=case, seq=1).what.get("answers") for case in new if case.flag != "none"]
    assert all(answers)
    twin = played.case("Policy push ends with a lock")
    accounts = [
        Account(
            one.number, str(one.organization_id), one.product, one.subject, FactRow.objects.get(case=one, seq=1).text
        )
        for one in Case.objects.open()
    ]
    (mine,) = [one for one in accounts if one.number == twin.number]
    found = likely(mine, accounts)[0]
    assert (found.number, found.same_customer) == (played.case("Policy sync stalls").number, True)


def test_other_groups_are_asked_and_answer_or_not(played):
    owed = list(ResourceRequest.objects.select_related("owner"))
    assert Counter(one.group for one in owed) == {"engineering": 1, "cloud-ops": 2, "sales": 1}
    assert [one.group for one in owed if one.due_at < played.now] == ["cloud-ops"]
    assert [one.owner.name for one in owed if one.group == "engineering"] == ["Tibor Szalai"]
    kinds = Counter(FactRow.objects.filter(kind__startswith="resource-").values_list("kind", flat=True))
    assert kinds["resource-asked"] == 8
    assert (kinds["resource-answered"], kinds["resource-withdrawn"]) == (3, 1)


def test_eleven_of_emeas_cases_go_round_with_the_sun_and_the_restricted_customers_two_stay(played):
    cases = list(Case.objects.open().filter(home_region="emea"))
    readings = read(cases, played.now, inside=True)
    going = [one for one in cases if goes_round(readings[one.pk])]
    assert Counter(tuple(one.regions) for one in going) == {(): ELEVEN, ("emea",): 2}


def test_severities_are_raised_lowered_and_asked_for(played):
    changes = FactRow.objects.filter(kind="severity-changed").exclude(text__contains="goes on here")
    agreed = {row.case.subject: row.what["evidence"] is not None for row in changes.select_related("case")}
    assert agreed == {
        "Kiosk rejects USB media at gate 4": False,  # raised by triage against the customer's own
        "Outgoing mail held after certificate change": False,
        "Branch tunnels down in three states": True,
        "Alarms from two pump stations arrive an hour late": True,
    }
    assert open_ask(history_of(played.case("Agent update stops").pk)).what.severity == 2
    held = played.running("Outgoing mail held")["diagnosis-update"]
    assert held.due_at - held.started_at == timedelta(hours=2)  # the old due time stays


def test_agreements_of_every_kind_stand_beside_what_became_of_them(played):
    assert Counter(played.pacts()) == {
        (Came.PROPOSED, "every until"): 1,
        (Came.IN_FORCE, "every"): 1,
        (Came.IN_FORCE, "every until"): 1,
        (Came.IN_FORCE, "silent_until"): 1,
        (Came.IN_FORCE, "due_by"): 1,
        (Came.SEVERITY, "every"): 1,
        (Came.WITHDRAWN, "every"): 1,
        (Came.SLIPPED, ""): 1,
    }
    waiting = Counter(Case.objects.exclude(waiting="").values_list("waiting", flat=True))
    assert waiting == {"waiting-for-customer": 2, "waiting-for-test": 1}
    assert FactRow.objects.filter(kind="waived").count() == 1
    assert FactRow.objects.filter(text__contains="This asks for a waiver").count() == 2


def test_releases_are_planned_moved_and_out_with_drafts_sent_and_to_be_sent(played):
    state = {str(one): one.state for one in Release.objects.all()}
    planned = dict.fromkeys(("Gateway 5.9", "Scanner 5.8.2", "Kiosk 5.8.3", "Console 8.2"), "planned")
    assert state == {**planned, "Console 8.1.3": "shipped"}
    moved = NoticeDraft.objects.filter(event__release__name="8.2").values_list("state", "case__regions")
    assert Counter((state, bool(wall)) for state, wall in moved) == {
        ("sent", False): 2, ("ready", False): 2, ("ready", True): 1,
    }  # fmt: skip
    assert played.case("Dashboard shows").state == "released"
    iso = played.case("Detection missed")
    assert (iso.state, [one.date for one in iso.awaited.all()]) == ("diagnosis", [None])


def test_a_release_that_is_moved_owes_three_notices_by_plan_and_severity_and_one_stays_inside_its_region(played):
    later = played.now + timedelta(days=20)
    with supposing():
        move = Decided(played.now, "move", "ilinca", "Gateway", "5.9", to=later, words="A test failed.")
        decide(move, played.people["ilinca"])
        owed = Clock.objects.running().filter(about__gt=0, promise="fix-release", started_at=played.now)
        found = {(clock.case.plan, clock.case.severity): clock for clock in owed.select_related("case")}
        for (plan, severity), clock in found.items():
            amount = shipped().target(plan, severity, Promise.FIX_RELEASE).amount
            office = shipped().calendar((clock.case.home_region,))
            assert clock.due_at == hours.add(played.now, amount, office)
        assert set(found) == {("platinum", 2), ("gold", 3), ("silver", 4)}
        assert found["platinum", 2].case.regions == ["emea"]
        assert {seen_by(played.people[who]) for who in ("ilinca", "tibor", "sorin")} == {3}
        assert {seen_by(played.people[who]) for who in ("wesley", "renee", "linh")} == {2}


def test_a_hotfix_is_waited_for_with_updates_that_stop_with_the_date_accepted_and_begin_again_when_it_slips(played):
    leak = played.case("Scanner memory grows")
    (date,) = leak.awaited.values_list("date", flat=True)
    cadence = played.running("Scanner memory grows")["fix-release"]
    assert cadence.due_at - played.now == timedelta(hours=1, minutes=22)
    assert timedelta(hours=9) < date - played.now < timedelta(days=6)
    with supposing():
        accept_date(leak, date, by=played.people["silke"], now=played.now)
        assert played.running("Scanner memory grows")["fix-release"].started_at == date
    dam = played.running("Kiosks at the dam")["fix-release"]
    assert timedelta() < dam.due_at - played.now < timedelta(hours=2)


def test_one_case_goes_on_as_another_and_one_was_split_off(played):
    (merged,) = Case.objects.filter(state="merged")
    tunnels = played.case("Branch tunnels")
    assert merged.merged_into == tunnels.number
    assert "Paraná 7 is back" in "".join(tunnels.facts.filter(side="customer").values_list("text", flat=True))
    split = FactRow.objects.get(kind="split-off")
    assert split.case == played.case("Alarms from two")
    assert split.what["case"] == played.case("Weekly PDF").number


def test_eleven_promises_would_be_late_at_once_if_silver_was_halved_now_or_in_some_hours(played):
    for moment in (played.now, played.now + FIRST_HOURS):
        trial = try_on(HALVED, HALVED.digest, now=moment)
        assert (len(trial.late), trial.whole.late) == (ELEVEN, ELEVEN)
        assert {plan for _, plan, *_ in trial.late} == {"silver"}


def test_the_sign_in_page_is_told_of_every_contact_by_plan_and_of_the_desk(played, tmp_path):
    leave_guests(tmp_path, played.people.values(), shipped())
    guests = json.loads((tmp_path / FILE).read_text())
    groups = Counter(guest["group"] for guest in guests)
    engineering = [(guest["name"], guest["says"]) for guest in guests if guest["group"] == "Engineering"]
    assert engineering == [("Ilinca Barbu", "Owns releases, EMEA"), ("Tibor Szalai", "Answers requests, EMEA")]
    assert [groups[one] for one in ("Engineers", "Duty managers", "CX coordinators", "Leadership")] == [14, 3, 1, 2]
    contacts = sum(groups[plan] for plan in ("Platinum", "Emerald", "Gold", "Silver"))
    assert contacts == sum(len(one["contacts"]) for one in table("customers").values()) == 18
    assert all("@" in guest["email"] and guest["name"] and guest["says"] for guest in guests)


def test_the_support_organization_has_its_roles_in_three_regions_and_the_other_groups_beside_it():
    people = table("people").values()
    assert {(one["role"], one["region"]) for one in people} >= {
        (role, region) for role in ("duty-manager", "director", "engineer") for region in ("americas", "emea", "apj")
    }
    assert {one.get("tier") for one in people if one["role"] == "engineer"} == {1, 2, 3}
    others = [one for one in people if "group" in one]
    assert len(others) == 8
    assert {one["group"] for one in others} == set(shipped().groups)
    assert Counter(one["region"] for one in others if one["group"] == "engineering") == {"emea": 2, "americas": 1}
