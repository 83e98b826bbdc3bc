"""The pages of releases: what a decision will touch before it is made, who may make it, and who sees what of it."""

import re
from uuid import uuid4

import pytest

from sundial.commands.fixes import accept_date, identify_fix
from sundial.models import ReleaseEvent, viewing
from tests.browsing import signed_in, words
from tests.desk.pages import page
from tests.releasing import Shop, as_the_desk, drafts_of, on, owed

pytestmark = pytest.mark.usefixtures("same_year")

AHEAD = "2030-03-13T10:00"
FOOT = "Customers with regional access limits appear only to staff of their region."


@pytest.fixture
def shop(cast):
    return Shop(cast)


@pytest.fixture
def dan(cast):
    return signed_in(cast.dan.person)


@pytest.fixture
def moves(shop):
    return f"/desk/releases/{shop.release.pk}/moves"


def decides(client, address, **fields):
    return client.post(address, {"key": str(uuid4()), "reason": "A second leak.", **fields})


def events(shop):
    rows = ReleaseEvent.objects.filter(release=shop.release).order_by("recorded_at", "at")
    return as_the_desk(lambda: [(event.kind, event.reason) for event in rows])


def test_every_product_is_listed_with_its_releases_and_who_waits(cast, shop, dan):
    shop.waiting()
    shop.waiting()
    shop.new_fix("CO-1", product="Console 8.1")
    said = words(dan.get("/desk/releases"))

    assert re.search(r"Console 8.1 No release is planned. Fixes in no release .* CO-1 Leaks a handle", said)
    assert re.search(r"Scanner 5.8 .* 5.8.2 13 March, 10:00 .*SC-1 2 Dan", said)
    assert FOOT in said


def test_a_release_is_planned_once_by_those_who_may(cast, shop, dan):
    fields = {"product": "Console 8.1", "name": "8.1.4", "planned_at": AHEAD, "owner": str(cast.eve.person.pk)}
    form = {"key": str(uuid4()), **fields}
    for _ in range(2):
        assert dan.post("/desk/releases/new", form).status_code == 302
    assert words(dan.get("/desk/releases")).count("8.1.4") == 1
    eve = signed_in(cast.eve.person)
    assert "Plan a release" not in words(eve.get("/desk/releases"))
    answer = eve.post("/desk/releases/new", {**fields, "key": str(uuid4()), "name": "8.1.5"})
    assert "Only the owner of a release" in words(answer)


def test_before_a_release_moves_every_case_is_shown_with_the_due_time_that_it_will_get(cast, shop, dan, moves):
    grave, other = shop.waiting(severity=1), shop.waiting("gold", 3)
    said = words(dan.get(f"{moves}?look=yes&to={AHEAD}&reason=So&at=2026-03-02T10:00"))

    assert "2 cases of 1 customer" in said
    assert re.search(rf"Severity 1 {grave.number} Uploads fail Acme Platinum 2 Mar 12:00", said)
    assert re.search(rf"Severity 3 {other.number} Uploads fail Acme Gold 4 Mar 10:00", said)
    assert owed(other) == []  # nothing was done by looking
    assert decides(dan, moves, to=AHEAD, at="2026-03-02T10:00").status_code == 302
    shop.tells()
    assert owed(other) == [("notice", on("2026-03-04 10:00"))]


def test_a_preview_says_whose_accepted_date_slips(cast, shop, dan, moves):
    case = shop.waiting(severity=1)
    cast.ana._acts(accept_date, case, "Mon 10:00", date=shop.release.planned_at)
    said = words(dan.get(f"{moves}?look=yes&to={AHEAD}&reason=So&at=2026-03-02T11:00"))

    assert "the accepted date slips: updates begin again, the next by 2 Mar 13:00" in said


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"to": "2026-03-01T10:00"}, "That date is past."),
        ({"to": ""}, "Name the new date, or say that it is not known."),
        ({"to": AHEAD, "unknown": "on"}, "Name the new date, or say that it is not known."),
        ({"to": "soon"}, "Write the moment as a date and an hour."),
        ({"to": AHEAD, "at": "2031-01-01T10:00"}, "Say when it was decided"),
        ({"to": AHEAD, "reason": ""}, "Say why in a few words"),
    ],
)
def test_what_cannot_be_is_refused_in_one_sentence_and_what_was_typed_is_kept(shop, dan, moves, fields, why):
    answer = decides(dan, moves, **fields)

    assert answer.status_code == 422
    assert why in words(answer)
    if fields.get("reason") != "":
        assert "A second leak." in answer.content.decode()
    assert [kind for kind, _ in events(shop)] == ["planned", "assigned"]


