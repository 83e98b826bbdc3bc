"""Live updates say that something changed, to those who may see what; and never what."""

import signal
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from urllib.parse import quote
from uuid import uuid4

import pytest

from sundial.commands.cases import NewCase, open_case
from sundial.commands.messages import note, reply
from sundial.models import Case, Organization
from sundial.models.presence import presences
from sundial.outside.postgres import WEB
from sundial.protocol.number import number_of
from sundial.web.answering import THREADS
from sundial.web.hub import PER_PERSON, PULSE
from tests import database
from tests.live import a_desk
from tests.serving import serving, until


@pytest.fixture(scope="module")
def site(server, django_db_blocker, tmp_path_factory):
    with django_db_blocker.unblock(), a_desk(server, tmp_path_factory.mktemp("home")) as desk, serving(desk) as site:
        desk.ask(lambda: desk.cast.entitle(desk.cast.acme, "gold"))
        yield site


@pytest.fixture
def cast(site):
    return site.desk.cast


def opens(site, contact):
    new = NewCase("Uploads fail", "Help!", 2)
    return site.acts(contact, lambda *, by, now: open_case(new, contact=by, by=by, now=now)).case


@pytest.fixture
def case(site, cast):
    return opens(site, cast.ana)


@pytest.fixture(scope="module")
def rita(site):
    return site.desk.ask(lambda: site.desk.cast.restricted("emea"))


def settle(site):
    """Let what has just happened be told, so that what is told next is of something else."""
    time.sleep(0.6)


def test_a_stream_says_that_something_changed_and_not_what(site, cast):
    with site.visit(cast.eve).listens() as stream:
        case = opens(site, cast.ana)
        until(lambda: stream.events)

    assert stream.lines[0].startswith("retry: ")
    assert stream.lines[1:] == ["", "event: live", "data: changed", ""]
    assert case.number not in "".join(stream.lines)


def test_what_happens_on_a_restricted_case_makes_no_event_outside_its_regions(site, cast, rita):
    with site.visit(cast.eve).listens() as inside, site.visit(cast.amy).listens() as outside:
        hidden = opens(site, rita)
        until(lambda: inside.events)
        site.acts(cast.eve, reply, hidden, text="We look.")
        until(lambda: len(inside.events) == 2)
        assert outside.events == []
        opens(site, cast.ana)
        until(lambda: outside.events)
        settle(site)

        assert outside.events == ["live"]


def test_a_note_makes_no_event_for_the_customer_and_a_reply_does(site, cast, case):
    settle(site)
    with site.visit(cast.ana).listens() as customer, site.visit(cast.eve).listens() as staff:
        site.acts(cast.eve, note, case, text="Only for us.")
        until(lambda: staff.events)
        assert customer.events == []
        site.acts(cast.eve, reply, case, text="For you.")
        until(lambda: customer.events)


def test_a_contact_hears_nothing_of_another_customer(site, cast, rita):
    with site.visit(cast.ana).listens() as ana, site.visit(rita).listens() as stream:
        opens(site, rita)
        until(lambda: stream.events)

        assert ana.events == []


def test_a_case_page_tells_its_own_case_from_the_rest_of_the_desk(site, cast, case):
    settle(site)
    with site.visit(cast.eve).listens(f"?case={case.number}") as stream:
        opens(site, cast.ana)
        until(lambda: stream.events)
        assert stream.events == ["desk"]
        site.acts(cast.eve, reply, case, text="We look.")
        until(lambda: len(stream.events) == 2)
        assert stream.events[1] == "live"


def test_what_changed_between_the_page_and_its_stream_is_told_at_once(site, cast, case):
    eve = site.visit(cast.eve)
    settle(site)
    before, after = (quote((datetime.now(UTC) + timedelta(hours=hours)).isoformat()) for hours in (-1, 1))

    with eve.listens(f"?since={before}") as missed, eve.listens(f"?since={after}") as fresh:
        until(lambda: missed.events)
        settle(site)
        assert fresh.events == []


def test_a_stream_for_a_hidden_case_is_a_stream_for_one_that_never_was(site, cast, rita):
    hidden = opens(site, rita)
    amy = site.visit(cast.amy)

    assert amy.ask(f"/live?case={hidden.number}") == amy.ask(f"/live?case={number_of(7)}")
    assert amy.ask(f"/live?case={hidden.number}")[0] == 404


@pytest.mark.parametrize("since", ["0001-01-01T00:00:00%2B14:00", "9999-12-31T23:59:59-14:00", "%00"])
def test_a_stream_since_an_impossible_time_is_a_stream_all_the_same(site, cast, since):
    with site.visit(cast.max).listens(f"?since={since}") as stream:
        assert not stream.ended.wait(0.3)


def test_a_stream_for_no_number_at_all_is_not_there(site, cast):
    assert site.visit(cast.max).ask("/live?case=%00")[0] == 404


