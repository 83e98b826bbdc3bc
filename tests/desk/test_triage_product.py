"""The product on the page of triage: what can be chosen, and what the customer is entitled to by it (O3.5)."""

import re
from html import unescape

import pytest

from sundial.commands.cases import NewCase, open_case
from sundial.commands.releases import plan_release
from sundial.models import CLOCKWORK, Entitlement, viewing
from tests.browsing import signed_in, words
from tests.database import as_role
from tests.desk.pages import MOMENT, page
from tests.desk.triaging import kinds, triage

GATEWAY, KIOSK, SCANNER = "Gateway 5", "Kiosk 4", "Scanner 5.8"


def entitle(cast, *each):
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        for plan, *products in each:
            Entitlement.objects.create(organization=cast.acme, plan=plan, products=products)


@pytest.fixture
def case(cast):
    """Ana has the gateway on Gold and the kiosk on Platinum, and says that it is the gateway."""
    entitle(cast, ("gold", GATEWAY), ("platinum", KIOSK))
    with viewing(cast.dan.person):
        dan = cast.dan.person
        plan_release(SCANNER, "5.8.2", None, owner=dan, by=dan, now=cast.at(MOMENT))
    return opens(cast)


def opens(cast, product=GATEWAY, channel="portal"):
    with viewing(cast.ana.person):
        new = NewCase("It hangs", "Help!", 2, product, channel=channel)
        return open_case(new, contact=cast.ana.person, by=cast.ana.person, now=cast.at(MOMENT)).case


def chosen(html):
    """Return what can be chosen as the product, and what is."""
    select = re.search(r'<select id="product".*?</select>', html, re.DOTALL)[0]
    return re.findall(r">([^<]+)</option>", select), re.findall(r'value="([^"]*)" selected', select)


def test_the_products_are_those_of_the_customer_and_those_with_releases_each_with_its_plan(eve, case):
    assert chosen(page(eve, f"/desk/cases/{case.number}/triage")) == (
        ["Gateway 5, Gold", "Kiosk 4, Platinum", "Scanner 5.8, not entitled"],
        [GATEWAY],
    )


def test_what_is_known_of_other_customers_is_not_offered(cast, case, eve):
    other = cast.restricted("emea").person.organization
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        Entitlement.objects.create(organization=other, plan="gold", products=["CANARY"])
    assert "CANARY" not in page(eve, f"/desk/cases/{case.number}/triage")


def test_where_everything_is_covered_any_product_can_be_named(cast, eve):
    entitle(cast, ("gold",))
    case = opens(cast)
    assert f'name="product" maxlength="120" list="products" value="{GATEWAY}"' in page(
        eve, f"/desk/cases/{case.number}/triage"
    )
    assert triage(eve, case, product="Vault 2").status_code == 302
    said = words(eve.get(f"/desk/cases/{case.number}"))
    assert "it is about Vault 2, not Gateway 5" in said
    assert "until its plan is changed" not in said


@pytest.mark.parametrize(
    ("product", "says"),
    [(KIOSK, "Kiosk 4 is covered by Platinum."), (SCANNER, "No entitlement of the customer covers Scanner 5.8.")],
)
def test_another_entitlement_is_said_at_once_and_leads_to_the_plan(cast, eve, case, product, says):
    answer = triage(eve, case, product=product)
    assert answer["Location"] == f"/desk/cases/{case.number}/triage?after={case.number}"
    counts = f"{says} Gold counts for this case until its plan is changed."

    said = words(eve.get(answer["Location"]))
    assert f"Gold counts for Gateway 5. {counts}" in said
    assert f"{case.number} is triaged. {counts}" in unescape(eve.get(answer["Location"]).content.decode())
    on_case = page(eve, f"/desk/cases/{case.number}")
    assert f"{product}, Ana said Gateway 5. {counts}" in words(eve.get(f"/desk/cases/{case.number}"))
    assert f'href="/desk/cases/{case.number}/plan"' in on_case
    dan = signed_in(cast.dan.person)
    assert "See what another plan would move" in page(dan, f"/desk/cases/{case.number}/triage")


def test_once_the_plan_follows_nothing_is_left_to_say(cast, eve, case):
    triage(eve, case, product=KIOSK)
    dan = signed_in(cast.dan.person)
    html = page(dan, f"/desk/cases/{case.number}/plan")
    key = re.search(r'name="key" value="([^"]*)"', html)[1]
    fields = {"key": key, "plan": "platinum", "text": "It is about the kiosk."}
    assert dan.post(f"/desk/cases/{case.number}/plan", fields).status_code == 302
    assert kinds(case) == ["opened", "triaged", "plan-changed"]
    assert "until its plan is changed" not in words(eve.get(f"/desk/cases/{case.number}/triage"))


def test_a_product_that_nobody_knows_is_refused_and_stays_off_the_record(eve, case):
    answer = triage(eve, case, product="CANARY")
    assert answer.status_code == 422
    assert "Choose a product from the list." in answer.content.decode()
    assert kinds(case) == ["opened"]


def test_the_staff_read_the_correction_in_the_conversation_and_the_customer_does_not(cast, eve, case):
    triage(eve, case, product=KIOSK, then="case")
    ana = signed_in(cast.ana.person)

    assert "triaged the case: involved, tier 2; it is about Kiosk 4, not Gateway 5" in words(
        eve.get(f"/desk/cases/{case.number}")
    )
    assert "it is about" not in words(ana.get(f"/cases/{case.number}"))


@pytest.mark.parametrize(
    ("channel", "says"),
    [
        ("portal", "opened the case in the portal, severity 2"),
        ("phone", "opened the case by phone, severity 2"),
        ("chat", "opened the case in chat, severity 2"),
        ("self-service", "opened the case in self-service, severity 2"),
        ("email", "opened the case by mail, severity 2"),
        ("pigeon", "opened the case through pigeon, severity 2"),
    ],
)
def test_by_which_channel_a_case_came_is_said_as_people_say_it(cast, eve, channel, says):
    """O1.5."""
    cast.entitle(cast.acme, "gold")
    assert says in words(eve.get(f"/desk/cases/{opens(cast, channel=channel).number}"))
