"""A query that is written once answers as Django's own would, each time anew and for whoever is viewing."""

import pytest

from sundial.models import Case, Person, viewing
from sundial.models.written import Written

WITH = ("organization", "owner", "contact")
NUMBERED = Written(lambda number: Case.objects.select_related(*WITH).filter(number=number), "EXAMPLE")
ELSEWHERE = Written(
    lambda region, kind: (
        Person.objects.exclude(region=region).filter(kind=kind).order_by("name").values_list("name", "region")
    ),
    "REGION",
    "KIND",
)


@pytest.fixture
def case(cast):
    return cast.open_case(plan="platinum", at="Mon 2026-03-02 09:00")


def test_rows_are_what_django_makes_of_them_with_all_that_is_joined(cast, case, django_assert_num_queries):
    with viewing(cast.eve.person):
        unowned = NUMBERED.first(case.number)
        assert (unowned, unowned.owner) == (case, None)
    cast.eve.takes(case, at="Mon 09:10")
    with viewing(cast.eve.person):
        with django_assert_num_queries(1):
            found = NUMBERED.first(case.number)
            joined = (found.owner.name, found.contact.name, found.organization.name)
        assert joined == ("Eve", "Ana", "Acme")
        own = Case.objects.select_related(*WITH).get(number=case.number)
        assert {field.attname: getattr(found, field.attname) for field in Case._meta.fields} == {
            field.attname: getattr(own, field.attname) for field in Case._meta.fields
        }


def test_each_value_goes_to_its_own_place_and_none_is_kept(cast, case):
    with viewing(cast.eve.person):
        assert ELSEWHERE("emea", "staff") == [("Amy", "americas"), ("Max", "americas")]
        assert ELSEWHERE("americas", "staff") == [("Dan", "emea"), ("Eve", "emea"), ("Ned", "emea")]
        assert NUMBERED.first("SD-NONE") is None
        assert NUMBERED.first(case.number) == case


def test_it_is_asked_under_the_wall_of_whoever_is_viewing(cast):
    hidden = cast.opens(cast.restricted("emea"), at="Mon 2026-03-02 09:00")
    for player, seen in ((cast.eve, [hidden]), (cast.amy, []), (cast.ana, []), (cast.eve, [hidden])):
        with viewing(player.person):
            assert NUMBERED(hidden.number) == seen


def test_an_example_that_is_not_found_in_what_is_written_is_refused_before_anything_is_asked(db):
    dropped = Written(lambda number: Case.objects.all(), "EXAMPLE")
    with pytest.raises(AssertionError, match="not found"):
        dropped("SD-0000-000")
