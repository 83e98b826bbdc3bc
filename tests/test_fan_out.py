"""A decision about a release, told to every case that waits: who is told, who is not, and once (O6.4, O2.7)."""

from contextlib import contextmanager

import pytest

from sundial.commands.fixes import accept_date, withdraw_fix
from sundial.commands.record import record
from sundial.commands.releases import ship
from sundial.jobs.deliver import TryAgain
from sundial.jobs.fan_out import fan_out
from sundial.models import CLOCKWORK, Alert, Case, Clock, FanOut, NoticeDraft, viewing
from sundial.protocol.facts import FixReleased
from tests.database import as_role, run
from tests.related import joins, whole
from tests.releasing import FRIDAY, LATER, NINE, Shop, as_the_desk, drafts_of, facts_of, on, owed, state

TEN = on("2026-03-02 10:00")


@pytest.fixture
def shop(cast):
    return Shop(cast)


def test_a_case_that_is_told_twice_hears_it_once(cast, shop):
    case = shop.waiting()
    event = shop.moves(shop.release, LATER, at="Mon 10:00")
    with as_role("sundial_worker"):
        with viewing(CLOCKWORK):
            FanOut.objects.create(event=event, at=event.at)  # as a worker that died before its last word leaves it
        fan_out(str(event.pk))

    assert len(facts_of(case, "release-rescheduled")) == 1
    assert len(drafts_of(case)) == 1


@pytest.mark.parametrize("end", ["resolves", "closes"])
def test_a_case_that_ends_between_the_decision_and_its_telling_is_not_told(cast, shop, end):
    case = shop.waiting()
    shop.moves(shop.release, LATER, at="Mon 10:00", told=False)
    getattr(cast.eve, end)(case, at="Mon 10:01")
    shop.tells()

    assert (facts_of(case, "release-rescheduled"), drafts_of(case), owed(case)) == ([], [], [])


def test_a_case_that_withdraws_the_fix_in_between_is_not_told(cast, shop):
    case = shop.waiting()
    shop.moves(shop.release, LATER, at="Mon 10:00", told=False)
    cast.eve._acts(withdraw_fix, case, "Mon 10:01", fix="SC-1")
    shop.tells()

    assert (facts_of(case, "release-rescheduled"), drafts_of(case)) == ([], [])


def test_a_date_that_is_accepted_in_between_slips_all_the_same(cast, shop, at):
    case = shop.waiting(severity=1)
    shop.moves(shop.release, LATER, at="Mon 10:00", told=False)
    cast.ana._acts(accept_date, case, "Mon 10:01", date=on(FRIDAY))
    shop.tells()

    assert owed(case) == [("fix-release", at("Mon 12:01")), ("notice", at("Mon 12:01"))]
    assert "You had accepted the earlier date." in drafts_of(case)[0].text
    assert whole()


def test_a_case_that_came_to_wait_only_after_the_decision_is_not_told_of_it(cast, shop):
    told = shop.waiting()
    shop.moves(shop.release, LATER, at="Mon 10:00", told=False)
    late = cast.open_case(plan="gold", severity=3, at="Mon 09:00")
    cast.eve.replies(late, at="Mon 10:01")
    shop.waits(late, shop.fix, LATER, at="Mon 10:02")
    shop.tells()

    assert (len(drafts_of(told)), drafts_of(late), owed(late)) == (1, [], [])


def test_of_two_cases_that_merge_in_between_the_one_that_goes_on_is_told(cast, shop):
    case, other = shop.waiting(), cast.open_case(plan="platinum", severity=2, at=NINE)
    cast.eve.replies(other, at="Mon 09:10")
    shop.moves(shop.release, LATER, at="Mon 10:00", told=False)
    joins(cast.eve, case, other, "Mon 10:01")
    shop.tells()

    assert (drafts_of(case), facts_of(case, "release-rescheduled")) == ([], [])
    assert (drafts_of(other), facts_of(other, "release-rescheduled")) == ([], [])  # it did not wait when it was decided
    assert whole()


def test_of_two_that_both_waited_the_one_that_goes_on_is_told_once(cast, shop):
    case, other = shop.waiting(), shop.waiting()
    shop.moves(shop.release, LATER, at="Mon 10:00", told=False)
    joins(cast.eve, case, other, "Mon 10:01")
    shop.tells()

    assert (len(drafts_of(case)), len(drafts_of(other))) == (0, 1)
    assert owed(other) == [("notice", on("2026-03-03 10:00"))]


