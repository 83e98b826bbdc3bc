"""The fix on a case (O5.3, O6.3, O6.8c): identified, dated, withdrawn, its date accepted; what each comes to."""

import pytest

from sundial.commands.decisions import FarDate, PastDate
from sundial.commands.errors import AlreadyResolved, CaseClosed, NothingSaid, NotStaff
from sundial.commands.fixes import (
    BadFix,
    Given,
    NotAwaited,
    give_date,
    identify_fix,
    name_fix,
    withdraw_date,
    withdraw_fix,
)
from sundial.commands.messages import reply
from sundial.commands.notices_owed import NotOwed
from sundial.commands.releases import give_up_fix, ship
from sundial.models import Case, Fix, viewing
from tests.database import as_role
from tests.releasing import FRIDAY, NINE, SCANNER, Shop, as_the_desk, facts_of, on, owed, state


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


def test_a_fix_identified_without_a_date_leaves_the_updates_of_diagnosis_as_they_were(cast, shop, case, fix, at):
    before = owed(case)
    shop.waits(case, fix, None, at="Mon 09:30")

    assert owed(case) == before == [("diagnosis-update", at("Mon 11:10"))]
    assert state(case) == "diagnosis"


def test_a_date_without_a_fix_stands_for_the_fix_that_is_identified_later(cast, shop, case, fix, at):
    shop.dates(case, FRIDAY, at="Mon 09:30")
    assert owed(case) == [("diagnosis-update", at("Mon 11:30"))]  # it was a word, and diagnosis goes on
    shop.waits(case, fix, None, at="Mon 10:00")

    assert (state(case), owed(case)) == ("fix", [("fix-release", at("Mon 11:30"))])  # the update's due time holds


def test_a_fix_with_its_date_ends_diagnosis_and_begins_the_updates_until_the_hotfix(cast, shop, case, fix, at):
    shop.waits(case, fix, at="Mon 09:30")

    assert (state(case), owed(case)) == ("fix", [("fix-release", at("Mon 11:30"))])
    assert [fact.kind for fact in facts_of(case)][-2:] == ["fix-identified", "date-given"]


@pytest.mark.parametrize("severity", [2, 3, 4])
def test_on_a_lesser_severity_nothing_runs_while_the_fix_is_dated(cast, shop, fix, severity):
    case = cast.open_case(plan="gold", severity=severity, at=NINE)
    cast.eve.replies(case, at="Mon 09:10")
    shop.waits(case, fix, at="Mon 09:30")

    assert (state(case), owed(case)) == ("fix", [])


def test_a_withdrawn_fix_leads_back_to_diagnosis(cast, shop, case, fix, at):
    shop.waits(case, fix, at="Mon 09:30")
    cast.eve._acts(withdraw_fix, case, "Mon 10:00", fix="SC-1")

    assert (state(case), owed(case)) == ("diagnosis", [("diagnosis-update", at("Mon 11:30"))])
    with pytest.raises(NotAwaited, match="does not wait for SC-1"):
        cast.eve._acts(withdraw_fix, case, "Mon 10:10", fix="SC-1")


@pytest.mark.parametrize("of", ["SC-1", ""])
def test_a_withdrawn_date_leads_back_to_diagnosis_too(cast, shop, case, fix, of):
    shop.waits(case, fix, None, at="Mon 09:30")
    shop.dates(case, FRIDAY, of, at="Mon 09:40")
    assert state(case) == "fix"
    cast.eve._acts(withdraw_date, case, "Mon 10:00", fix=of)

    assert state(case) == "diagnosis"
    with pytest.raises(NotAwaited):
        cast.eve._acts(withdraw_date, case, "Mon 10:10", fix=of)


def test_whoever_gives_a_date_on_a_case_of_nobody_s_takes_it_and_it_is_the_first_response(cast, shop, fix):
    case = cast.open_case(plan="platinum", severity=1, at=NINE)
    shop.dates(case, FRIDAY, at="Mon 09:30")

    assert case.owner_id == cast.eve.person.pk
    assert state(case) == "diagnosis"


