"""What one may not see does not exist (O2.7): the same answer for a hidden case and for one that never was."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sundial.protocol.number import number_of
from sundial.web.access import may_see
from tests.browsing import signed_in, visitor
from tests.database import as_role

NEVER = number_of(7)
MOMENT = "Mon 2026-03-02 09:00"


@pytest.fixture
def rita(cast):
    player = cast.restricted("emea")
    cast.entitle(player.person.organization, "gold")
    return player


def same(one, other):
    """Say whether two answers are alike to the letter, but for what was asked and the form's own key."""
    alike = one.status_code == other.status_code and one.content == other.content
    return alike and dict(one.headers) == dict(other.headers)


@pytest.mark.parametrize("path", ["/cases/{}", "/cases/{}/messages", "/cases/{}/reopenings"])
def test_the_case_of_another_customer_is_a_number_that_never_was(cast, rita, path):
    hidden = cast.opens(rita, at=MOMENT)
    ana = signed_in(cast.ana.person)
    ask = ana.get if path.endswith("{}") else ana.post

    answer = ask(path.format(hidden.number))

    assert answer.status_code == 404
    assert same(answer, ask(path.format(NEVER)))
    assert hidden.number not in answer.content.decode()


LISTS = ["/desk/", "/desk/?view=open", "/desk/?view=region&region=emea", "/desk/?q=CANARY", "/desk/?q={}", "/desk/side"]
LISTS += ["/desk/alerts", "/desk/cases/{}", "/desk/cases/{}/clocks/resp-1"]


@pytest.mark.parametrize("path", LISTS)
def test_with_the_wall_of_the_database_down_the_pages_alone_still_keep_it(cast, rita, tick, path):
    hidden = cast.opens(rita, at=MOMENT, subject="CANARY-SUBJECT")
    cast.eve.takes(hidden, at=MOMENT)
    tick("Mon 2026-03-02 11:10")
    cast.moves(cast.eve, "apj")
    here = path.format(hidden.number)
    secrets = ("CANARY-S", rita.person.organization.name, f"cases/{hidden.number}")
    with as_role("postgres"):
        for outside in (cast.amy, cast.eve):
            page = signed_in(outside.person).get(here).content.decode()
            assert [word for word in secrets if word in page] == []
            assert set(re.findall(r'class="n"[^>]*>(\d+)', page)) <= {"0"}


@pytest.mark.parametrize("path", ["/desk/?q=%00", "/desk/?q=a%00b&view=%00&page=%00", "/desk/cases/SD%00"])
def test_no_character_in_an_address_breaks_a_page(cast, path):
    assert signed_in(cast.eve.person).get(path).status_code in (200, 404)


def test_the_number_is_found_however_it_is_spelled(cast):
    case = cast.open_case(at=MOMENT)

    assert signed_in(cast.ana.person).get(f"/cases/{case.number.lower()}").status_code == 200


def test_both_walls_stand_in_python_as_well(cast, rita):
    hidden, open_to_all = cast.opens(rita, at=MOMENT), cast.open_case(at=MOMENT)

    assert may_see(cast.eve.person, hidden)
    assert not may_see(cast.amy.person, hidden)
    assert not may_see(cast.ana.person, hidden)
    assert may_see(cast.amy.person, open_to_all)
    assert may_see(cast.ana.person, open_to_all)
    cast.eve.person.is_active = False
    assert not may_see(cast.eve.person, hidden)


@pytest.mark.parametrize("path", ["/", "/cases/new", "/cases/SD-7K3M-92Q", "/desk/", "/live", "/desk/alerts"])
def test_every_door_is_shut_to_who_has_not_signed_in(db, path):
    answer = visitor().get(path)

    assert answer.status_code == 302
    assert answer["Location"].startswith("/sign-in/?next=")


def test_a_part_of_a_page_sends_the_whole_page_to_sign_in(db):
    answer = visitor().get("/", headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/cases/SD-1?a=b"})

    assert answer.status_code == 401
    assert answer["HX-Redirect"] == "/sign-in/?next=%2Fcases%2FSD-1%3Fa%3Db"


def test_the_staff_are_led_from_the_portal_to_the_desk(cast):
    eve = signed_in(cast.eve.person)

    assert eve.get("/")["Location"] == "/desk/"
    assert eve.get("/cases/SD-7K3M-92Q")["Location"] == "/desk/cases/SD-7K3M-92Q"
    assert eve.post("/cases/new").status_code == 404


def test_for_a_contact_there_is_no_desk(cast):
    ana = signed_in(cast.ana.person)

    assert ana.get("/desk/").status_code == 404
    assert ana.get(f"/desk/cases/{NEVER}").status_code == 404


def test_somebody_who_left_is_out_at_the_next_request(cast):
    ana = signed_in(cast.ana.person)
    assert ana.get("/").status_code == 200

    cast.leaves(cast.ana)

    assert ana.get("/")["Location"].startswith("/sign-in/")


def test_one_query_names_the_viewer_and_reads_the_time(cast):
    ana = signed_in(cast.ana.person)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        ana.get("/agreements")  # the first page also looks at the rota, with other eyes: test_people_services
    named = [query["sql"] for query in asked if "sundial.viewer" in query["sql"]]

    assert len(named) == 1
    assert "statement_timestamp" in named[0]


def test_a_page_of_somebody_is_kept_by_no_cache_and_may_do_nothing_foreign(cast):
    answer = signed_in(cast.ana.person).get("/")

    assert answer["Cache-Control"] == "private, no-store"
    policy = answer["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'")
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
