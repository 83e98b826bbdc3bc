"""The pages of people, customers and the directory: who may change whom, what holds at once, the wall (O2.7)."""

import re

import pytest

from sundial.models import CLOCKWORK, Organization, Person, PersonChange, viewing
from tests.browsing import sent, signed_in, words
from tests.database import as_role

NEW = {"name": "Nina Roy", "email": "nina@example.com", "role": "engineer", "region": "emea", "tier": "2", "group": ""}
WAYS = {
    "title": "",
    "zone": "Europe/Berlin",
    "languages": "German, en, pt_BR",
    "skills": ["mail"],
    "phone": "+49 30 555",
}


@pytest.fixture
def dan(cast):
    return signed_in(cast.dan.person)


@pytest.fixture
def amy(cast):
    return signed_in(cast.amy.person)


def kept(**which):
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        return Person.objects.get(**which)


def as_they_are(player, **changed):
    one = kept(pk=player.person.pk)
    fields = ("name", "role", "region", "group", "title", "zone", "phone", "chat")
    return sent(**{name: getattr(one, name) for name in fields} | {"tier": one.tier or "", "languages": ""} | changed)


def test_the_staff_stand_by_region_with_what_they_know_and_how_to_reach_them(cast, dan):
    assert (
        dan.post(f"/desk/people/{cast.ned.person.pk}/changes", as_they_are(cast.ned, tier="3", **WAYS)).status_code
        == 302
    )
    said = words(dan.get("/desk/people"))

    assert "Americas Tampa" in said
    assert re.search(r"Ned Tier 3 engineer Mail gateways German, English, Brazilian Portuguese \d\d:\d\d Berlin", said)
    assert "+49 30 555" in said
    assert "Ned" in words(dan.get("/desk/people?skill=mail&language=pt"))
    assert "Nobody here answers to that" in words(dan.get("/desk/people?skill=mail&language=ja"))


def test_a_manager_enters_somebody_in_their_region_who_cannot_sign_in_yet(cast, dan):
    answer = dan.post("/desk/people/new", sent(**NEW, **WAYS))
    nina = kept(email="nina@example.com")

    assert answer["Location"] == f"/desk/people/{nina.pk}"
    assert (nina.region, nina.tier, nina.languages, nina.skills) == ("emea", 2, ["de", "en", "pt-BR"], ["mail"])
    assert not any(nina.check_password(one) for one in ("", " ", "nina"))
    assert "Entered in EMEA Dan" in words(dan.get(answer["Location"]))


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"email": "nina@elsewhere.example"}, "Give an address at example.com"),
        ({"email": "eve@example.com"}, "has the address eve@example.com already"),
        ({"region": "americas"}, "You take people into EMEA"),
        ({"role": "director"}, "Only a Director"),
        ({"role": "svp"}, "entered by the operator"),
        ({"role": "csm"}, "Only engineers have a tier"),
        ({"role": "working-groups", "tier": ""}, "Choose the group"),
        ({"tier": "9"}, "Choose a tier"),
        ({"skills": ["cooking"]}, "Choose skills of the list"),
        ({"languages": "Klingonish"}, "“Klingonish” is no language"),
        ({"phone": "030 555"}, "Write the number as"),
        ({"zone": "Berlin"}, "Choose a time zone"),
        ({"name": " "}, "Write their name"),
    ],
)
def test_what_cannot_be_is_refused_with_its_reason_and_what_was_typed(cast, dan, wrong, says):
    answer = dan.post("/desk/people/new", sent(**{**NEW, **WAYS, **wrong}))

    assert answer.status_code == 422
    assert says in words(answer)
    assert "Nina Roy" in answer.content.decode() or "name" in wrong


def test_others_have_no_door_to_entering_and_changing(cast, amy):
    here = f"/desk/people/{cast.ned.person.pk}"
    for client in (amy, signed_in(cast.max.person), signed_in(cast.eve.person)):
        for door in ("changes", "departures"):
            assert client.get(f"{here}/{door}").status_code == 404
            assert client.post(f"{here}/{door}", as_they_are(cast.ned, role="director")).status_code == 404
        assert client.post(f"{here}/returns", sent()).status_code == 422
    assert amy.get("/desk/people/new").status_code == 404
    assert kept(pk=cast.ned.person.pk).role == "engineer"


def test_everybody_changes_how_they_are_reached_and_nothing_else_of_themselves(cast):
    eve = signed_in(cast.eve.person)
    answer = eve.post(
        f"/desk/people/{cast.eve.person.pk}/changes", as_they_are(cast.eve, **WAYS, role="director", tier="3")
    )
    one = kept(pk=cast.eve.person.pk)

    assert answer.status_code == 302
    assert (one.role, one.tier, one.skills, one.phone, one.languages) == (
        "engineer",
        None,
        [],
        "+49 30 555",
        ["de", "en", "pt-BR"],
    )


def test_who_is_let_go_sees_nothing_of_a_restricted_customer_any_more_until_another_region_takes_them_in(
    cast, dan, secret
):
    ned, here = signed_in(cast.ned.person), f"/desk/people/{cast.ned.person.pk}/changes"
    assert ned.get(f"/desk/cases/{secret.number}").status_code == 200

    assert dan.post(here, as_they_are(cast.ned, region="")).status_code == 302
    assert ned.get(f"/desk/cases/{secret.number}").status_code == 404
    assert dan.post(here, as_they_are(cast.ned, region="americas")).status_code == 422

    assert signed_in(cast.max.person).post(here, as_they_are(cast.ned, region="americas")).status_code == 302
    assert kept(pk=cast.ned.person.pk).region == "americas"
    with viewing(cast.dan.person):
        assert [one.what["region"] for one in PersonChange.objects.order_by("at")] == [["emea", ""], ["", "americas"]]


