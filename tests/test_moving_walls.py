"""A customer comes to be restricted with work under way outside: all is handed over, then the wall closes (O2.7)."""

import pytest
from django.db import ProgrammingError, connection, transaction
from django.test.utils import CaptureQueriesContext

from sundial.commands.account_team import give_all
from sundial.commands.moving_walls import withdraw_restriction, work_outside
from sundial.commands.restrictions import Incomplete, keep
from sundial.commands.team import StaysInside
from sundial.commands.verify import Proof, verify
from sundial.commands.wall_refusals import LeftOutside, OutOfSight
from sundial.jobs.relevance import why_not
from sundial.models import (
    CLOCKWORK,
    Alert,
    Case,
    FactRow,
    Organization,
    WallChange,
    WallCheck,
    database_now,
    history_of,
    viewing,
)
from sundial.models.wall_change import ground_of
from sundial.protocol.facts import OwnerSet
from sundial.web.desk.people import could_own
from tests.browsing import sent, signed_in, words
from tests.database import as_role
from tests.walling import asks, closes, kept, looked, read_seen, restrictable, with_work_outside


@pytest.fixture(scope="module")
def first_told(first_cast):
    return first_cast, restrictable(first_cast), with_work_outside(first_cast)


@pytest.fixture
def cast(again):
    return again[0]


@pytest.fixture
def at(cast):
    return cast.at


@pytest.fixture
def acme(again):
    return again[1]


@pytest.fixture
def out(again):
    return again[2]


def test_everything_outside_is_listed_case_by_case(cast, acme, out):
    asks(cast.dan, acme, "emea")
    with viewing(cast.dan.person):
        found = {work.case.subject: work for work in work_outside(acme, ["emea"])}

    assert [name for name, work in sorted(found.items()) if work.owner == cast.amy.person] == ["Case 0", "Case 1"]
    assert (found["Case 2"].owner, found["Case 2"].handover.region) == (None, "americas")
    assert [one.group for one in found["Case 2"].requests] == ["engineering"]


def test_it_is_refused_with_the_list_while_anything_is_left_and_then_nothing_is_changed(cast, acme, out):
    asks(cast.dan, acme, "emea")
    before = [kept(case).head_seq for case in out]
    with pytest.raises(LeftOutside) as refused:
        closes(cast.dan, acme, {out[0].pk: cast.eve.person, out[1].pk: cast.max.person})

    assert [line.partition(":")[0] for line in refused.value.left] == [out[1].number]
    assert [kept(case).head_seq for case in out] == before
    assert {kept(case).owner.name for case in out[:2]} == {"Amy"}
    assert kept(out[0]).regions == []


def test_all_is_handed_over_and_the_wall_closes_at_once(cast, acme, out, tick):
    asks(cast.dan, acme, "emea")
    closes(cast.dan, acme, {out[0].pk: cast.eve.person, out[1].pk: cast.dan.person})
    cases = [kept(case) for case in out]

    assert [(one.owner.name, one.regions, one.counts_on) for one in cases] == [
        ("Eve", ["emea"], []),
        ("Dan", ["emea"], []),
        ("Eve", ["emea"], []),
    ]
    assert [one.sees(out[0]) for one in (cast.eve, cast.amy, cast.max, cast.ana)] == [True, False, False, True]
    customer = cases[0].organization
    assert (customer.regions, customer.asked_at, customer.tam) == (["emea"], None, None)
    with viewing(cast.dan.person):
        assert list(work_outside(customer, ["emea"])) == []
        steps = list(WallChange.objects.order_by("at").values_list("kind", "regions", "was"))
        told = FactRow.objects.filter(case=out[0], public=False).latest("seq").text
    assert steps == [("asked", ["emea"], []), ("in-force", ["emea"], [])]
    assert told == "From now on EMEA alone sees this case and works on it."
    assert tick("Mon 15:30")
    with as_role("sundial_worker"):
        assert list(verify(Proof())) == []


