"""What each decision about a release comes to on a case that waits (O6.4, O6.8d): what is owed, and what is said."""

from datetime import timedelta

import pytest

from sundial.commands.fixes import accept_date
from sundial.commands.notices import Moot
from sundial.commands.releases import drop_release, give_up_fix, remove_fix, ship
from tests.related import whole
from tests.releasing import FRIDAY, LATER, Shop, alerted, drafts_of, facts_of, on, owed, state

TEN = on("2026-03-02 10:00")


@pytest.fixture
def shop(cast):
    return Shop(cast)


TARGETS = [
    ("platinum", 1, 120), ("platinum", 2, 1440), ("platinum", 4, 3 * 1440), ("gold", 2, 2 * 1440), ("silver", 1, 1440),
    ("silver", 4, 3 * 1440),
]  # fmt: skip


@pytest.mark.parametrize("target", TARGETS, ids=str)
def test_a_release_that_moves_owes_each_case_one_notice_by_its_plan_and_severity(cast, shop, target):
    plan, severity, minutes = target
    case = shop.waiting(plan, severity)
    shop.moves(shop.release, LATER, at="Mon 10:00")

    notices = [due for promise, due in owed(case) if promise == "notice"]
    assert notices == [TEN + timedelta(minutes=minutes)]
    (draft,) = drafts_of(case)
    (fact,) = facts_of(case, "release-rescheduled")
    assert (draft.seqs, draft.date, draft.state) == ([fact.seq], on(LATER), "ready")
    assert (fact.what.fixes, fact.what.was, fact.what.to) == (("SC-1",), on(FRIDAY), on(LATER))
    assert (fact.by.id, fact.at, fact.what.event) == (str(cast.dan.person.pk), TEN, str(draft.event_id))
    assert alerted("release-rescheduled") == ["Eve"]
    assert whole()


def test_the_draft_says_from_when_to_when_in_the_customer_s_zone_and_what_happens_next(shop):
    case = shop.waiting()
    shop.moves(shop.release, LATER, at="Mon 10:00", reason="CANARY-REASON")

    assert drafts_of(case)[0].text == (
        "Release 5.8.2, which carries the fix for your case, has been moved from Friday 13 March, 12:00 to"
        " Friday 20 March, 12:00 (Bucharest time).\n\n"
        "You hear from us when it is out, and at once should the date move again. Nothing is needed from you."
    )


def test_on_severity_1_the_draft_says_that_the_updates_go_on(shop):
    case = shop.waiting(severity=1)
    shop.moves(shop.release, LATER, at="Mon 10:00")

    assert drafts_of(case)[0].text.endswith("Until the fix is out you hear from us every 2 hours.")


def test_an_accepted_date_that_slips_begins_the_updates_again(cast, shop, at):
    case = shop.waiting(severity=1)
    cast.ana._acts(accept_date, case, "Mon 10:00", date=on(FRIDAY))
    shop.moves(shop.release, LATER, at="Mon 14:00")

    assert owed(case) == [("fix-release", at("Mon 16:00")), ("notice", at("Mon 16:00"))]
    assert "You had accepted the earlier date. As it has moved, our updates begin again: every 2 hours" in (
        drafts_of(case)[0].text
    )


def test_an_accepted_date_that_moves_nearer_stays_accepted_and_is_told_too(cast, shop, at):
    case = shop.waiting(severity=1)
    cast.ana._acts(accept_date, case, "Mon 10:00", date=on(FRIDAY))
    shop.moves(shop.release, "2026-03-11 10:00", at="Mon 14:00")

    assert owed(case) == [("notice", at("Mon 16:00")), ("fix-release", on("2026-03-13 12:00"))]
    words = drafts_of(case)[0].text
    assert "comes earlier: on Wednesday 11 March, 12:00 instead of Friday 13 March, 12:00" in words
    assert words.endswith("You had accepted a date without updates until then, and that still holds.")


def test_a_release_moved_earlier_is_told_like_any_other(shop):
    case = shop.waiting("gold", 3)
    shop.moves(shop.release, "2026-03-11 10:00", at="Mon 10:00")

    assert owed(case) == [("notice", on("2026-03-04 10:00"))]


def test_a_date_that_is_not_known_any_more_leads_back_to_diagnosis(shop, at):
    case = shop.waiting(severity=2)
    shop.moves(shop.release, None, at="Mon 10:00")

    assert state(case) == "diagnosis"
    assert owed(case) == [("diagnosis-update", at("Tue 10:00")), ("notice", at("Tue 10:00"))]
    words = drafts_of(case)[0].text
    assert "will not come on Friday 13 March, 12:00 (Bucharest time). There is no new date yet." in words
    assert words.endswith("Until a date stands you hear from us every business day.")


def test_a_case_without_a_date_is_told_of_the_move_and_gets_the_date_by_being_told(cast, shop):
    case = shop.waiting(date=None)
    shop.moves(shop.release, LATER, at="Mon 10:00")
    assert state(case) == "diagnosis"
    (draft,) = drafts_of(case)
    assert "is now expected on Friday 20 March, 12:00" in draft.text
    shop.sends(draft, at="Mon 11:00")

    assert (state(case), owed(case)) == ("fix", [])
    (given,) = facts_of(case, "date-given")
    assert (given.what.date, given.what.fix, given.what.release, given.what.notice) == (
        on(LATER), "SC-1", "5.8.2", tuple(draft.seqs),
    )  # fmt: skip
    assert whole()


