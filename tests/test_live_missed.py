"""No page misses what changed: late on record, in a long transaction, before its stream stood, among thousands."""

import asyncio
import re
from datetime import timedelta
from html import unescape
from pathlib import Path

import pytest

from sundial import migrations
from sundial.commands.cases import NewCase, open_case
from sundial.commands.escalating import Wish, escalate
from sundial.commands.messages import note, reply
from sundial.commands.verify import Proof, verify
from sundial.models import Case, database_now
from sundial.outside.postgres import OWNER, WEB, WORKER
from sundial.web import live_looks as looks
from sundial.web.hub import Hub
from sundial.web.stream import Change, Stream
from tests import database
from tests.serving import until
from tests.test_live import cast, opens, settle, site

__all__ = ["cast", "site"]

SQL = Path(migrations.__file__).parent / "sql"
AGO = timedelta(minutes=10)
NEW = NewCase("Uploads fail", "Help!", 2)
LIVE = re.compile(r'<meta name="live" content="/live([^"]*)"')


def listens_to(visitor, path):
    """Return what a page that was read just now asks of its stream."""
    status, html = visitor.ask(path)
    assert status == 200
    return unescape(LIVE.findall(html)[0])


def opened_long_ago(site, cast):
    ana = cast.ana.person
    return site.desk.ask(lambda: open_case(NEW, contact=ana, by=ana, now=database_now() - AGO)).case


def test_what_happened_earlier_than_it_is_recorded_is_told_to_both_sides(site, cast):
    """A call is noted with the minute in which it came; the customer's last message may be later than that."""
    case = opened_long_ago(site, cast)
    ten_ago = case.opened_at
    asks = f"?case={case.number}"
    with site.visit(cast.ana).listens(asks) as customer, site.visit(cast.eve).listens(asks) as staff:
        call = Wish(rung=2, text="They called.", at=ten_ago + timedelta(minutes=1))
        site.acts(cast.eve, escalate, case, call)
        until(lambda: customer.events and staff.events)
        settle(site)
        site.acts(cast.eve, reply, case, text="We look.")
        until(lambda: len(customer.events) == 2)
        settle(site)
        again = Wish(rung=3, text="They called again.", at=ten_ago + timedelta(minutes=2))
        site.acts(cast.eve, escalate, case, again)
        until(lambda: len(customer.events) == 3)
    assert list(verify(Proof())) == []
    is_what_the_migration_makes(site, case)


def is_what_the_migration_makes(site, case):
    """Put the instants back to when something happened last, as they were before, and let it count them anew."""
    kept = site.desk.ask(lambda: Case.objects.values_list("changed_at", "told_at").get(pk=case.pk))
    last = "(SELECT max(at) FROM fact WHERE case_id = support_case.id)"
    site.desk.sql(f"UPDATE support_case SET changed_at = {last}, told_at = {last} WHERE id = '{case.pk}'")
    site.desk.sql(f"SET SESSION AUTHORIZATION {OWNER}; {(SQL / '0052_changes.sql').read_text()}")  # whom the wall binds
    assert site.desk.ask(lambda: Case.objects.values_list("changed_at", "told_at").get(pk=case.pk)) == kept


@pytest.mark.parametrize("who", ["ana", "eve"])
def test_what_changed_between_a_page_and_its_stream_is_told_at_once(site, cast, who):
    case, visitor = opens(site, cast.ana), site.visit(getattr(cast, who))
    door = "/desk" if who == "eve" else ""
    pages = [f"{door}/cases/{case.number}", f"{door}/"]
    asked = [listens_to(visitor, page) for page in pages]
    with visitor.listens() as other:
        site.acts(cast.eve, reply, case, text="We look.")
        until(lambda: other.events)
    for query in asked:
        with visitor.listens(query) as stream:
            until(lambda heard=stream: "live" in heard.events)


def test_the_rest_of_the_desk_is_not_missed_by_the_page_of_a_case(site, cast):
    case, other = opened_long_ago(site, cast), opens(site, cast.ana)
    query = listens_to(site.visit(cast.eve), f"/desk/cases/{case.number}")
    site.acts(cast.eve, reply, other, text="We look.")
    with site.visit(cast.eve).listens(query) as stream:
        until(lambda: stream.events)
        assert set(stream.events) == {"desk"}


def test_what_began_before_a_page_and_was_committed_after_it_is_told_to_it(site, cast):
    case, ana = opens(site, cast.ana), site.visit(cast.ana)
    began = site.desk.ask(database_now) - timedelta(seconds=10)
    query = listens_to(ana, f"/cases/{case.number}")
    site.desk.ask(lambda: reply(case, text="It took long.", by=cast.eve.person, now=began))
    with ana.listens(query) as stream:
        until(lambda: stream.events)


def test_a_note_between_a_page_and_its_stream_is_no_event_for_the_customer(site, cast):
    case = opened_long_ago(site, cast)
    query = listens_to(site.visit(cast.ana), f"/cases/{case.number}")
    site.acts(cast.eve, note, case, text="Only for us.")
    with site.visit(cast.ana).listens(query) as stream:
        settle(site)
        assert "live" not in stream.events


def listener_of(player, case):
    return Stream(looks.reader_of(player.person, ""), case.pk)


def looks_once(site, hub):
    """Let a hub of this process look, as the web process does."""
    database.enter(site.desk.address, WEB, site.desk.name)
    try:
        asyncio.run(hub.look())
    finally:
        database.enter(site.desk.address, WORKER, site.desk.name)


def test_among_more_cases_than_a_look_reads_every_page_is_told(site, cast, monkeypatch):
    monkeypatch.setattr(looks, "MOST", 2)
    cases = [opens(site, cast.ana) for _ in range(4)]
    hub = Hub()
    hub.streams = {listener_of(cast.ana, cases[0]), listener_of(cast.eve, cases[0])}
    looks_once(site, hub)
    for case in cases:
        site.acts(cast.eve, reply, case, text="We look.")
    looks_once(site, hub)

    assert [stream.news for stream in hub.streams] == [{Change.LIVE}, {Change.LIVE}]


def test_a_fault_in_a_look_ends_the_streams_so_that_their_pages_read_again(site, cast):
    case = opens(site, cast.ana)
    stream, later = listener_of(cast.ana, case), listener_of(cast.ana, case)

    async def told():
        hub = Hub()
        hub.looked_at = "not a time"
        assert b"".join([words async for words in hub.feed(stream, None)]).startswith(b"retry: ")  # to its end
        await asyncio.wait([hub.task])
        hub.add(later)
        async with asyncio.timeout(15):
            while hub.looked_at is None:
                await asyncio.sleep(0.01)
        hub.close()

    asyncio.run(told())
