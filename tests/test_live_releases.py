"""A release that moves and touches no case is news to every open page of the desk, and to no customer's (O5.3)."""

from datetime import timedelta

from sundial.commands.decisions import Why
from sundial.commands.releases import move_release, plan_release
from sundial.models import database_now
from tests.serving import until
from tests.test_live import cast, settle, site

__all__ = ["cast", "site"]


def decided(site, by, verb, *about, **more):
    return site.desk.ask(lambda: verb(*about, by=by.person, now=database_now(), **more))


def news(stream):
    """Return what a stream told, without its signs of life."""
    return [one for one in stream.events if one != "here"]


def test_a_release_that_moves_without_a_case_is_told_to_the_staff_and_to_no_customer(site, cast):
    soon, later = (database_now() + timedelta(days=days) for days in (7, 14))
    dan = cast.dan.person
    with site.visit(cast.amy).listens() as staff, site.visit(cast.ana).listens() as customer:
        settle(site)
        release = decided(site, cast.dan, plan_release, "Scanner", "5.8.2", soon, owner=dan)
        until(lambda: news(staff))
        settle(site)
        decided(site, cast.dan, move_release, release, later, why=Why(database_now(), "The build broke."))
        until(lambda: len(news(staff)) == 2)
        settle(site)
        assert (news(staff), news(customer)) == (["live", "live"], [])
    since = database_now()
    decided(site, cast.dan, move_release, release, soon, why=Why(database_now(), "It is mended."))
    asks = f"?since={since:%Y-%m-%dT%H:%M:%S}Z"
    with site.visit(cast.amy).listens(asks) as staff, site.visit(cast.ana).listens(asks) as customer:
        until(lambda: news(staff))
        settle(site)
        assert news(customer) == []
