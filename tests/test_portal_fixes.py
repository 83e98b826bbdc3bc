"""The fix on a customer's page (O5.3, O6.3): sentences without keys, a date that is accepted, and what happens then."""

import re
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from sundial.commands.agreements import agree, propose
from sundial.commands.fixes import Given, give_date, identify_fix
from sundial.commands.notices import send_notice
from sundial.commands.releases import assign_fix, move_release, plan_release, remove_fix, ship
from sundial.models import database_now, viewing
from sundial.protocol.facts import Instead
from sundial.protocol.promises import Promise
from tests.at_the_portal import ana
from tests.browsing import lately, sent, signed_in, words
from tests.releasing import Shop, as_the_desk, drafts_of, facts_of, owed

__all__ = ["ana"]


CARD = re.compile(r'<section class="release dated.*?</section>', re.DOTALL)


class LatelyShop(Shop):
    """A shop whose stories are told in minutes before the database's now; its release is expected in three days."""

    def __init__(self, cast) -> None:
        self.cast = lately(cast)
        self.friday = (database_now() + timedelta(days=3)).replace(second=0, microsecond=0)
        self.fix = self.new_fix()
        dan = cast.dan.person
        with viewing(dan):
            now = cast.at(300)
            self.release = plan_release("Scanner 5.8", "5.8.2", self.friday, owner=dan, by=dan, now=now)
            assign_fix(self.fix, self.release, by=dan, now=now)

    def case(self, severity=1, *, dated=True):
        case = self.cast.open_case(plan="platinum", severity=severity, at=100)
        self.cast.eve.replies(case, at=90)
        self.cast.eve._acts(identify_fix, case, 80, fix=self.fix)
        if dated:
            given = Given(self.friday, "SC-1", "5.8.2")
            self.cast.eve._acts(give_date, case, 70, given=given, text="It comes on Friday.")
        return case

    def slips(self, *, at=40):
        return self.decides(move_release, self.release, self.friday + timedelta(days=7), at=at)


@pytest.fixture
def shop(cast):
    return LatelyShop(cast)


def card(client, case):
    """Return what the card of the fix says, "" where there is none."""
    found = CARD.search(client.get(f"/cases/{case.number}").content.decode())
    return " ".join(re.sub(r"<[^>]+>", " ", found[0]).split()) if found else ""


def accepts(client, case, date):
    return client.post(f"/cases/{case.number}/acceptances", sent(date=date.isoformat()))


def test_without_a_fix_and_without_a_date_there_is_nothing_to_say(cast, shop, ana):
    case = cast.open_case(severity=1, at=100)
    cast.eve.replies(case, at=90)

    assert card(ana, case) == ""


def test_a_fix_without_a_date_a_date_without_a_fix_and_a_release_are_each_a_sentence(cast, shop, ana):
    assert card(ana, shop.case(dated=False)) == (
        "The fix is identified It has no release date yet. Until it has one you hear from us every 2 hours."
    )
    loose = cast.open_case(severity=3, at=100)
    cast.eve._acts(give_date, loose, 90, given=Given(shop.friday), text="In three days.")
    assert re.fullmatch(
        r"A fix is expected on \w+ \d+ \w+, [\d:]+ What exactly mends this is not settled yet."
        r" Until it is you hear from us every business day.",
        card(ana, loose),
    )
    done = shop.case(severity=3)
    assert re.fullmatch(
        r"Release 5.8.2 is expected on .+ The cause is found. You hear from us when it is out, and at once should the"
        r" date move.",
        card(ana, done),
    )
    shop.decides(ship, shop.release, at=30, reason="")
    assert card(ana, done).startswith("The fix is out Release 5.8.2, with the fix for this case, is out since ")


def test_on_severity_1_the_date_can_be_accepted_and_it_says_beforehand_what_then(shop, ana):
    said = card(ana, shop.case())

    assert said.startswith("Hotfix 5.8.2 is expected on ")
    assert "Until it is out you hear from us every 2 hours." in said
    assert "If it is not out by then, the next update comes by " in said
    assert "Accept this date, stop the updates" in said


def test_accepted_it_says_what_until_when_and_how_to_take_it_back(cast, shop, ana):
    case = shop.case()
    assert accepts(ana, case, shop.friday).status_code == 302
    said = card(ana, case)

    assert said.startswith("You accepted ")
    assert "Ana accepted it " in said
    assert "Until then we send no updates; should the date move, you are told at once." in said
    assert "Taken back, the next update is due by " in said
    assert owed(case) == [("fix-release", shop.friday + timedelta(hours=2))]
    assert ana.post(f"/cases/{case.number}/acceptances/withdrawals", sent()).status_code == 302
    assert card(ana, case).startswith("Hotfix 5.8.2 is expected on ")
    assert owed(case)[0][1] < shop.friday