def test_two_decisions_of_one_day_are_two_notices_and_the_later_draft_tells_both(cast, shop):
    case = shop.waiting(severity=3)
    shop.moves(shop.release, LATER, at="Mon 10:00")
    shop.moves(shop.release, "2026-03-27 10:00", at="Mon 15:00")

    assert owed(case) == [("notice", on("2026-03-04 10:00")), ("notice", on("2026-03-04 15:00"))]
    first, second = drafts_of(case)
    with pytest.raises(Moot, match="A later decision has overtaken it"):
        shop.sends(first, at="Mon 15:10")
    shop.sends(second, at="Mon 15:20")
    assert owed(case) == []
    (told,) = [fact.what for fact in facts_of(case, "messaged") if fact.what.notice]
    assert told.notice == tuple(sorted(first.seqs + second.seqs))


def test_a_fix_that_is_taken_out_is_waited_for_without_a_date(cast, shop, at):
    case = shop.waiting()
    shop.decides(remove_fix, shop.fix, to=None, at="Mon 10:00")

    assert state(case) == "diagnosis"
    assert owed(case) == [("diagnosis-update", at("Tue 10:00")), ("notice", at("Tue 10:00"))]
    assert drafts_of(case)[0].text.startswith(
        "The fix for your case will not come with release 5.8.2, which was expected on Friday 13 March, 12:00"
        " (Bucharest time). There is no new date yet."
    )
    assert alerted("fix-removed") == ["Eve"]


def test_a_fix_that_is_put_elsewhere_is_dated_by_the_notice(cast, shop):
    case = shop.waiting()
    other = shop.plans("5.8.3", "2026-03-27 10:00", at="Mon 09:40")
    shop.decides(remove_fix, shop.fix, to=other, at="Mon 10:00")
    (draft,) = drafts_of(case)
    assert draft.text.startswith(
        "The fix for your case will not come with release 5.8.2, which was expected on Friday 13 March, 12:00."
        " It is planned for release 5.8.3, expected on Friday 27 March, 12:00 (Bucharest time)."
    )
    shop.sends(draft, at="Mon 11:00")

    assert (state(case), owed(case)) == ("fix", [])
    assert facts_of(case, "date-given")[-1].what.release == "5.8.3"


def test_a_dropped_release_takes_every_fix_out_and_one_message_tells_all(cast, shop):
    case = shop.waiting()
    second = shop.new_fix("SC-2")
    dropped = shop.plans("5.9", fixes=[second], at="Mon 09:35")
    shop.waits(case, second, at="Mon 09:40")
    shop.decides(drop_release, dropped, at="Mon 10:00")

    assert [fact.what.fix for fact in facts_of(case, "fix-removed")] == ["SC-2"]
    shop.sends(drafts_of(case)[0], at="Mon 11:00")
    assert [promise for promise, _ in owed(case)] == ["diagnosis-update"]


def test_two_fixes_of_one_dropped_release_are_two_determinations_and_one_draft(cast, shop):
    case = shop.waiting()
    both = [shop.new_fix("SC-2"), shop.new_fix("SC-3")]
    dropped = shop.plans("5.9", fixes=both, at="Mon 09:35")
    for one in both:
        shop.waits(case, one, at="Mon 09:40")
    shop.decides(drop_release, dropped, at="Mon 10:00")

    (draft,) = drafts_of(case)
    assert len(draft.seqs) == 2
    assert [promise for promise, _ in owed(case)].count("notice") == 2
    assert draft.text.startswith("Release 5.9, which was to carry the fixes for your case and was expected on Friday")
    shop.sends(draft, at="Mon 11:00")
    assert [promise for promise, _ in owed(case)] == ["diagnosis-update"]


def test_a_fix_that_is_given_up_is_waited_for_no_more_and_its_notice_is_owed(cast, shop):
    case = shop.waiting(severity=3)
    shop.decides(give_up_fix, shop.fix, at="Mon 10:00")

    assert [fact.kind for fact in facts_of(case)][-2:] == ["fix-removed", "fix-withdrawn"]
    assert state(case) == "diagnosis"
    assert sorted(promise for promise, _ in owed(case)) == ["diagnosis-update", "notice"]
    (draft,) = drafts_of(case)
    assert "does not mend it after all. We are back at the cause." in draft.text
    shop.sends(draft, at="Mon 11:00")
    assert [promise for promise, _ in owed(case)] == ["diagnosis-update"]


def test_a_release_that_is_out_ends_what_was_owed_for_its_fix_also_on_a_resolved_case(cast, shop):
    grave, resolved = shop.waiting(severity=1), shop.waiting(severity=3)
    cast.eve.resolves(resolved, at="Mon 10:00")
    shop.moves(shop.release, LATER, at="Mon 10:30")
    shop.decides(ship, shop.release, at="Mon 11:00", reason="")

    assert (state(grave), owed(grave)) == ("released", [])
    assert (state(resolved), owed(resolved)) == ("resolved", [])
    assert len(drafts_of(grave)) == 2
    (told,) = drafts_of(resolved)
    assert told.text.startswith("Release 5.8.2 is out, and with it the fix for your case. Please install it")
    assert "We hold your case to be solved" in told.text
    shop.sends(told, at="Mon 11:30")
    assert state(resolved) == "resolved"
    with pytest.raises(Moot):
        shop.sends(drafts_of(grave)[0], at="Mon 11:30")
    assert alerted("fix-released") == ["Eve", "Eve"]
