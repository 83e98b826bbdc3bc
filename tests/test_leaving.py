"""O2.7: whoever moves out of a customer's regions, or leaves, leaves there what they see no more."""

import pytest

from sundial.commands.people import Member
from sundial.commands.staff import change_person, let_leave
from sundial.commands.verify import Proof, verify
from sundial.models import CLOCKWORK, Alert, FactRow, Person, viewing
from tests.browsing import signed_in, words
from tests.database import as_role
from tests.glazing import of_rita
from tests.handing import owner_of


@pytest.fixture
def cases(cast):
    """Eve's three: behind a wall, without one, and behind the wall but closed."""
    hidden, closed, free = of_rita(cast), cast.opens(cast.rita, at="Mon 09:02"), cast.open_case(at="Mon 09:20")
    for case in (hidden, closed, free):
        cast.eve.takes(case, at="Mon 09:30")
    cast.eve.resolves(closed, at="Mon 09:31", text="Done.")
    cast.eve.closes(closed, at="Mon 09:32")
    return hidden, closed, free


def moves_out(cast):
    eve = Person.objects.get(pk=cast.eve.person.pk)
    member = Member(name=eve.name, email=eve.email, role=eve.role, region="", tier=eve.tier, zone=eve.zone)
    return change_person(eve, member, by=cast.dan.person, now=cast.at("Mon 09:40"))


def leaves(cast):
    return let_leave(Person.objects.get(pk=cast.eve.person.pk), by=cast.dan.person, now=cast.at("Mon 09:40"))


def test_the_manager_reads_that_it_waits_and_not_that_it_is_theirs(cast, cases):
    with viewing(cast.dan.person):
        moves_out(cast)
    said = words(signed_in(cast.dan.person).get("/desk/alerts"))
    assert f"{cases[0].number} has no owner any more" in said
    assert "was given to you" not in said


@pytest.mark.parametrize("goes", [moves_out, leaves])
def test_what_they_see_no_more_is_given_back_and_the_manager_in_charge_hears_of_it(cast, cases, goes):
    hidden, closed, free = cases
    with viewing(cast.dan.person):
        assert goes(cast)
        assert "sees this case no more" in FactRow.objects.filter(case=hidden, kind="messaged").latest("seq").text
    assert [owner_of(case) for case in cases] == ["", "Eve", "Eve"]
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        told = Alert.objects.filter(kind="owner-set", case=hidden).values_list("person__name", "text")
        assert list(told) == [("Dan", "a case has no owner any more")]
        assert not Alert.objects.filter(case__in=[closed, free]).exists()
    with as_role("sundial_worker"):
        assert list(verify(Proof())) == []


def test_whoever_comes_back_inside_keeps_what_they_have(cast):
    hidden = of_rita(cast)
    cast.eve.takes(hidden, at="Mon 09:30")
    cast.moves(cast.eve, "")
    with viewing(cast.dan.person):
        eve = Person.objects.get(pk=cast.eve.person.pk)
        member = Member(name=eve.name, email=eve.email, role=eve.role, region="emea", tier=eve.tier, zone=eve.zone)
        assert change_person(eve, member, by=cast.dan.person, now=cast.at("Mon 09:40"))
    assert owner_of(hidden) == "Eve"
