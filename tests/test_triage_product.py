"""Triage corrects the product of a case, which decides what it is entitled to and which fix fits (O3.1, O3.5)."""

from dataclasses import replace

import pytest

from sundial.commands.cases import NewCase, open_case
from sundial.commands.splitting import split
from sundial.commands.triage import Found, ProductTooLong, WaitsForOther, triage
from sundial.commands.verify import Proof, verify
from sundial.models import CLOCKWORK, Case, history_of, viewing
from sundial.protocol.assessed import corrected
from sundial.protocol.case import state_of
from sundial.protocol.facts import Fact, Triaged
from sundial.protocol.facts_json import encode_what
from tests.database import as_role, run
from tests.releasing import SCANNER, Shop

GATEWAY, KIOSK = "Gateway 5", "Kiosk 4"


@pytest.fixture
def case(cast):
    cast.entitle(cast.acme, "gold")
    return opens(cast, GATEWAY)


def opens(cast, product, at="Mon 2026-03-02 09:00"):
    with viewing(cast.ana.person):
        new = NewCase("It hangs", "Help!", 2, product)
        return open_case(new, contact=cast.ana.person, by=cast.ana.person, now=cast.at(at)).case


def triages(player, case, product="", *, at="Mon 09:05", **found):
    given = Found("involved", case.severity, product=product, **found)
    with viewing(player.person):
        return triage(case, given, by=player.person, now=player.at(at))


def kept(case):
    """Return what the row says now, and what the case was triaged as, the last time."""
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        history = history_of(case.pk)
        named = [fact.what for fact in history if isinstance(fact.what, Triaged)]
        return Case.objects.values_list("product", flat=True).get(pk=case.pk), named[-1], history


def differences():
    with as_role("sundial_worker"):
        return [str(found) for found in verify(Proof())]


def test_another_product_is_a_fact_with_the_one_that_stood_and_the_row_follows_it(cast, case):
    triages(cast.eve, case, f" {KIOSK} ")
    product, what, history = kept(case)

    assert case.product == product == KIOSK
    assert (what.product, what.product_was) == (KIOSK, GATEWAY)
    assert state_of(history).product == KIOSK
    assert corrected(history) == (GATEWAY, KIOSK)
    assert differences() == []


@pytest.mark.parametrize("named", ["", GATEWAY])
def test_the_product_that_stands_is_no_correction_and_the_fact_is_written_as_ever(cast, case, named):
    triages(cast.eve, case, named)
    product, what, history = kept(case)

    assert product == GATEWAY
    assert encode_what(what) == {"complexity": "involved", "tier": 2, "skill": "", "version": ""}
    assert (state_of(history).product, corrected(history)) == ("", None)


def test_what_the_customer_said_first_is_never_lost_however_often_it_is_corrected(cast, case):
    triages(cast.eve, case, KIOSK)
    triages(cast.ned, case, SCANNER, at="Mon 09:06")
    triages(cast.ned, case, at="Mon 09:07")
    assert corrected(kept(case)[2]) == (GATEWAY, SCANNER)
    assert case.product == SCANNER

    triages(cast.eve, case, GATEWAY, at="Mon 09:08")
    product, what, history = kept(case)
    assert (product, what.product_was, corrected(history)) == (GATEWAY, SCANNER, None)
    assert differences() == []


def test_a_product_is_named_where_the_customer_named_none(cast, case):
    other = opens(cast, "", at="Mon 09:01")
    triages(cast.eve, other, KIOSK)
    assert corrected(kept(other)[2]) == ("", KIOSK)
    assert differences() == []


def test_whatever_is_recorded_afterwards_by_either_side_or_the_desk_leaves_the_product(cast, case, tick):
    triages(cast.eve, case, KIOSK)
    cast.ana.writes(case, at="Mon 09:06")
    assert tick("Mon 11:00")
    assert kept(case)[0] == KIOSK
    assert differences() == []


def test_a_product_changed_behind_the_desk_s_back_is_found(cast, case):
    triages(cast.eve, case, KIOSK)
    with as_role("postgres"):
        run("UPDATE support_case SET product = %s WHERE id = %s", [GATEWAY, case.pk])
    assert differences() == [f"{case.number}: product is {GATEWAY}, but its history says {KIOSK}"]


def test_what_is_owed_and_on_which_plan_does_not_move_and_the_customer_is_told_nothing(cast, case):
    before = (case.plan, case.flag, case.next_due_at, case.told_at)
    triages(cast.eve, case, KIOSK)
    assert (case.plan, case.flag, case.next_due_at, case.told_at) == before


def test_what_is_split_off_afterwards_is_about_the_corrected_product(cast, case):
    cast.ana.writes(case, at="Mon 09:03", text="And the report is empty.")
    triages(cast.eve, case, KIOSK)
    with viewing(cast.eve.person):
        new = split(case, 2, subject="Empty report", severity=3, by=cast.eve.person, now=cast.at("Mon 09:10"))
    assert new.case.product == KIOSK


def test_a_case_waits_only_for_fixes_of_its_own_product(cast):
    """What a release tells its cases goes by the fix: another product under it would be told the wrong thing (O6.4)."""
    shop = Shop(cast)
    case = shop.waiting()
    with pytest.raises(WaitsForOther, match=r"The case waits for SC-1, a fix of Scanner 5\.8\. Withdraw that fix"):
        triages(cast.eve, case, KIOSK, at="Mon 09:40")
    triages(cast.eve, case, SCANNER, at="Mon 09:41")
    assert case.product == SCANNER


def test_a_product_is_a_name_and_not_a_text(cast, case):
    with pytest.raises(ProductTooLong):
        triages(cast.eve, case, "K" * 121)
    assert kept_kinds(case) == ["opened"]


def kept_kinds(case):
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        return [type(fact.what).__name__.lower() for fact in history_of(case.pk)]


def test_a_fact_of_before_is_read_as_one_that_corrected_nothing(cast, case):
    triages(cast.eve, case)
    fact: Fact = kept(case)[2][-1]
    assert fact.what == replace(fact.what, product="", product_was="")