def test_a_second_press_or_an_old_page_accepts_nothing_unseen(cast, shop, ana):
    case = shop.case()
    form = sent(date=shop.friday.isoformat())
    for _ in range(2):
        assert ana.post(f"/cases/{case.number}/acceptances", form).status_code == 302
    assert len(facts_of(case, "date-accepted")) == 1
    other = shop.case()
    for wrong in (shop.friday + timedelta(days=1), "tomorrow", ""):
        answer = ana.post(f"/cases/{other.number}/acceptances", sent(date=str(wrong)))
        assert answer.status_code == 409
        assert "The date has changed since you read it." in words(answer)
    again = ana.post(f"/cases/{other.number}/acceptances/withdrawals", sent())
    assert (again.status_code, facts_of(other, "date-accepted")) == (409, [])


def test_after_a_slip_it_says_that_updates_begin_again_and_why_and_not_yet_the_new_date(cast, shop, ana):
    case = shop.case()
    accepts(ana, case, shop.friday)
    slipped = shop.decides(move_release, shop.release, shop.friday + timedelta(days=7), at=0, reason="A second leak.")
    html = ana.get(f"/cases/{case.number}").content.decode()
    said = card(ana, case)

    assert said.startswith(
        "The date that you accepted has moved So we update you again, every 2 hours, the next time by "
    )
    assert "We tell you what holds now by " in said
    assert "Why then?" in said
    assert 'popovertarget="why-fix-' in CARD.search(html)[0]
    assert "accepted release date slipped" in html
    moved = slipped.to.astimezone(ZoneInfo(cast.ana.person.zone))
    assert f"{moved.day} {moved:%B}" not in said
    assert "A second leak." not in html


def test_a_silence_that_was_agreed_on_is_told_as_such_and_ends_when_the_date_slips(cast, shop, ana):
    """The card says what holds, not what the table says (O6.2, O6.8d)."""
    case = shop.case()
    silence = Instead(Promise.FIX_RELEASE, silent_until=shop.friday)
    proposed = cast.eve._acts(propose, case, 30, instead=silence, text="Nothing until Friday?")
    cast.ana._acts(agree, case, 25, proposal=proposed.facts[0].seq)
    assert "As you agreed, no update comes before " in card(ana, case)
    assert "every 2 hours" not in card(ana, case)

    shop.decides(move_release, shop.release, shop.friday + timedelta(days=7), at=0, reason="A second leak.")
    assert card(ana, case).startswith(
        "The date that you had agreed to wait for has moved So we update you again, every 2 hours, the next time by "
    )


def test_once_it_is_told_the_new_date_stands_and_can_be_accepted_in_its_turn(cast, shop, ana):
    case = shop.case()
    shop.slips()
    assert card(ana, case).startswith("The release of your fix has changed We tell you what holds now by ")
    cast.eve._acts(send_notice, drafts_of(case)[0], 30)

    assert card(ana, case).startswith("Hotfix 5.8.2 is expected on ")
    assert accepts(ana, case, shop.friday + timedelta(days=7)).status_code == 302


def test_a_fix_taken_out_of_its_release_is_told_by_a_person_and_the_page_says_by_when(shop, ana):
    case = shop.case(severity=3)
    shop.decides(remove_fix, shop.fix, to=None, at=40)

    assert re.fullmatch(
        r"The release of your fix has changed We tell you what holds now by .+ Until a date stands you hear from us"
        r" every business day. Why then\?",
        card(ana, case),
    )


def test_a_late_update_comes_before_an_acceptance(cast, shop, ana, tick):
    case = cast.open_case(plan="platinum", severity=1, at=400)
    cast.eve.replies(case, at=390)
    cast.eve._acts(identify_fix, case, 380, fix=shop.fix)
    cast.eve._acts(give_date, case, 370, given=Given(shop.friday, "SC-1", "5.8.2"), text="It comes on Friday.")

    said = card(ana, case)
    assert "Our update is late; once you have it, you can accept this date." in said
    assert "stop the updates" not in said
    assert accepts(ana, case, shop.friday).status_code == 409


def test_no_page_of_a_customer_holds_the_key_of_a_fix_or_an_internal_word(shop, ana):
    case = shop.case()
    shop.slips()
    html = ana.get(f"/cases/{case.number}").content.decode()

    for inside in ("SC-1", "Leaks a handle", "A second leak", "determination", "Dan moved"):
        assert inside not in html.partition("<main")[2].replace("after a determination", "")


@pytest.mark.parametrize("door", ["acceptances", "acceptances/withdrawals"])
def test_another_customer_s_case_is_a_case_that_never_was(cast, shop, door):
    case = shop.case()
    rita = signed_in(cast.restricted("emea").person)

    assert rita.post(f"/cases/{case.number}/{door}", sent(date=shop.friday.isoformat())).status_code == 404
    assert signed_in(cast.eve.person).post(f"/cases/{case.number}/{door}", sent()).status_code == 404
    assert as_the_desk(lambda: facts_of(case, "date-accepted")) == []
