"""A tier is told of what waits for it, a manager of a waiver that is asked for, and nobody outside (O8.7, O12.1)."""

import pytest

from sundial.commands.placing import raise_tier
from sundial.commands.rota import take_time_off
from sundial.commands.waivers import ask_waiver, waive
from sundial.jobs.relevance import why_not
from sundial.models import CLOCKWORK, Alert, FactRow, Person, viewing
from tests.browsing import signed_in, words
from tests.database import as_role
from tests.shifting import Rota, acts
from tests.test_waivers import UPDATE


@pytest.fixture
def rota(cast):
    """Eve on tier 1, Ned on tier 2 and Amy on tier 3, each on shift on Mondays."""
    rota = Rota(cast)
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        for player, tier in ((cast.eve, 1), (cast.ned, 2), (cast.amy, 3)):
            Person.objects.filter(pk=player.person.pk).update(tier=tier)
            player.person.refresh_from_db()
    return rota


@pytest.fixture
def case(cast, rota):
    opened = cast.open_case(plan="gold", severity=2, at="Mon 2026-03-02 09:00")
    cast.eve.takes(opened, at="Mon 09:06")
    return opened


def raises(player, case, tier, at="Mon 10:00"):
    with viewing(player.person):
        raise_tier(case, tier, by=player.person, now=player.at(at), text="Deep.")


def told(kind):
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        return sorted(Alert.objects.filter(kind=kind).values_list("person__name", flat=True))


def test_who_is_on_shift_where_the_case_is_and_of_that_tier_or_above_is_told(cast, case):
    raises(cast.eve, case, 2, at="Mon 14:30")  # the Americas are on shift as well
    assert told("tier-raised") == ["Ned"]
    said = words(signed_in(cast.ned.person).get("/desk/alerts"))
    assert f"{case.number} was raised to your tier or to one of your region" in said


@pytest.mark.parametrize("way", ["no one is of it", "away", "off shift"])
def test_where_nobody_is_on_shift_for_it_the_duty_manager_hears(cast, case, way):
    tier, at = (3, "Mon 10:00") if way == "no one is of it" else (2, "Mon 10:00")
    if way == "away":
        acts(
            cast.ned,
            take_time_off,
            cast.ned.person,
            cast.at("Mon 09:30"),
            cast.at("Mon 12:00"),
            deputy=None,
            at="Mon 09:10",
        )
    raises(cast.eve, case, tier, "Mon 18:00" if way == "off shift" else at)
    assert told("tier-raised") == ["Dan"]


def test_of_a_restricted_case_nobody_outside_is_told_and_who_alone_could_be_is_not_left_in_silence(cast, rota):
    rita = cast.restricted("emea")
    cast.entitle(rita.person.organization, "gold")
    case = cast.opens(rita, at="Mon 2026-03-02 14:10", severity=2)
    cast.ned.takes(case, at="Mon 14:11")
    raises(cast.ned, case, 3, "Mon 14:30")  # Amy of the Americas is of it, and on shift
    assert told("tier-raised") == ["Dan"]
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        Person.objects.filter(pk=cast.dan.person.pk).update(is_active=False)
    other = cast.opens(rita, at="Mon 14:31", severity=2)
    cast.ned.takes(other, at="Mon 14:32")
    raises(cast.ned, other, 3, "Mon 14:33")
    with viewing(cast.ned.person):
        note = FactRow.objects.filter(case=other, kind="messaged").latest("seq").text
    assert note.startswith("Nobody could be told (a case waits for a higher tier)")


def test_a_mail_about_a_tier_is_not_sent_once_somebody_was_given_the_case(cast, case):
    raises(cast.eve, case, 2)
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        alert = Alert.objects.select_related("case", "person").get(kind="tier-raised")
        assert why_not(alert, cast.at("Mon 10:01")) == ""
    cast.ned.takes(case, at="Mon 10:02")
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        assert why_not(alert, cast.at("Mon 10:03")) == "somebody was given the case meanwhile"


def test_a_waiver_that_is_asked_for_is_told_to_who_may_approve_it_until_it_is_given(cast, acme):
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        cast.ida = cast._staff("Ida", "director", "emea")
    with viewing(cast.eve.person):
        ask_waiver(acme, UPDATE, by=cast.eve.person, now=cast.at("Mon 12:00"), text="Their line was down.")
    assert told("waiver-asked") == ["Dan"]
    page = signed_in(cast.dan.person).get("/desk/alerts")
    assert f"A waiver of a broken promise is asked for on {acme.number}" in words(page)
    assert f"/desk/cases/{acme.number}/waivers" in page.content.decode()
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        alert = Alert.objects.select_related("case", "person").get(kind="waiver-asked")
        assert why_not(alert, cast.at("Mon 12:01")) == ""
    with viewing(cast.dan.person):
        waive(acme, UPDATE, by=cast.dan.person, now=cast.at("Mon 12:05"), text="Agreed.")
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        assert why_not(alert, cast.at("Mon 12:06")) == "it was waived meanwhile"


def test_a_manager_who_asks_for_a_waiver_is_not_told_but_who_else_may_approve_it(cast, acme):
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        cast.ida = cast._staff("Ida", "director", "emea")
    with viewing(cast.dan.person):
        ask_waiver(acme, UPDATE, by=cast.dan.person, now=cast.at("Mon 12:00"), text="Their line was down.")
    assert told("waiver-asked") == ["Ida"]
