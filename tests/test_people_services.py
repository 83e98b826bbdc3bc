"""The customer's Support Services page: whom to turn to now, how to escalate, when we are there (O2.5, O2.6, O8.6)."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from sundial.commands.rota import add_shift
from sundial.models import CLOCKWORK, Entitlement, Organization, Person, RotaChange, database_now, viewing
from sundial.protocol.document import Region, shipped
from sundial.protocol.rota import Duty
from sundial.web import office
from tests.browsing import signed_in, words
from tests.database import as_role

HAIFA = {
    "key": "il", "name": "Israel", "office": "Haifa", "zone": "Asia/Jerusalem",
    "hours": [["09:00", "17:00"]], "weekend": ["fri", "sat"],
}  # fmt: skip


@pytest.fixture
def leaders(cast):
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        return [cast._staff(name, role, "") for name, role in (("Vera", "vp"), ("Sven", "svp"))]


def page(player, plan="platinum", **organization):
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        whose = player.person.organization_id
        Organization.objects.filter(pk=whose).update(**organization)
        Entitlement.objects.update_or_create(organization_id=whose, defaults={"plan": plan})
    return words(signed_in(player.person).get("/support-services"))


def test_a_customer_with_phone_sees_lines_people_steps_and_all_five_leaders(cast, leaders):
    said = page(cast.ana, csm=cast.ned.person)

    for part in (
        "Acme has Platinum", "Dan Support Duty Manager EMEA", "Ned Your Customer Success Manager ned@example.com",
        "Australia", "United Arab Emirates", "Call the OPSWAT support phone line to request the on-shift",
        "“same as SLA on the severity of the case”", "Sven Senior Vice President", "Vera Vice President",
        "Monday to Friday, 09:00 to 17:00 in Timisoara", "Monday to Friday, 16:00 to 00:00",
    ):  # fmt: skip
        assert part.replace("“", "").replace("”", "") in said
    assert said.count("supportescalation_") == 6  # one of them is the Duty Manager's
    assert "Technical Account Manager tom" not in said


def test_a_plan_without_phone_is_told_so_and_the_next_step_is_open(cast):
    said = page(cast.ana, "silver")

    assert "Silver does not include phone, so this step is not open to you. Step 4 is." in said
    assert "Australia" not in said


def test_a_restricted_customer_sees_nobody_outside_not_even_as_who_responds(cast, rita, leaders):
    said = page(rita)

    assert "Dan" in said
    for hidden in ("Max", "Vera", "Sven", "Americas", "_svp", "_vp", "_amer", "_apj", "Vice President"):
        assert hidden not in said
    assert "the Support Duty Manager of EMEA answers" in said


def test_a_customer_without_csm_or_tam_is_shown_none(cast):
    said = page(cast.ana)

    assert "Your Customer Success Manager" not in said
    assert "Your Technical Account Manager" not in said


def test_who_is_on_shift_as_duty_manager_now_comes_first_and_a_contact_sees_no_more_of_the_rota(cast):
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        dina = cast._staff("Dina", "duty-manager", "emea")
    assert "On shift until" not in page(cast.ana)
    shifts_now(cast, dina)
    said = page(cast.ana)

    assert said.index("Dina Support Duty Manager EMEA On shift until") < said.index("Dan Support Duty Manager EMEA")
    with viewing(cast.ana.person):
        assert RotaChange.objects.count() == 0


def shifts_now(cast, player):
    """Let somebody be on shift as Duty Manager from now on."""
    with viewing(cast.dan.person):
        now = database_now()
        place = ("emea", Duty.MANAGER)
        add_shift(player.person, place, now, now + timedelta(hours=6), by=cast.dan.person, now=now)


def test_one_who_has_left_is_nobodys_contact(cast):
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        Person.objects.filter(pk=cast.ned.person.pk).update(is_active=False)
    said = page(cast.ana, tam=cast.ned.person)

    assert "Ned" not in said
    assert "Dan Your Technical Account Manager" in said


@pytest.mark.parametrize(
    ("region", "zone", "today", "says"),
    [
        ("emea", "Europe/Berlin", date(2026, 6, 1), "Monday to Friday, 08:00 to 16:00"),
        ("apj", "America/Denver", date(2026, 1, 5), "Sunday to Thursday, 19:00 to 03:00"),
        ("americas", "Pacific/Auckland", date(2026, 1, 5), "Tuesday to Saturday, 03:00 to 11:00"),
        ("emea", "Asia/Kolkata", date(2026, 7, 1), "Monday to Friday, 11:30 to 19:30"),
        # the week in which America has changed its clock and Europe has not, and the one before
        ("americas", "Europe/Berlin", date(2026, 3, 9), "Monday to Friday, 14:00 to 22:00"),
        ("americas", "Europe/Berlin", date(2026, 3, 2), "Monday to Friday, 15:00 to 23:00"),
    ],
)
def test_hours_are_said_on_the_customers_clock(region, zone, today, says):
    assert office.week_in(shipped().regions[region], ZoneInfo(zone), today) == says


def test_a_weekend_in_the_middle_of_the_week_parts_the_days():
    haifa = Region.model_validate(HAIFA)
    assert office.week(haifa) == "Sunday to Thursday, 09:00 to 17:00 in Haifa"
