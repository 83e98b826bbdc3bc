"""The customers' page: fifty at once, found by name or city, each behind its wall (O2.6, O2.7)."""

import re

import pytest

from sundial.models import CLOCKWORK, Organization, viewing
from tests.browsing import signed_in, words
from tests.database import as_role

MANY = 53


@pytest.fixture
def max_(cast):
    """Max of the Americas, with 53 more customers to look through, and two restricted ones that he does not see."""
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        Organization.objects.bulk_create(
            [
                Organization(name=f"Mill {n:02}", city="Graß" if n % 2 else "", home_region="emea", regions=walled)
                for n in range(MANY + 2)
                for walled in ([["emea"], []][n >= 2],)
            ]
        )
    return signed_in(cast.max.person)


def names(answer):
    return re.findall(r"(Mill \d\d|Acme)</a>", answer.content.decode())


def test_fifty_stand_on_a_page_and_the_next_page_has_the_others(max_, cast):
    first, second = max_.get("/desk/customers"), max_.get("/desk/customers?page=2")
    everybody = [*names(first), *names(second)]

    assert (len(names(first)), len(everybody)) == (50, MANY + 1)
    assert everybody == sorted(set(everybody))
    assert not {"Mill 00", "Mill 01"} & set(everybody)
    for answer in (first, second):
        assert f"{MANY + 1} whom you may see" in words(answer)
    assert "?page=2" in first.content.decode()
    assert "?page=3" not in second.content.decode()
    assert "Nobody stands on page 3" in words(max_.get("/desk/customers?page=3"))


def test_they_are_found_by_name_or_city_and_what_was_asked_stays_on_the_page(max_):
    found = max_.get("/desk/customers?name=GRASS")
    assert names(found) == [f"Mill {n:02}" for n in range(3, MANY + 2, 2)]
    assert 'value="GRASS"' in found.content.decode()
    assert names(max_.get("/desk/customers?name=mILL+1")) == [f"Mill {n}" for n in range(10, 20)]
    assert names(max_.get("/desk/customers?name=acm%C3%A9")) == ["Acme"]
    assert names(max_.get("/desk/customers?name=mill&page=2")) == [f"Mill {n:02}" for n in range(52, MANY + 2)]
    assert "No customer that you may see has “100%” in its name" in words(max_.get("/desk/customers?name=100%25"))


def test_a_hidden_customer_is_answered_for_as_one_that_never_was(max_):
    hidden, never = (max_.get(f"/desk/customers?name={name}") for name in ("Mill+01", "Mill+91"))

    assert words(hidden).replace("Mill 01", "Mill 91") == words(never)