@pytest.mark.parametrize(
    ("look", "says"),
    [
        ("to=2020-03-13T10:00&reason=So", "That date is past."),
        ("to=9999-03-13T10:00&reason=So", "ten years at most"),
        (f"to={AHEAD}&reason=So&at=2099-01-01T10:00", "Say when it was decided"),
        (f"to={AHEAD}&reason=So&at=2020-01-01T10:00", "Say when it was decided"),
    ],
)
def test_what_the_press_would_refuse_is_not_looked_at(dan, moves, look, says):
    said = words(dan.get(f"{moves}?look=yes&{look}"))

    assert says in said
    assert "Move the release" not in said


def test_a_press_twice_is_one_decision(shop, dan, moves):
    key = str(uuid4())
    for _ in range(2):
        assert dan.post(moves, {"key": key, "to": AHEAD, "reason": "A leak."}).status_code == 302
    assert [kind for kind, _ in events(shop)].count("rescheduled") == 1


def test_who_may_not_decide_finds_no_way_to_and_is_refused_at_the_door(cast, shop, moves):
    eve = signed_in(cast.eve.person)
    address = f"/desk/releases/{shop.release.pk}"

    assert "Move it" not in words(eve.get(address))
    assert "Only the owner of a release" in words(eve.get(moves))
    assert "Show what it touches" not in words(eve.get(f"{moves}?look=yes&to={AHEAD}&reason=So"))
    for door, fields in (
        (moves, {"to": AHEAD}),
        (f"{address}/shipments", {}),
        (f"{address}/droppings", {}),
        (f"/desk/fixes/{shop.fix.pk}/removals", {}),
        (f"/desk/fixes/{shop.fix.pk}/withdrawals", {}),
    ):
        assert "Only the owner of a release" in words(decides(eve, door, **fields))
    assert [kind for kind, _ in events(shop)] == ["planned", "assigned"]


def test_a_fix_is_taken_out_put_elsewhere_and_given_up_from_its_pages(shop, dan):
    other = shop.plans("5.8.3", "2030-03-27 10:00", at="Mon 09:01")
    elsewhere = shop.plans("8.1", "2030-03-27 10:00", product="Console 8.1", at="Mon 09:01")
    removal = f"/desk/fixes/{shop.fix.pk}/removals"
    html = page(dan, removal)

    assert str(other.pk) in html
    assert str(elsewhere.pk) not in html
    assert str(shop.release.pk) not in re.findall(r'<option value="([^"]*)"', html)
    assert decides(dan, removal, instead=str(other.pk)).status_code == 302
    assert "SC-1" in words(dan.get(f"/desk/releases/{other.pk}")).partition("What was decided")[0]
    assert decides(dan, f"/desk/fixes/{shop.fix.pk}/withdrawals").status_code == 302
    assert "Dan gave SC-1 up: it mends nothing" in words(dan.get(f"/desk/releases/{other.pk}"))


def test_a_release_shows_its_whole_history_and_how_its_notices_stand(cast, shop, dan):
    shop.waiting()
    case = shop.waiting()
    shop.moves(shop.release, "2030-03-20 10:00", at="Mon 11:00", when="2026-03-02 10:00")
    shop.sends(drafts_of(case)[0], at="Mon 12:00")
    said = words(dan.get(f"/desk/releases/{shop.release.pk}"))

    assert re.search(
        r"Dan moved it from 13 March, 10:00 to 20 March 2030, 10:00 2 March, 10:00 , recorded 2 March, 11:00"
        r" A second leak. 1 notice to be sent, 1 sent Dan put SC-1 in .* Dan planned it for 13 March, 10:00",
        said,
    )


