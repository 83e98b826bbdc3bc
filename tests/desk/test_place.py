"""Why is it here: the reasons for a place in a list add up to the order of the list (O3.3)."""

import re

import pytest

from sundial.protocol.case import State
from tests.browsing import signed_in, words
from tests.desk.pages import MOMENT, page
from tests.desk.triaging import behind_the_desk

STEP = re.compile(r"<b>(\d+)</b></li>")
PLACE = re.compile(r"<b>(\d+) of (\d+)</b></footer>")


@pytest.fixture
def many(cast):
    """Cases that differ in every way that the queue knows of, and some that differ in number alone."""
    for plan in ("gold", "silver", "platinum", "emerald", "platinum"):
        for severity in (1, 2, 2, 4):
            cast.open_case(plan=plan, severity=severity, at=MOMENT)
    cast.opens(cast.restricted("emea"), at=MOMENT)
    behind_the_desk(lambda at: at % 4 == 0, rung=2)
    behind_the_desk(lambda at: at % 5 == 1, next_due_at=None)


@pytest.mark.parametrize("view", ["open", "new", "late"])
@pytest.mark.parametrize("who", ["eve", "amy"])
def test_the_reasons_for_a_place_add_up_to_the_order(cast, many, view, who):
    client = signed_in(getattr(cast, who).person)
    listed = re.findall(r'data-row="([^"]+)"', page(client, "/desk/triage" if view == "new" else f"/desk/?view={view}"))

    assert len(listed) > 10
    for at, number in enumerate(listed, start=1):
        html = page(client, f"/desk/cases/{number}/place?view={view}")
        assert sum(map(int, STEP.findall(html))) == at
        assert PLACE.search(html).groups() == (str(at), str(len(listed)))


def test_what_stands_beside_a_case_is_named_with_what_decides(cast, eve):
    first = cast.open_case(plan="platinum", severity=1, at=MOMENT, subject="First")
    second = cast.open_case(plan="platinum", severity=2, at=MOMENT, subject="Second")
    third = cast.open_case(plan="platinum", severity=2, at="Mon 09:30", subject="Third")
    said = words(eve.get(f"/desk/cases/{second.number}/place"))

    assert "Equal so far, and graver Severity 2 1" in said
    assert f"First {first.number}, Acme same due time, severity 1" in said
    assert re.search(rf"Third {third.number}, Acme due .{{,20}}10:30, 30 min later", said)


def test_a_case_that_is_not_in_the_list_is_placed_among_all_that_are_open_and_an_ended_one_in_none(cast, eve, new):
    said = words(eve.get(f"/desk/cases/{new.number}/place?view=mine"))
    assert "It does not stand in “My queue”." in said
    assert "1 of 1" in said
    assert words(eve.get(f"/desk/cases/{new.number}/place?view=%00"))
    cast.eve.resolves(new, at="Mon 09:10", text="Done.")
    assert "It stands in no list of open cases" in words(eve.get(f"/desk/cases/{new.number}/place"))
    assert new.state == State.RESOLVED


def test_the_queue_links_each_row_to_the_reason_for_its_place(cast, eve, new):
    assert f'href="/desk/cases/{new.number}/place?view=open" data-key="w"' in page(eve, "/desk/?view=open")
