"""Who works here and for whom: entered from a file, all of it or nothing, with every fault named."""

import io

import pytest
from django.core.management import CommandError, call_command

from sundial.models import CLOCKWORK, Entitlement, Organization, Person, viewing
from tests.database import as_role

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


def test_a_customer_with_cases_does_not_slip_behind_another_wall(enrol, cast):
    case = cast.open_case(at="Mon 2026-03-02 09:00")
    walled = FILE.replace('"Nordlicht"', f'"{cast.acme.name}"').replace("until", 'regions = ["emea"]\nuntil')

    with pytest.raises(CommandError, match="has cases"):
        enrol(walled)
    assert cast.amy.sees(case)


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