def test_what_was_decided_earlier_than_it_was_recorded_counts_from_then(cast, shop, at):
    case = shop.waiting(severity=2)
    shop.moves(shop.release, LATER, at="Mon 15:00", when="2026-03-02 11:00")

    assert owed(case) == [("notice", on("2026-03-03 11:00"))]
    (fact,) = facts_of(case, "release-rescheduled")
    assert fact.at == on("2026-03-02 11:00")
    assert whole()


def test_a_history_that_has_no_room_for_it_earlier_has_it_when_it_is_told(cast, shop):
    case = shop.waiting()
    shop.dates(case, "2026-03-14 10:00", "SC-1", at="Mon 10:30")  # of a fix that was out by then
    shop.decides(ship, shop.release, at="Mon 11:00", when="2026-03-02 10:00", reason="")

    assert [fact.kind for fact in facts_of(case)][-1] == "fix-released"
    assert facts_of(case, "fix-released")[0].at > on("2026-03-02 10:30")
    assert state(case) == "released"
    assert len(drafts_of(case)) == 1


def test_a_case_that_cannot_be_read_stops_no_other_and_is_told_when_it_can(cast, shop):
    cases = [shop.waiting() for _ in range(3)]
    bad = cases[1]
    event = shop.moves(shop.release, LATER, at="Mon 10:00", told=False)
    with history_broken(bad), as_role("sundial_worker"), pytest.raises(TryAgain):
        fan_out(str(event.pk))
    assert [len(drafts_of(case)) for case in cases] == [1, 0, 1]
    assert as_the_desk(FanOut.objects.count) == 1
    shop.tells()

    assert [len(drafts_of(case)) for case in cases] == [1, 1, 1]
    assert whole()


@contextmanager
def history_broken(case):
    """Put a fact behind the others that nobody can read, and take it away again."""
    with as_role("postgres"):
        run(
            "INSERT INTO fact (case_id, seq, at, recorded_at, side, kind, what, public, text, words, hash) "
            "VALUES (%s, 99, now(), now(), 'system', 'nonsense', '{}', false, '', '', 'x')",
            [case.pk],
        )
    yield
    with as_role("postgres"):
        run("SET session_replication_role = replica")
        run("DELETE FROM fact WHERE kind = 'nonsense'")
        run("SET session_replication_role = origin")


def test_of_forty_customers_who_share_a_fix_three_are_restricted_and_nobody_outside_learns_of_them(cast, shop):
    open_cases = [shop.waiting("gold", 3) for _ in range(37)]
    rita = cast.restricted("emea")
    hidden = [shop.waiting("gold", 3, by=rita) for _ in range(3)]
    shop.moves(shop.release, LATER, at="Mon 10:00", by=cast.max)

    assert {len(drafts_of(case)) for case in (*open_cases, *hidden)} == {1}
    assert {len(owed(case)) for case in (*open_cases, *hidden)} == {1}
    with viewing(cast.max.person):  # he decided it, and is outside
        assert NoticeDraft.objects.count() == Case.objects.count() == 37
        assert Clock.objects.filter(about__gt=0).count() == 37
        assert Alert.objects.count() == 0
    with viewing(cast.dan.person):
        assert NoticeDraft.objects.count() == 40
    outside = as_the_desk(lambda: set(Alert.objects.filter(case__in=hidden).values_list("person__region", flat=True)))
    assert outside == {"emea"}
    shop.sends_together(
        [draft for case in (*open_cases, *hidden) for draft in drafts_of(case)], at="Mon 11:00", by=cast.amy
    )
    assert {drafts_of(case)[0].state for case in open_cases} == {"sent"}
    assert {drafts_of(case)[0].state for case in hidden} == {"ready"}


def test_a_fix_that_was_released_by_hand_needs_no_telling(cast, shop):
    case = shop.waiting()
    with viewing(cast.eve.person):
        record(case, FixReleased("SC-1", "5.8.2"), by=cast.eve.person, now=cast.at("Mon 09:50"))
    shop.moves(shop.release, LATER, at="Mon 10:00")

    assert drafts_of(case) == []


def test_what_is_owed_anew_reaches_the_page_that_the_customer_has_open(cast, shop, at):
    case = shop.waiting()
    before = as_the_desk(lambda: Case.objects.get(pk=case.pk).told_at)
    shop.moves(shop.release, LATER, at="Mon 10:00")

    assert before < at("Mon 10:00") <= as_the_desk(lambda: Case.objects.get(pk=case.pk).told_at)  # /live looks at it
