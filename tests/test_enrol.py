"""Who works here and for whom: entered from a file, all of it or nothing, with every fault named."""

import io

import pytest
from django.core.management import CommandError, call_command

from sundial.models import CLOCKWORK, Entitlement, Organization, Person, viewing
from tests.database import as_role
from tests.glazing import of_rita
from tests.handing import owner_of

FILE = """
[[staff]]
name = "Mia Bauer"
email = "Mia@desk.example"
role = "engineer"
region = "emea"
tier = 2
zone = "Europe/Berlin"

[[customer]]
name = "Nordlicht"
zone = "Europe/Oslo"
region = "emea"
plan = "gold"
until = 2031-12-31
csm = "mia@desk.example"

[[customer.contact]]
name = "Kari Moe"
email = "kari@nordlicht.example"
"""


@pytest.fixture
def enrol(db, tmp_path):
    def run(text):
        path = tmp_path / "people.toml"
        path.write_text(text)
        with as_role("sundial_worker"):
            call_command("enrol", str(path), stdout=io.StringIO())

    return run


@pytest.fixture
def as_clockwork(db):
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        yield


def test_staff_customers_and_contacts_are_entered_and_changed_by_repeating_the_file(enrol, as_clockwork):
    enrol(FILE)
    enrol(FILE.replace("tier = 2", "tier = 3").replace('"gold"', '"silver"'))

    mia = Person.objects.get(email="mia@desk.example")
    kari = Person.objects.get(email="kari@nordlicht.example")
    assert (mia.tier, mia.role, mia.has_usable_password()) == (3, "engineer", False)
    assert (kari.organization.name, kari.zone, kari.organization.csm) == ("Nordlicht", "Europe/Oslo", mia)
    assert [entitlement.plan for entitlement in Entitlement.objects.all()] == ["silver"]


SEVERAL = (
    FILE.replace('plan = "gold"\nuntil = 2031-12-31\n', "")
    + """
[[customer.entitlement]]
plan = "gold"
products = ["Gateway"]

[[customer.entitlement]]
plan = "platinum"
products = ["Kiosk"]
until = 2031-12-31
"""
)


def entitlements():
    return sorted((one.plan, one.products, str(one.until)) for one in Entitlement.objects.all())


def test_a_customer_may_have_several_entitlements_and_each_is_changed_in_its_own_place(enrol, as_clockwork):
    enrol(SEVERAL)
    before = {one.plan: one.pk for one in Entitlement.objects.all()}
    assert entitlements() == [("gold", ["Gateway"], "None"), ("platinum", ["Kiosk"], "2031-12-31")]

    enrol(SEVERAL.replace('["Kiosk"]', '["Kiosk", "Console"]').replace('"gold"', '"silver"'))
    assert entitlements() == [("platinum", ["Kiosk", "Console"], "2031-12-31"), ("silver", ["Gateway"], "None")]
    assert Entitlement.objects.get(plan="platinum").pk == before["platinum"]
    assert Entitlement.objects.get(plan="silver").pk == before["gold"]


def test_an_entitlement_that_is_left_out_is_not_forgotten(enrol, as_clockwork):
    enrol(SEVERAL)

    with pytest.raises(CommandError, match="Nordlicht has an entitlement to gold that is left out"):
        enrol(FILE.replace('"gold"', '"platinum"'))
    assert len(entitlements()) == 2


def test_one_of_another_group_is_entered_with_it_and_a_group_that_there_is_not_is_refused(enrol, as_clockwork):
    other = FILE.replace("tier = 2", 'group = "engineering"\ntitle = "Releases, Engineering"')
    enrol(other)
    mia = Person.objects.get(email="mia@desk.example")
    assert (mia.group, mia.title) == ("engineering", "Releases, Engineering")

    with pytest.raises(CommandError, match=r'staff.0.group: found "kitchen"; allowed: one of'):
        enrol(other.replace('"engineering"', '"kitchen"'))


def test_every_fault_is_named_at_once_and_nothing_is_kept(enrol, as_clockwork):
    broken = FILE.replace("Europe/Berlin", "Berlin").replace("Mia@desk.example", "mia").replace("tier = 2", "tier = 9")

    with pytest.raises(CommandError) as refused:
        enrol(broken)

    for key in ("staff.0.zone", "staff.0.email", "staff.0.tier", "Nothing was changed"):
        assert key in str(refused.value)
    assert not Organization.objects.exists()


@pytest.mark.parametrize(
    ("found", "instead", "key"),
    [('"gold"', '"bronze"', "customer.0.plan"), ('"engineer"', '"wizard"', "staff.0.role")],
)
def test_what_the_protocol_does_not_have_is_refused_with_what_it_has(enrol, found, instead, key):
    with pytest.raises(CommandError, match=rf"{key}: found {instead}; allowed: one of"):
        enrol(FILE.replace(found, instead))


def test_entitlements_are_written_in_one_place(enrol):
    with pytest.raises(CommandError, match=r"customer.0.plan: found .*; allowed: it in each"):
        enrol(SEVERAL.replace('region = "emea"\ncsm', 'region = "emea"\nplan = "gold"\ncsm'))
    with pytest.raises(CommandError, match=r"customer.0.entitlement.1.plan: found \"bronze\""):
        enrol(SEVERAL.replace('"platinum"', '"bronze"'))


def test_a_customer_with_cases_does_not_slip_behind_another_wall(enrol, cast):
    case = cast.open_case(at="Mon 2026-03-02 09:00")
    walled = FILE.replace('"Nordlicht"', f'"{cast.acme.name}"').replace("until", 'regions = ["emea"]\nuntil')

    with pytest.raises(CommandError, match="has cases"):
        enrol(walled)
    assert cast.amy.sees(case)


def test_who_is_moved_out_of_a_wall_by_the_file_leaves_their_case_there(enrol, cast):
    hidden, free = of_rita(cast), cast.open_case(at="Mon 09:20")
    for case in (hidden, free):
        cast.eve.takes(case, at="Mon 09:30")
    eve = FILE.partition("[[customer]]")[0].replace("Mia Bauer", "Eve").replace("Mia@desk.example", "eve@example.com")
    enrol(eve)
    assert [owner_of(case) for case in (hidden, free)] == ["Eve", "Eve"]
    enrol(eve.replace('"emea"', '"americas"'))
    assert [owner_of(case) for case in (hidden, free)] == ["", "Eve"]


def test_an_address_of_the_staff_never_becomes_a_contact(enrol):
    with pytest.raises(CommandError, match="somebody else's already"):
        enrol(FILE.replace("kari@nordlicht.example", "mia@desk.example"))


def test_a_password_is_set_from_standard_input_and_weak_ones_are_refused(enrol, as_clockwork, monkeypatch):
    enrol(FILE)

    monkeypatch.setattr("sys.stdin", io.StringIO("12345\n"))
    with pytest.raises(CommandError, match="too short"):
        call_command("password", "mia@desk.example")
    monkeypatch.setattr("sys.stdin", io.StringIO("noon casts no shadow\n"))
    call_command("password", "Mia@desk.example", stdout=io.StringIO())

    assert Person.objects.get(email="mia@desk.example").check_password("noon casts no shadow")
