"""A release date that the customer accepts without updates until then (O6.3): their own act, and what bars it."""

import pytest

from sundial.commands.agreements import Gone, NotTheirAct, withdraw
from sundial.commands.fixes import (
    CannotAccept,
    DateMoved,
    accept_date,
)
from sundial.commands.grounds import NotTheirs
from tests.related import whole
from tests.releasing import FRIDAY, NINE, Shop, facts_of, on, owed


@pytest.fixture
def shop(cast):
    return Shop(cast)


@pytest.fixture
def fix(shop):
    return shop.fix


@pytest.fixture
def case(cast):
    """Ana's case of severity 1 on Platinum, answered: an update every 2 hours, in the fix every 2 hours too."""
    opened = cast.open_case(plan="platinum", severity=1, at=NINE)
    cast.eve.replies(opened, at="Mon 09:10")
    return opened


def accepts(cast, case, date=FRIDAY, *, at, by=None, **more):
    return (by or cast.ana)._acts(accept_date, case, at, date=on(date), **more)


def test_the_customer_accepts_the_date_and_the_updates_stop_until_then(cast, shop, case, fix, at, tick):
    shop.waits(case, fix, at="Mon 09:30")
    accepts(cast, case, at="Mon 10:00")

    assert owed(case) == [("fix-release", on("2026-03-13 12:00"))]  # two hours after the date, if it is not out by then
    assert tick("Mon 11:30") == []
    (fact,) = facts_of(case, "date-accepted")
    assert (fact.by.side, fact.what.date, fact.what.evidence) == ("customer", on(FRIDAY), None)
    assert whole()


def test_what_was_accepted_can_be_withdrawn_and_updates_are_owed_again(cast, shop, case, fix, at):
    shop.waits(case, fix, at="Mon 09:30")
    accepts(cast, case, at="Mon 10:00")
    (fact,) = facts_of(case, "date-accepted")
    cast.ana._acts(withdraw, case, "Mon 14:00", agreement=fact.seq)

    assert owed(case) == [("fix-release", at("Mon 16:00"))]
    with pytest.raises(Gone):
        cast.ana._acts(withdraw, case, "Mon 14:10", agreement=fact.seq)


def test_the_staff_accept_nothing_without_the_customer_s_own_message(cast, shop, case, fix):
    shop.waits(case, fix, at="Mon 09:30")
    cast.ana.writes(case, at="Mon 09:40", text="Friday is fine, no need to write until then.")
    (mine,) = [fact.seq for fact in facts_of(case, "messaged") if fact.by.side == "customer"]

    with pytest.raises(NotTheirAct):
        accepts(cast, case, at="Mon 10:00", by=cast.eve)
    with pytest.raises(NotTheirs):
        accepts(cast, case, at="Mon 10:00", by=cast.eve, evidence=mine - 1)
    accepts(cast, case, at="Mon 10:00", by=cast.eve, evidence=mine)
    assert facts_of(case, "date-accepted")[0].what.evidence == mine


def test_only_the_date_that_stands_is_accepted_and_of_several_the_last(cast, shop, case, fix):
    shop.waits(case, fix, at="Mon 09:30")
    shop.waits(case, shop.new_fix("SC-2"), "2026-03-20 10:00", at="Mon 09:40")

    with pytest.raises(DateMoved):
        accepts(cast, case, at="Mon 10:00")
    accepts(cast, case, "2026-03-20 10:00", at="Mon 10:00")


def test_there_is_nothing_to_accept_without_a_date_or_without_regular_updates_or_twice(cast, shop, case, fix):
    def why():
        with pytest.raises(CannotAccept) as told:
            accepts(cast, case, at="Mon 10:30")
        return str(told.value)

    shop.waits(case, fix, None, at="Mon 09:30")
    assert why().startswith("No release date stands")
    shop.dates(case, FRIDAY, "SC-1", at="Mon 09:40")
    accepts(cast, case, at="Mon 10:00")
    assert why() == "This date is accepted already."
    gold = cast.open_case(plan="gold", severity=2, at=NINE)
    cast.eve.replies(gold, at="Mon 09:10")
    shop.waits(gold, shop.new_fix("SC-2"), at="Mon 09:30")
    with pytest.raises(CannotAccept, match="no regular updates"):
        accepts(cast, gold, at="Mon 10:00")


def test_an_update_that_is_late_comes_before_any_acceptance(cast, shop, case, fix, tick):
    shop.waits(case, fix, at="Mon 09:30")
    tick("Mon 11:30")
    with pytest.raises(CannotAccept, match="is late"):
        accepts(cast, case, at="Mon 11:31")
    cast.eve.replies(case, at="Mon 11:40")
    accepts(cast, case, at="Mon 11:45")


def test_a_date_that_has_passed_is_not_accepted(cast, shop, case, fix):
    shop.waits(case, fix, "2026-03-02 11:00", at="Mon 09:30")
    with pytest.raises(CannotAccept, match="has passed"):
        accepts(cast, case, "2026-03-02 11:00", at="Mon 11:05")
