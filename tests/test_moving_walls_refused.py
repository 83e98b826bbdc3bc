"""What would open a wall, freeze a customer or put a restriction in force unasked is refused (O2.7)."""

import pytest
from django.db import DatabaseError, ProgrammingError, connection, transaction
from django.test.utils import CaptureQueriesContext

from sundial.commands.enrolled_wall import ChangedOnTheDesk
from sundial.commands.moving_walls import ask_restriction, withdraw_restriction
from sundial.commands.people import Customer, EntitledTo, enrol_customer
from sundial.commands.restrictions import Incomplete, put_in_force
from sundial.commands.wall_refusals import Apart, LeftOutside
from sundial.models import CLOCKWORK, Case, Organization, database_now, viewing
from sundial.web.desk import walls
from tests.browsing import sent, signed_in, words
from tests.database import as_role, run
from tests.walling import asks, closes, kept, looked, read_seen, restrictable, with_work_outside

PENDING = Customer(
    name="Newco", region="emea", zone="UTC", regions=["emea"], entitlements=[EntitledTo(plan="platinum")]
)


@pytest.fixture
def acme(cast):
    return restrictable(cast)


@pytest.fixture
def out(cast, acme):
    return with_work_outside(cast)


@pytest.mark.parametrize("times", [1, 2])
def test_asking_for_more_and_thinking_better_of_it_puts_nothing_in_force_without_its_check(cast, times):
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        newco = enrol_customer(PENDING, now=cast.at("Mon 2026-03-02 08:00"))
    asked_at = newco.asked_at
    for _ in range(times):
        asks(cast.dan, newco, "emea", "americas", at="Mon 08:06")
        with viewing(cast.dan.person):
            withdraw_restriction(newco, by=cast.dan.person, now=cast.at("Mon 08:07"))

    with viewing(cast.dan.person):
        newco.refresh_from_db()
    assert (newco.asked_regions, newco.asked_at) == (["emea"], asked_at)
    with viewing(cast.dan.person), pytest.raises(Incomplete):
        put_in_force(newco, by=cast.dan.person, now=cast.at("Mon 08:08"))


def test_what_is_in_force_stays_in_force_when_other_regions_are_withdrawn(cast, acme, out):
    asks(cast.dan, acme, "emea")
    closes(cast.dan, acme, {case.pk: cast.eve.person for case in out})
    asks(cast.dan, acme, "emea", "americas", at="Mon 11:00")
    with viewing(cast.dan.person):
        withdraw_restriction(acme, by=cast.dan.person, now=cast.at("Mon 11:01"))
        kept_so = Organization.objects.get(pk=acme.pk)
    assert (kept_so.regions, kept_so.asked_regions, kept_so.asked_at) == (["emea"], [], None)


def test_regions_of_which_nobody_sees_the_customer_are_not_asked_for_alone(cast):
    secret = cast.restricted("emea").person.organization
    with viewing(cast.dan.person), pytest.raises(Apart, match="Ask for EMEA and Americas together"):
        ask_restriction(secret, ["americas"], by=cast.dan.person, now=cast.at("Mon 2026-03-02 10:00"))
    asks(cast.dan, secret, "emea", "americas")


def test_who_comes_onto_the_account_team_with_a_wall_has_the_role_for_it(cast, acme, out):
    asks(cast.dan, acme, "emea")
    with pytest.raises(LeftOutside) as refused:
        closes(cast.dan, acme, {case.pk: cast.eve.person for case in out}, team={"tam": cast.eve.person})
    assert refused.value.left == ("Eve is no TAM: change their role first.",)
    assert kept(out[0]).regions == []


def test_a_wall_is_closed_as_it_was_read_and_not_as_it_is_asked_for_meanwhile(cast, acme, out):
    asks(cast.dan, acme, "emea")
    dan, where = signed_in(cast.dan.person), f"/desk/customers/{acme.pk}/wall"
    chosen = {f"case-{case.pk}": str(cast.eve.person.pk) for case in out[:2]}
    old = read_seen(dan.get(where).content.decode())
    with viewing(cast.dan.person):
        withdraw_restriction(acme, by=cast.dan.person, now=cast.at("Mon 10:01"))
    asks(cast.dan, acme, "americas", "emea", at="Mon 10:02")

    for seen in ({"seen": old}, {}):
        answer = dan.post(where, sent(step="close", **seen, **chosen))
        assert answer.status_code == 422
        assert "Meanwhile something else was asked for: Americas and EMEA." in words(answer)
    assert kept(out[0]).regions == []


def test_a_manager_inside_opens_no_wall_by_the_row(cast):
    rita = cast.restricted("emea")
    cast.entitle(rita.person.organization, "gold")
    case = cast.opens(rita, at="Mon 2026-03-02 09:00")
    rows = Organization.objects.filter(pk=rita.person.organization_id)
    with viewing(cast.dan.person):
        for regions, refused in (([], "without an entry"), (["emea", "americas"], "to what was asked for")):
            with pytest.raises(ProgrammingError, match=refused), transaction.atomic():
                rows.update(regions=regions)
        rows.update(asked_regions=["americas", "emea"], asked_at=cast.at("Mon 10:00"))
        with pytest.raises(ProgrammingError, match="without an entry"), transaction.atomic():
            rows.update(regions=[], asked_regions=[], asked_at=None)
    assert (kept(case).regions, cast.amy.sees(case)) == (["emea"], False)