def test_at_every_fact_a_case_has_one_owner_and_the_last_outside_comes_before_the_wall(cast, acme, out):
    asks(cast.dan, acme, "emea")
    closes(cast.dan, acme, {out[0].pk: cast.eve.person, out[1].pk: cast.eve.person})
    with viewing(cast.dan.person):
        facts = history_of(out[0].pk)
    owners = [fact.what.owner for fact in facts if isinstance(fact.what, OwnerSet)]
    note = max(fact.seq for fact in facts)

    assert owners == [str(cast.amy.person.pk), str(cast.eve.person.pk)]
    assert max(fact.seq for fact in facts if isinstance(fact.what, OwnerSet)) < note


def test_what_was_to_be_mailed_outside_is_not_sent_and_not_seen(cast, acme, out, tick):
    assert tick("Mon 09:58")
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        alert = Alert.objects.select_related("case", "person").filter(person=cast.amy.person).first()
        assert why_not(alert, cast.at("Mon 09:59")) == ""
    asks(cast.dan, acme, "emea")
    closes(cast.dan, acme, {case.pk: cast.eve.person for case in out})

    with as_role("sundial_worker"), viewing(CLOCKWORK):
        alert = Alert.objects.select_related("case", "person").get(pk=alert.pk)
        assert why_not(alert, cast.at("Mon 10:06")) == "the person is outside the wall of the case"
    with viewing(cast.amy.person):
        assert Alert.objects.count() == 0


def test_resolved_cases_pass_over_too_and_closed_ones_go_behind_the_wall(cast, acme, out):
    cast.amy.resolves(out[0], at="Mon 09:30", text="Done.")
    cast.amy.resolves(out[1], at="Mon 09:31", text="Done.")
    cast.amy.closes(out[1], at="Mon 09:40")
    asks(cast.dan, acme, "emea")
    closes(cast.dan, acme, {out[0].pk: cast.eve.person})

    assert kept(out[0]).owner == cast.eve.person
    assert (kept(out[1]).regions, cast.amy.sees(out[1])) == (["emea"], False)


def test_from_the_asking_on_nothing_new_goes_out_and_a_new_case_is_flagged_inside(cast, acme, out):
    asks(cast.dan, acme, "emea")
    with pytest.raises(StaysInside):
        cast.eve.assigns(out[2], cast.amy, at="Mon 10:01")
    with viewing(cast.dan.person):
        assert cast.amy.person not in could_own(Case.objects.select_related("organization").get(pk=out[2].pk))
    new = cast.opens(cast.ana, at="Mon 10:02")
    assert (new.flag, new.owner_id, new.regions) == ("pending", cast.dan.person.pk, [])
    cast.amy.replies(new, at="Mon 10:03")
    assert kept(new).owner_id == cast.dan.person.pk

    with viewing(cast.dan.person):
        withdraw_restriction(acme, by=cast.dan.person, now=cast.at("Mon 10:04"))
    cast.eve.assigns(out[2], cast.amy, at="Mon 10:05")
    assert kept(out[2]).owner_id == cast.amy.person.pk


def test_an_incomplete_ladder_closes_no_wall(cast, acme, out):
    cast.leaves(cast.ned)
    asks(cast.dan, acme, "emea")
    with pytest.raises(Incomplete) as refused:
        closes(cast.dan, acme, {case.pk: cast.eve.person for case in out})
    assert len(refused.value.missing.rungs) == 3
    assert kept(out[0]).regions == []


def test_who_closes_a_wall_stands_inside_it(cast, acme, out):
    asks(cast.dan, acme, "americas")
    with pytest.raises(OutOfSight):
        closes(cast.dan, acme)
    for player in (cast.eve, cast.amy, cast.ana):
        with pytest.raises(OutOfSight):
            closes(player, acme)


