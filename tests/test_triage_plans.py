"""Triage costs little: its work list keeps its index behind the wall, and so does the search for duplicates."""

from contextlib import contextmanager

import pytest

from sundial.models import Case, database_now, viewing
from sundial.protocol.triage import Weighed, place_in_triage
from sundial.web.access import inside, wall_of
from sundial.web.desk import lists
from sundial.web.desk.alike import beside
from tests.database import as_role, run
from tests.hidden_world import put_back
from tests.test_wall_plans import crowd, plan  # noqa: F401 - a fixture

MOMENT = "Mon 2026-03-02 09:00"
COLUMNS = ("next_due_at", "rung", "severity", "plan_rank", "number", "flag")


def test_the_database_orders_the_work_list_by_the_same_rule(cast):
    rita = cast.restricted("emea")  # without an entitlement: what she opens is flagged
    for level, severity in (("gold", 3), ("silver", 1), ("platinum", 4)):
        cast.open_case(plan=level, severity=severity, at=MOMENT)
        cast.opens(rita, severity=severity, at=MOMENT)
    with viewing(cast.eve.person):
        rows = lists.cases(lists.VIEWS["new"], cast.eve.person, database_now()).values_list(*COLUMNS)
        cases = [Weighed(*row, flagged=bool(flag)) for *row, flag in rows]

    assert [case.flagged for case in cases] == [True] * 3 + [False] * 3
    assert cases == sorted(cases, key=place_in_triage)


@contextmanager
def where(change):
    """Let the crowd be otherwise for once."""
    with put_back():
        with as_role("postgres"):
            run(f"UPDATE support_case SET {change}")
            run("ANALYZE support_case")
        yield


@pytest.mark.parametrize("who", ["eve", "amy"])
def test_the_work_list_is_read_in_its_order_from_its_index(who, crowd):  # noqa: F811
    person = getattr(crowd, who).person
    with where("triaged = true WHERE left(number, 2) < 'T5'"), viewing(person):
        lines = plan(lists.cases(lists.VIEWS["new"], person, database_now())[:50])

    assert any("Index Scan using case_untriaged" in line for line in lines)
    assert not any("Sort" in line or "Seq Scan" in line for line in lines)


@pytest.mark.parametrize(("which", "index"), [(0, "case_of_organization"), (1, "case_of_product")])
def test_what_may_be_alike_is_found_by_an_index_and_read_no_further_than_is_weighed(crowd, which, index):  # noqa: F811
    person = crowd.eve.person
    with where("product = 'Gateway ' || left(number, 3)"), viewing(person):
        case = Case.objects.filter(organization=crowd.acme, number__startswith="T13").first()
        lines = plan(beside(case, Case.objects.filter(inside(wall_of(person))))[which])

    assert any("Index Scan" in line and index in line for line in lines), lines
    assert not any("Seq Scan on support_case" in line for line in lines)