@pytest.mark.parametrize("viewer", ["", "clockwork", "amy"])
def test_hands_that_row_security_does_not_bind_move_no_wall_away_from_its_cases(cast, viewer):
    case = cast.open_case(at="Mon 2026-03-02 09:00")
    with as_role("postgres"):
        named = str(cast.amy.person.pk) if viewer == "amy" else viewer
        run("SELECT set_config('sundial.viewer', %s, true)", [named])
        with pytest.raises(DatabaseError, match="would not follow its wall"), transaction.atomic():
            run("UPDATE organization SET regions = '{emea}' WHERE id = %s", [cast.acme.pk])
        run("UPDATE organization SET regions = regions, name = 'Other' WHERE id = %s", [cast.acme.pk])
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        Organization.objects.filter(pk=cast.acme.pk).update(regions=["emea"])
        assert Case.objects.get(pk=case.pk).regions == ["emea"]


def enrols(name, *regions):
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        file = Customer(
            name=name, region="emea", zone="UTC", regions=regions, entitlements=[EntitledTo(plan="platinum")]
        )
        return enrol_customer(file, now=database_now())


def test_a_file_that_is_run_again_undoes_nothing_of_the_desks(cast, acme):
    asks(cast.dan, acme, "emea", at="Mon 2026-03-02 08:30")
    assert enrols("Acme").asked_regions == ["emea"]  # it does not speak of the wall, and changes the rest
    with pytest.raises(ChangedOnTheDesk), transaction.atomic():
        enrols("Acme", "apj")
    closes(cast.dan, acme, at="Mon 08:40")
    for regions in ([], ["apj"]):
        with pytest.raises(ChangedOnTheDesk, match="They are emea now: write that"), transaction.atomic():
            enrols("Acme", *regions)
    assert enrols("Acme", "emea").regions == ["emea"]


def test_a_restriction_that_came_with_the_file_is_changed_in_the_file_while_there_are_no_cases(cast):
    enrols("Newco", "emea", "americas")
    assert enrols("Newco", "americas", "emea").regions == ["emea", "americas"]
    assert enrols("Newco", "emea").asked_regions == ["emea"]
    assert enrols("Newco").asked_at is None


def test_a_character_that_cannot_be_kept_is_refused_with_what_was_typed(cast, acme):
    dan, where = signed_in(cast.dan.person), f"/desk/customers/{acme.pk}/wall"
    answer = dan.post(where, sent(step="ask", regions=["emea"], why="Their\0auditor"))
    assert answer.status_code == 422
    assert "a character in it that cannot be kept" in words(answer)
    assert "Their" in answer.content.decode()

    case = cast.open_case(at="Mon 2026-03-02 09:20")
    owner = {"owner": str(cast.eve.person.pk), "because": "a\0b"}
    assert dan.post(f"/desk/cases/{case.number}/owner", sent(**owner)).status_code == 422
    assert kept(case).owner is None


def reads(client, where):
    with CaptureQueriesContext(connection) as asked:
        page = client.get(where)
    return page, len(asked)


def test_however_much_is_outside_the_page_asks_no_more_lists_so_many_and_closes_for_all(cast, acme, monkeypatch):
    cases = [cast.opens(cast.ana, at=f"Mon 2026-03-02 09:0{n}", subject=f"Case {n}") for n in range(6)]
    dan, where = signed_in(cast.dan.person), f"/desk/customers/{acme.pk}/wall"
    cast.amy.takes(cases[0], at="Mon 09:30")
    asks(cast.dan, acme, "emea")
    dan.get(where)
    few = reads(dan, where)[1]
    with viewing(cast.dan.person):
        withdraw_restriction(acme, by=cast.dan.person, now=cast.at("Mon 10:01"))
    for case in cases[1:]:
        cast.amy.takes(case, at="Mon 10:02")
    asks(cast.dan, acme, "emea", at="Mon 10:03")
    page, many = reads(dan, where)
    assert many <= few + 1
    assert "more, which are not listed" not in words(page)

    monkeypatch.setattr(walls, "SHOWN", 4)
    page = dan.get(where)
    assert "And 2 more, which are not listed" in words(page)
    seen = {"seen": read_seen(page.content.decode())} | {f"case-{one.pk}": str(cast.eve.person.pk) for one in cases}
    listed = {name: text for name, text in seen.items() if f'name="{name}"' in page.content.decode()}
    assert len(listed) == 5
    assert looked(acme, database_now())
    assert dan.post(where, sent(step="close", **listed)).status_code == 422
    assert dan.post(where, sent(step="close", others=str(cast.dan.person.pk), **listed)).status_code == 302
    assert sorted(kept(case).owner.name for case in cases) == ["Dan"] * 2 + ["Eve"] * 4