def test_row_security_alone_lets_no_one_else_move_a_wall_and_nobody_out_of_their_sight(cast, acme, out):
    for player in (cast.eve, cast.max, cast.amy, cast.ana):
        with viewing(player.person):
            assert Organization.objects.filter(pk=acme.pk).update(regions=["americas"]) == 0
    asks(cast.dan, acme, "americas")
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        WallCheck.objects.create(organization=acme, regions=["americas"], ground=ground_of(acme.pk))
    with viewing(cast.dan.person):
        keep(acme, WallChange.Kind.IN_FORCE, ["americas"], by=cast.dan.person, now=cast.at("Mon 10:01"))
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            Organization.objects.filter(pk=acme.pk).update(regions=["americas"], asked_regions=[], asked_at=None)
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            Case.objects.filter(pk=out[0].pk).update(regions=["emea"])


def test_a_case_that_was_opened_before_goes_on_counting_as_it_was_promised(cast, acme, out):
    case = cast.opens(cast.ana, at="Mon 09:50", severity=2)
    with viewing(cast.dan.person):
        due = list(case.clocks.values_list("promise", "due_at"))
    asks(cast.dan, acme, "emea")
    closes(cast.dan, acme, {one.pk: cast.eve.person for one in out})
    with viewing(cast.dan.person):
        assert list(case.clocks.values_list("promise", "due_at")) == due


def test_on_the_page_successors_are_proposed_and_one_press_does_it(cast, acme, out):
    dan, where = signed_in(cast.dan.person), f"/desk/customers/{acme.pk}/wall"
    assert dan.post(where, sent(step="ask", why="Auditor")).status_code == 422
    assert dan.post(where, sent(step="ask", regions=["emea"], why="Auditor")).status_code == 302
    html = dan.get(where).content.decode()
    seen = read_seen(html)
    assert f'<option value="{cast.eve.person.pk}" selected>' in html
    assert "Amy owns it" in html
    assert "Technical Account Manager, in the place of Rex" in html
    assert str(cast.max.person.pk) not in html
    assert "What was promised stays" not in html  # at home in EMEA, new cases count as before

    assert looked(acme, database_now())
    chosen = {f"case-{case.pk}": str(cast.eve.person.pk) for case in out[:1]}
    refused = dan.post(where, sent(step="close", seen=seen, **chosen))
    assert refused.status_code == 422
    assert f"{out[1].number}: Amy owns it and is outside" in words(refused)
    chosen[f"case-{out[1].pk}"] = str(cast.eve.person.pk)
    assert dan.post(where, sent(step="close", seen=seen, **chosen)).status_code == 302
    assert kept(out[0]).regions == ["emea"]
    amy = signed_in(cast.amy.person)
    for gone in (f"/desk/cases/{out[0].number}", f"/desk/customers/{acme.pk}"):
        assert amy.get(gone).status_code == 404
    assert "Case 0" not in amy.get("/desk/?view=open").content.decode()


def test_the_page_says_beforehand_on_whose_hours_cases_will_count(cast, acme):
    asks(cast.dan, acme, "emea", "apj")
    said = words(signed_in(cast.dan.person).get(f"/desk/customers/{acme.pk}/wall"))
    assert "with which they were opened; new ones count on those of EMEA and APJ, not of EMEA." in said


def test_whoever_gives_several_cases_locks_them_in_the_order_of_whoever_closes_a_wall(cast):
    cases = [cast.open_case(at=f"Mon 2026-03-02 09:0{n}") for n in range(4)]
    last_first = sorted(cases, key=lambda one: one.pk, reverse=True)
    with viewing(cast.dan.person), CaptureQueriesContext(connection) as asked:
        give_all(last_first, cast.eve.person, by=cast.dan.person, now=cast.at("Mon 09:10"))
    locks = [one["sql"].replace("-", "") for one in asked if "FOR NO KEY UPDATE" in one["sql"]]
    order = [next(case for case in cases if case.pk.hex in sql) for sql in locks]
    assert list(dict.fromkeys(order)) == last_first[::-1]