BAD = {
    "a date for a fix that is not waited for": (lambda s, c, f: s.dates(c, FRIDAY, "SC-1", at="Mon 09:30"), NotAwaited),
    "a date in the past": (lambda s, c, f: s.dates(c, "2026-03-02 09:29", at="Mon 09:30"), PastDate),
    "a date in another age": (lambda s, c, f: s.dates(c, "9999-03-02 09:29", at="Mon 09:30"), FarDate),
    "a date without words": (lambda s, c, f: s.cast.eve._acts(
        give_date, c, "Mon 09:30", given=Given(on(FRIDAY)), text=" "), NothingSaid),
    "a date as the notice of nothing": (lambda s, c, f: s.dates(c, FRIDAY, at="Mon 09:30", notice=(2,)), NotOwed),
    "a date given by the customer": (lambda s, c, f: s.cast.ana._acts(
        give_date, c, "Mon 09:30", given=Given(on(FRIDAY)), text="Friday!"), NotStaff),
    "a fix identified by the customer": (lambda s, c, f: s.cast.ana._acts(
        identify_fix, c, "Mon 09:30", fix=f), NotStaff),
}  # fmt: skip


@pytest.mark.parametrize("what", BAD)
def test_what_cannot_be_is_refused_in_one_sentence_and_nothing_is_recorded(shop, case, fix, what):
    deed, error = BAD[what]
    with pytest.raises(error) as told:
        deed(shop, case, fix)

    assert str(told.value).endswith(".")
    assert [fact.kind for fact in facts_of(case)] == ["opened", "owner-set", "messaged"]


def test_a_fix_is_identified_once_and_only_one_that_can_mend_the_case(cast, shop, case, fix):
    with as_role("postgres"):
        Case.objects.filter(pk=case.pk).update(product=SCANNER)
    case.product = SCANNER
    other = shop.new_fix("CO-1", product="Console 8.1")
    given_up, out = shop.new_fix("SC-2"), shop.new_fix("SC-3")
    shop.decides(give_up_fix, given_up, at="Mon 09:30")
    shop.decides(ship, shop.plans("5.8.1", fixes=[out], at="Mon 09:30"), at="Mon 09:31")
    shop.waits(case, fix, None, at="Mon 09:40")

    for one, words in (
        (other, "CO-1 is a fix of Console 8.1, and this case is about Scanner 5.8."),
        (given_up, "SC-2 was given up: it mends nothing."),
        (out, "SC-3 is out, in 5.8.1. Tell the customer to install it."),
        (fix, "The case waits for SC-1 already."),
    ):
        with pytest.raises(BadFix) as told:
            cast.eve._acts(identify_fix, case, "Mon 09:50", fix=one)
        assert str(told.value) == words


@pytest.mark.parametrize(
    ("key", "title"), [("", "x"), ("GW 1", "x"), ("-1", "x"), ("G" * 41, "x"), ("GW-1", " "), ("GW-1", "x" * 201)]
)
def test_a_fix_has_a_key_and_a_title_in_one_line(cast, key, title):
    with pytest.raises(BadFix), viewing(cast.eve.person):
        name_fix(key, title, SCANNER, by=cast.eve.person)


def test_a_key_is_taken_once_however_it_is_spelled(cast, shop, fix):
    with pytest.raises(BadFix, match="There is a fix sc-1 already"):
        shop.new_fix("sc-1")
    assert as_the_desk(Fix.objects.count) == 1


@pytest.mark.parametrize(("end", "error"), [("resolves", AlreadyResolved), ("closes", CaseClosed)])
def test_on_a_case_that_has_ended_nothing_is_identified_or_dated(cast, shop, case, fix, end, error):
    getattr(cast.eve, end)(case, at="Mon 09:30")

    with pytest.raises(error):
        shop.waits(case, fix, None, at="Mon 10:00")
    with pytest.raises(error):
        shop.dates(case, FRIDAY, at="Mon 10:00")


def test_a_message_is_the_notice_of_a_determination_if_it_says_so_and_it_is_owed(cast, shop, fix, at):
    case = cast.open_case(plan="platinum", severity=2, at=NINE)
    cast.eve.replies(case, at="Mon 09:10")
    shop.waits(case, fix, at="Mon 09:30")
    shop.moves(shop.release, "2026-03-20 10:00", at="Mon 10:00")
    (seq,) = [fact.seq for fact in facts_of(case, "release-rescheduled")]

    cast.eve.replies(case, at="Mon 10:10", text="We look into something else.")
    assert owed(case) == [("notice", on("2026-03-03 10:00"))]
    with pytest.raises(NotStaff):
        cast.ana._acts(reply, case, "Mon 10:20", text="It moved?", notice=[seq])
    cast.eve._acts(reply, case, "Mon 10:20", text="It comes a week later.", notice=[seq])
    assert owed(case) == []
    with pytest.raises(NotOwed):
        cast.eve._acts(reply, case, "Mon 10:30", text="As I said.", notice=[seq])