def test_a_page_of_a_case_is_cut_within_five_seconds_when_its_wall_closes_before_the_reader(site, cast, rita):
    customers = Organization.objects.filter(pk=rita.person.organization_id)
    site.desk.ask(lambda: customers.update(regions=["emea", "americas"]))
    case = opens(site, rita)
    asks = f"?case={case.number}"
    with site.visit(cast.eve).listens(asks) as inside, site.visit(cast.amy).listens(asks) as outside:
        site.desk.ask(lambda: customers.update(regions=["emea"]))
        assert outside.ended.wait(6)
        assert not inside.ended.is_set()
    assert site.visit(cast.amy).ask(f"/live{asks}")[0] == 404


def test_a_list_is_fetched_again_when_a_wall_closes_before_its_reader_and_by_no_wall_beyond(site, cast, rita):
    customers = Organization.objects.filter(pk=rita.person.organization_id)
    site.desk.ask(lambda: customers.update(regions=["emea", "americas"]))
    with site.visit(cast.amy).listens() as outside, site.visit(cast.ana).listens() as customer:
        settle(site)
        assert outside.events == []
        site.desk.ask(lambda: customers.update(regions=["emea"]))
        until(lambda: outside.events, within=6)
        site.desk.ask(lambda: customers.update(regions=["emea", "apj"]))
        time.sleep(PULSE)
        assert (outside.events, customer.events) == (["live"], [])


@pytest.mark.parametrize("door", ["messages", "owner"])
def test_who_acts_while_the_wall_closes_before_them_reads_that_there_is_nothing(site, cast, rita, door):
    customers = Organization.objects.filter(pk=rita.person.organization_id)
    site.desk.ask(lambda: customers.update(regions=["emea", "americas"]))
    case, amy = opens(site, rita), site.visit(cast.amy)
    fields = {"text": "We look.", "mode": "public", "seen": "99", "owner": str(cast.amy.person.pk), "key": str(uuid4())}
    with ThreadPoolExecutor(1) as one:
        with site.desk.nobody_writes("sent"):  # she has seen the case, and does not hold it yet
            answer = one.submit(amy.ask, f"/desk/cases/{case.number}/{door}", fields)
            until(site.desk.somebody_waits)
            site.desk.ask(lambda: customers.update(regions=["emea"]))
        assert answer.result(timeout=30)[0] == 404
    assert site.desk.ask(lambda: Case.objects.get(pk=case.pk)).owner_id != cast.amy.person.pk


def test_one_person_has_five_streams_and_no_more(site, cast):
    dan = site.visit(cast.dan)
    with ExitStack() as stack:
        for _ in range(5):
            stack.enter_context(dan.listens())
        assert dan.ask("/live")[0] == 429


def test_an_open_page_of_the_staff_is_noticed_and_a_contacts_is_not(site, cast):
    def noticed():
        return site.desk.ask(presences).keys()

    with site.visit(cast.ana).listens(), site.visit(cast.ned).listens():
        until(lambda: str(cast.ned.person.pk) in noticed())
    assert str(cast.ana.person.pk) not in noticed()


def test_open_streams_hold_no_thread_and_no_connection_but_the_one_that_listens(site, cast):
    def connections():
        found = database.run(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND usename = %s", [site.desk.name, WEB]
        )
        return found[0][0]

    with ExitStack() as stack:
        for player in (cast.eve, cast.amy, cast.max, cast.ned) * PER_PERSON:
            stack.enter_context(site.visit(player).listens())
        assert 4 * PER_PERSON > THREADS
        until(lambda: connections() == 1)
        assert site.visit(cast.ana).ask("/")[0] == 200


def test_a_lost_database_connection_is_made_again_and_nothing_is_missed(site, cast):
    with site.visit(cast.eve).listens() as stream:
        site.desk.cut_all_connections()
        opens(site, cast.ana)
        until(lambda: stream.events)


def test_the_case_that_changed_is_found_by_an_index(site, case):
    database.run("SET enable_seqscan = off")
    try:
        with_index = site.desk.ask(lambda: Case.objects.filter(changed_at__gt=datetime.now(UTC)).explain())
    finally:
        database.run("RESET enable_seqscan")
    assert "case_changed" in with_index


def test_a_stream_is_cut_within_seconds_when_its_reader_signs_out_leaves_moves_or_has_a_new_password(site, cast):
    fates = {
        "signs out": (cast.ned, lambda: site.visit(cast.ned).ask("/sign-out/", {})),
        "leaves": (cast.max, lambda: site.desk.ask(lambda: cast.leaves(cast.max))),
        "moves": (cast.amy, lambda: site.desk.ask(lambda: cast.moves(cast.amy, "apj"))),
        "has a new password": (cast.dan, lambda: site.signs_in(cast.dan)),
    }
    with ExitStack() as stack:
        streams = {fate: stack.enter_context(site.visit(player).listens()) for fate, (player, _) in fates.items()}
        untouched = stack.enter_context(site.visit(cast.eve).listens())
        for _, befall in fates.values():
            befall()
        assert [fate for fate, stream in streams.items() if not stream.ended.wait(6)] == []
        assert not untouched.ended.is_set()


def test_the_server_stops_at_once_with_streams_open(site, cast):  # the last one here: it takes the server along
    with site.visit(cast.eve).listens() as stream:
        asked = time.monotonic()
        site.process.send_signal(signal.SIGTERM)
        site.process.wait(timeout=10)
        assert time.monotonic() - asked < 3
        assert stream.ended.wait(1)
