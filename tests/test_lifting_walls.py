"""A restriction is lifted: by a manager inside, with the reason, at once, and kept; and by nothing else (O2.7)."""

import pytest
from django.db import ProgrammingError, transaction

from sundial.commands.enrolled_wall import WallStands
from sundial.commands.lifting_walls import lift_restriction
from sundial.commands.moving_walls import ask_restriction
from sundial.commands.people import Customer, EntitledTo, enrol_customer
from sundial.commands.verify import Proof, verify
from sundial.commands.wall_refusals import AskedMeanwhile, NoReason, NothingToLift, OutOfSight
from sundial.models import CLOCKWORK, FactRow, Organization, WallChange, database_now, viewing
from tests.browsing import sent, signed_in, words
from tests.database import as_role
from tests.walling import asks, kept

WHY = "Their auditor no longer asks for it: Rita, by phone."


@pytest.fixture
def rita(cast):
    return cast.restricted("emea")


@pytest.fixture
def case(cast, rita):
    cast.entitle(rita.person.organization, "gold")
    return cast.opens(rita, at="Mon 2026-03-02 09:00")


def lifts(player, customer, why=WHY, at="Mon 10:00"):
    with viewing(player.person):
        lift_restriction(customer, why, by=player.person, now=player.at(at))


def test_everybody_on_the_desk_sees_it_at_once_and_what_was_promised_stays(cast, rita, case, tick):
    secret = rita.person.organization
    with viewing(cast.dan.person):
        due = list(case.clocks.values_list("promise", "due_at"))
    lifts(cast.dan, secret)

    assert [one.sees(case) for one in (cast.eve, cast.amy, cast.max, cast.ana)] == [True, True, True, False]
    assert (kept(case).regions, kept(case).counts_on) == ([], ["emea"])
    with viewing(cast.amy.person):
        assert list(case.clocks.values_list("promise", "due_at")) == due
        step = WallChange.objects.select_related("by").get(organization=secret)
        note = FactRow.objects.filter(case=case, public=False).latest("seq").text
    assert (step.kind, step.was, step.regions, step.why, step.by) == ("lifted", ["emea"], [], WHY, cast.dan.person)
    assert note == "No longer restricted to EMEA: everybody on the desk sees this case."
    cast.dan.assigns(case, cast.amy, at="Mon 10:01")
    assert cast.opens(rita, at="Mon 10:02").regions == []
    assert tick("Mon 15:30")
    with as_role("sundial_worker"):
        assert list(verify(Proof())) == []


def test_a_manager_inside_lifts_it_with_a_reason_and_nobody_else(cast, rita, case):
    secret = rita.person.organization
    for player in (cast.eve, cast.ana, rita):
        with pytest.raises((OutOfSight, Organization.DoesNotExist)):
            lifts(player, secret)
    for player in (cast.amy, cast.max):
        with pytest.raises(Organization.DoesNotExist):
            lifts(player, secret)
    for why in ("", "  ", "x" * 301):
        with pytest.raises(NoReason):
            lifts(cast.dan, secret, why)
    with pytest.raises(NothingToLift):
        lifts(cast.dan, cast.acme)
    with viewing(cast.dan.person):
        ask_restriction(secret, ["emea", "apj"], by=cast.dan.person, now=cast.at("Mon 10:00"))
    with pytest.raises(AskedMeanwhile):
        lifts(cast.dan, secret)
    assert kept(case).regions == ["emea"]


def test_a_manager_inside_who_is_not_of_the_home_region_lifts_it_too(cast, rita, case):
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        Organization.objects.filter(pk=rita.person.organization_id).update(home_region="americas")
    lifts(cast.dan, rita.person.organization)
    assert cast.max.sees(case)


def test_no_wall_moves_by_the_row_without_its_entry(cast, rita, case):
    secret = Organization.objects.filter(pk=rita.person.organization_id)
    entry = {"organization": rita.person.organization, "was": ["emea"], "at": cast.at("Mon 10:00")}

    def moves(**values):
        with transaction.atomic():
            secret.update(asked_regions=[], asked_at=None, **values)

    with viewing(cast.dan.person):
        WallChange.objects.create(**entry, kind="lifted", regions=[], by=cast.dan.person)  # says no reason
        with pytest.raises(ProgrammingError, match="without an entry"):
            moves(regions=[])
        asks(cast.dan, rita.person.organization, "emea", "americas", at="Mon 10:01")
        with pytest.raises(ProgrammingError, match="without an entry"):
            moves(regions=["americas", "emea"])
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            WallChange.objects.create(**entry, kind="lifted", regions=[], why=WHY, by=cast.eve.person)
    for player in (cast.eve, cast.max):
        with viewing(player.person):
            assert secret.update(regions=[]) == 0
    assert (kept(case).regions, cast.amy.sees(case)) == (["emea"], False)


def test_a_file_that_is_run_again_restricts_nobody_whom_a_manager_let_out(cast, rita, case):
    lifts(cast.dan, rita.person.organization)
    file = Customer(name="Secret", region="emea", zone="UTC", regions=["emea"], entitlements=[EntitledTo(plan="gold")])
    with as_role("sundial_worker"), viewing(CLOCKWORK), pytest.raises(WallStands), transaction.atomic():
        enrol_customer(file, now=database_now())


def test_the_page_says_what_follows_before_the_press_and_loses_nothing_typed(cast, rita, case):
    where = f"/desk/customers/{rita.person.organization_id}/wall"
    dan = signed_in(cast.dan.person)
    said = words(dan.get(where))
    assert "At once everybody on the desk sees Secret, Americas and APJ too: 1 case, open, with every note" in said
    assert "new ones count on those of" not in said  # at home in EMEA: they count as before
    refused = dan.post(where, sent(step="lift", **{"why-lift": "y" * 301}))
    assert refused.status_code == 422
    assert "y" * 301 in refused.content.decode()
    assert signed_in(cast.max.person).post(where, sent(step="lift", **{"why-lift": WHY})).status_code == 404
    assert signed_in(cast.eve.person).post(where, sent(step="lift", **{"why-lift": WHY})).status_code == 404

    answer = dan.post(where, sent(step="lift", **{"why-lift": WHY}))
    assert (answer.status_code, answer["Location"]) == (302, f"/desk/customers/{rita.person.organization_id}")
    assert signed_in(cast.amy.person).get(f"/desk/cases/{case.number}").status_code == 200
    said = words(dan.get(where))
    assert "Lifted : no restriction" in said
    assert WHY in said