def test_who_leaves_is_signed_out_at_once_and_their_cases_wait_to_be_given_on(cast, dan, acme, secret):
    cast.eve.assigns(acme, cast.ned, at="Tue 09:00")
    cast.eve.assigns(secret, cast.ned, at="Tue 09:00")
    ned, here = signed_in(cast.ned.person), f"/desk/people/{cast.ned.person.pk}"
    assert "2 open cases to be given on" in words(dan.get(f"{here}/departures"))
    assert "CANARY-SUBJECT" in words(dan.get(here))
    assert "CANARY" not in words(signed_in(cast.amy.person).get(here))
    for wrong, says in (("", "Choose to whom"), (cast.amy.person.pk, f"Amy cannot own {secret.number}")):
        answer = dan.post(f"{here}/reassignments", sent(to=wrong))
        assert (answer.status_code, says in words(answer)) == (422, True)

    assert dan.post(f"{here}/departures", sent()).status_code == 302
    assert ned.get("/desk/").status_code == 302
    assert "Ned has left and still owns 1 open case" in words(dan.get(here))  # what is behind a wall is nobody's
    assert dan.post(f"{here}/reassignments", sent(to=cast.eve.person.pk)).status_code == 302
    assert "None that you see" in words(dan.get(here))
    assert dan.post(f"{here}/returns", sent()).status_code == 302
    assert kept(pk=cast.ned.person.pk).is_active


def test_a_contact_is_none_of_the_staff(cast, dan, rita):
    for contact in (cast.ana, rita):
        assert dan.get(f"/desk/people/{contact.person.pk}").status_code == 404


@pytest.fixture
def known(cast, rita):
    """Both customers, with Ned as TAM of the restricted one."""
    cast.entitle(cast.acme, "gold")
    cast.entitle(rita.person.organization, "platinum")
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        Person.objects.filter(pk=cast.ned.person.pk).update(role="tam")
        Person.objects.filter(pk=cast.amy.person.pk).update(role="csm")
        Organization.objects.filter(pk=rita.person.organization_id).update(tam=cast.ned.person)
    return f"/desk/customers/{rita.person.organization_id}"


def test_an_outsider_learns_nothing_of_a_restricted_customer_from_any_page(cast, known, secret):
    outside = signed_in(cast.max.person)
    never = outside.get("/desk/customers/00000000-0000-4000-8000-000000000000")
    for door in ("", "/team"):
        for answer in (outside.get(known + door), outside.post(known + "/team", sent(tam=cast.amy.person.pk))):
            assert (answer.status_code, answer.content) == (404, never.content)

    assert "1 whom you may see" in words(outside.get("/desk/customers"))
    for page in ("/desk/customers", "/desk/people", f"/desk/people/{cast.ned.person.pk}", "/desk/directory"):
        assert not re.search("Secret|CANARY", words(outside.get(page)))
    assert "None that you see" in words(outside.get(f"/desk/people/{cast.eve.person.pk}"))


def test_inside_the_wall_a_customer_shows_plan_team_contacts_cases_and_who_answers(cast, dan, known, secret):
    said = words(dan.get(known))

    for part in (
        "EMEA staff only", "Gold", "Technical Account Manager Ned", "Open cases 1", "CANARY-SUBJECT", "Rita",
        "Customer Success Manager does not apply: they have none",
        "Vice President of Global Technical Services Dan EMEA, stands in: nobody there holds the role",
    ):  # fmt: skip
        assert part in said
    assert "Max" not in said
    assert "All Support Duty Managers Dan EMEA Max Americas" in words(dan.get(f"/desk/customers/{cast.acme.pk}"))


def test_the_account_team_is_chosen_inside_the_wall_and_anybody_else_refused_with_the_reason(cast, dan, known):
    picker = dan.get(f"{known}/team").content.decode()
    assert str(cast.ned.person.pk) in picker
    assert str(cast.amy.person.pk) not in picker

    answer = dan.post(f"{known}/team", sent(csm=cast.amy.person.pk, tam="", sales=""))
    assert answer.status_code == 422
    assert "Amy works outside EMEA, where Secret is supported: nobody outside sees its cases" in words(answer)
    assert "Eve is no TAM" in words(dan.post(f"{known}/team", sent(tam=cast.eve.person.pk)))

    assert dan.post(f"/desk/customers/{cast.acme.pk}/team", sent(csm=cast.amy.person.pk)).status_code == 302
    assert dan.post(f"{known}/team", sent(csm="", tam="", sales="")).status_code == 302
    assert "Technical Account Manager None" in words(dan.get(known))


def test_only_the_managers_who_serve_a_customer_set_its_team(cast, known):
    for client in (signed_in(cast.eve.person), signed_in(cast.max.person)):
        assert client.get(f"/desk/customers/{cast.acme.pk}/team").status_code == 404


def test_the_directory_has_five_roles_with_who_holds_them(cast, dan):
    said = words(dan.get("/desk/directory"))

    assert (
        "Dan Senior Support Duty Manager Europe, Middle East, Africa supportescalation_emea@opswat.com Timisoara"
        in said
    )
    assert "Nobody at the moment Senior Vice President of Customer Experience supportescalation_svp@opswat.com" in said
    assert said.count("supportescalation_") == 5