def test_it_is_out_and_dropped_each_by_its_own_press(shop, dan):
    case = shop.waiting(severity=1)
    address = f"/desk/releases/{shop.release.pk}/shipments"
    assert "the fix is out, nothing more is owed" in words(dan.get(f"{address}?look=yes"))
    assert decides(dan, address, reason="").status_code == 302
    shop.tells()
    assert owed(case) == []
    assert "is out already" in words(decides(dan, f"/desk/releases/{shop.release.pk}/droppings"))


def outside_sees(shop, client):
    """Return everything that the pages of a release say to somebody."""
    release = f"/desk/releases/{shop.release.pk}"
    look = "look=yes&to=2030-03-20T10:00&reason=So&at=2026-03-02T10:00"
    doors = (f"moves?{look}", f"shipments?{look}", f"droppings?{look}", "notices")
    pages = [page(client, address) for address in ("/desk/releases", release, *(f"{release}/{door}" for door in doors))]
    return [re.sub(r'(csrfmiddlewaretoken|key)" value="[^"]+"', "", html.partition("<main")[2]) for html in pages]


def test_for_those_outside_a_restricted_case_that_waits_is_a_case_that_never_was(cast, shop):
    shop.waiting("gold", 3)
    secret = cast.open_case(plan="gold", severity=1, at="Mon 09:00", by=cast.restricted("emea"))
    cast.eve.replies(secret, at="Mon 09:10")
    max_ = signed_in(cast.max.person)
    before = outside_sees(shop, max_)
    shop.waits(secret, shop.fix, at="Mon 09:30")

    assert outside_sees(shop, max_) == before
    shop.moves(shop.release, "2030-03-20 10:00", at="Mon 10:00")
    after = outside_sees(shop, max_)
    assert not [html for html in after if secret.number in html or "Secret" in html]
    assert "1 notice to be sent" in words(max_.get(f"/desk/releases/{shop.release.pk}"))
    assert "2 notices to be sent" in words(signed_in(cast.dan.person).get(f"/desk/releases/{shop.release.pk}"))


def test_who_decides_from_outside_touches_the_restricted_case_all_the_same(cast, shop):
    secret = shop.waiting("gold", 3, by=cast.restricted("emea"))
    max_ = signed_in(cast.max.person)
    said = words(max_.get(f"/desk/releases/{shop.release.pk}/moves?look=yes&to={AHEAD}&reason=So"))
    assert "No case that you see is touched" in said
    assert FOOT in said
    assert decides(max_, f"/desk/releases/{shop.release.pk}/moves", to=AHEAD).status_code == 302
    shop.tells()

    assert len(drafts_of(secret)) == 1


def test_a_contact_finds_none_of_these_doors(cast, shop):
    ana = signed_in(cast.ana.person)
    for address in ("/desk/releases", f"/desk/releases/{shop.release.pk}", f"/desk/fixes/{shop.fix.pk}/removals"):
        assert ana.get(address).status_code == 404


def test_a_hundred_cases_are_a_page_and_the_others_the_next(cast, shop, dan, moves):
    with viewing(cast.eve.person):
        for _ in range(101):
            case = cast.open_case(plan="gold", severity=3, at="Mon 09:00")
            identify_fix(case, shop.fix, by=cast.eve.person, now=cast.at("Mon 09:30"))
    look = f"{moves}?look=yes&to={AHEAD}&reason=So"
    first, second = (page(dan, f"{look}&page={number}") for number in (1, 2))

    assert [html.count('<span class="vh">Severity </span>3') for html in (first, second)] == [100, 1]
    assert "101 cases of 1 customer" in first
    assert 'rel="next"' in first
    assert 'rel="prev"' in second
