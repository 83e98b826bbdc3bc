"""O2.3: the change of shifts on one page: given with one press, accepted one by one or together, asked about."""

import re
from uuid import uuid4

import pytest

from sundial.commands.rota import add_shift
from sundial.models import FactRow, viewing
from sundial.protocol.rota import Duty
from sundial.web import access
from tests.browsing import signed_in
from tests.handing import offers, open_handovers, owner_of

PAGE = "/desk/handover"


@pytest.fixture
def cases(cast):
    """Eve's two cases, answered at ten past nine."""
    made = [cast.open_case(plan="gold", severity=2, at="Mon 2026-03-02 09:00", subject=f"Case {n}") for n in (1, 2)]
    for case in made:
        cast.eve.replies(case, at="Mon 09:10", text="We look at it.")
        cast.eve.takes(case, at="Mon 09:11")
    return made


@pytest.fixture
def now(monkeypatch, at):
    """Let the pages be read at five past two on Monday."""
    begin = access._begin

    def at_two(person):
        begin(person)
        return at("Mon 2026-03-02 14:05")

    monkeypatch.setattr(access, "_begin", at_two)


def page(player):
    return signed_in(player.person).get(PAGE).content.decode()


def send(player, noun, **fields):
    return signed_in(player.person).post(f"{PAGE}/{noun}", {"key": str(uuid4()), **fields})


def gives(player, *cases, due="2026-03-02T15:00", to="americas", **fields):
    packets = {f"text-{case.number}": f"Packet of {case.subject}." for case in cases}
    numbers = [case.number for case in cases]
    return send(player, "offers", case=numbers, to=to, due=due, **(packets | fields))


def test_one_press_hands_over_all_that_are_ticked_each_with_its_packet(cast, cases, now):
    said = page(cast.eve)
    assert "We last told the customer, Mon 2 Mar 09:10 UTC: We look at it." in said
    assert len(re.findall(r'name="case" value="[^"]+" checked', said)) == 2

    first, second = cases
    answer = gives(cast.eve, first, second, **{f"mood-{first.number}": "worried"})
    assert (answer.status_code, answer["Location"].partition("?")[0]) == (302, PAGE)
    assert {number for number, _, _ in open_handovers(cast.amy)} == {first.number, second.number}
    with viewing(cast.eve.person):
        row = FactRow.objects.get(case=first, kind="handover-offered")
    assert (row.text, row.what["mood"]) == ("Packet of Case 1.", "worried")
    assert page(cast.eve).count("Offered already") == 2


def test_what_cannot_be_offered_is_named_and_nothing_typed_is_lost(cast, cases, now):
    first, second = cases
    answer = gives(cast.eve, first, second, **{f"text-{second.number}": " ", f"mood-{second.number}": "upset"})
    said = answer.content.decode()
    assert answer.status_code == 422
    assert "1 was not done." in said
    assert "Write down what the next engineer must know" in said
    assert [number for number, _, _ in open_handovers(cast.amy)] == [first.number]

    late = gives(cast.eve, second, due="2026-03-02T13:00", **{f"text-{second.number}": "MY OWN WORDS"})
    assert "MY OWN WORDS" in late.content.decode()
    never = gives(cast.eve, second, due="soon", **{f"text-{second.number}": "MY OWN WORDS"}).content.decode()
    assert "That is no time" in never
    assert "MY OWN WORDS" in never
    assert "Tick the cases" in gives(cast.eve).content.decode()


def test_what_was_unticked_stays_so_with_its_words_when_another_is_refused(cast, cases, now):
    first, second = cases
    third = cast.open_case(plan="gold", severity=2, at="Mon 09:20", subject="Case 3")
    cast.eve.takes(third, at="Mon 09:21")
    words = {f"text-{first.number}": " ", f"text-{second.number}": "TYPED FOR THE SECOND"}
    said = gives(cast.eve, first, third, **words).content.decode()
    assert "1 was not done." in said
    assert re.findall(r'name="case" value="([^"]+)" checked', said) == [first.number]
    assert "TYPED FOR THE SECOND" in said
    assert "Packet of Case 3." in said
    assert said.count("Offered already") == 1


@pytest.mark.parametrize("seq", ["9" * 5000, "²", "-1", ""])
def test_what_is_no_offer_is_none(cast, cases, now, seq):
    answer = send(cast.amy, "acceptances", offer=f"{cases[0].number}:{seq}")
    assert (answer.status_code, "Tick what you accept." in answer.content.decode()) == (422, True)
    assert gives(cast.eve, cases[0], **{f"seen-{cases[0].number}": seq}).status_code == 302


def test_the_receiver_reads_the_packets_and_accepts_one_or_all_that_are_ticked(cast, cases, now):
    first, second = cases
    named = [f"{case.number}:{offers(cast.eve, case, at='Mon 14:00')}" for case in cases]
    said = page(cast.amy)
    assert said.count("Packet: the timer.") == 2
    assert "the customer is calm" in said

    assert send(cast.amy, "acceptances", one=named[0]).status_code == 302
    assert (owner_of(first), owner_of(second)) == ("Amy", "Eve")
    assert send(cast.amy, "acceptances", offer=named[1:]).status_code == 302
    assert owner_of(second) == "Amy"

    again = send(cast.max, "acceptances", offer=named)
    assert again.content.decode().count("Somebody was quicker: Amy accepted it, and Amy has this case now.") == 2
    assert owner_of(first) == "Amy"


def test_a_question_is_asked_back_and_stands_beside_the_packet(cast, cases, now):
    first, _ = cases
    named = f"{first.number}:{offers(cast.eve, first, at='Mon 14:00')}"
    empty = send(cast.amy, "questions", one=named)
    assert "Write down what" in empty.content.decode()
    asked = send(cast.amy, "questions", one=named, **{f"question-{first.number}": "Which build?"})
    assert asked.status_code == 302
    assert "Which build?" in page(cast.max)


def test_what_does_not_travel_is_not_on_the_receivers_page_and_nothing_hints_at_it(cast, rita, now):
    cast.entitle(rita.person.organization, "gold")
    secret = cast.opens(rita, at="Mon 2026-03-02 09:00", severity=2, subject="CANARY")
    cast.eve.replies(secret, at="Mon 09:10", text="CANARY")
    cast.eve.takes(secret, at="Mon 09:11")
    assert re.search(
        r'name="case" value="[^"]+" data-key="x">.*Stays here: no other region may see it', page(cast.eve), re.DOTALL
    )
    before = page(cast.amy)
    named = f"{secret.number}:{offers(cast.eve, secret, at='Mon 14:00', to=cast.ned)}"

    assert without_keys(page(cast.amy)) == without_keys(before)
    assert "CANARY" in page(cast.ned)
    never = send(cast.amy, "acceptances", one="SD-2222-22A:3").content.decode()
    assert without_keys(send(cast.amy, "acceptances", one=named).content.decode()) == without_keys(never)
    assert owner_of(secret) == "Eve"
    assert "cannot be handed over there" in gives(cast.eve, secret).content.decode()


def test_a_manager_hands_over_what_their_region_has(cast, cases, now):
    assert all(case.number in page(cast.dan) for case in cases)
    assert not any(case.number in page(cast.max) for case in cases)
    assert gives(cast.dan, cases[0]).status_code == 302
    assert [number for number, _, _ in open_handovers(cast.amy)] == [cases[0].number]


def without_keys(said):
    return re.sub(r'(csrfmiddlewaretoken|key)" value="[^"]+"|"X-CSRFToken": "[^"]+"|nonce="[^"]+"', "", said)


def test_the_region_that_takes_over_next_by_the_rota_is_proposed(cast, cases, now, at):
    begins = at("Mon 2026-03-02 06:00")
    for manager, person, region, since, until in (
        (cast.dan, cast.eve, "emea", "Mon 08:00", "Mon 15:00"),
        (cast.max, cast.amy, "americas", "Mon 14:00", "Mon 22:00"),
    ):
        with viewing(manager.person):
            where = (region, Duty.SHIFT)
            add_shift(person.person, where, at(since), at(until), by=manager.person, now=begins)

    assert '<option value="americas" selected>' in page(cast.eve)
    assert " selected>" not in page(cast.amy).partition('name="to"')[2].partition("</select>")[0]


def test_what_counts_office_hours_alone_stays_at_home_and_what_nobody_has_is_the_managers_to_give(cast, cases, now):
    slow = cast.open_case(plan="silver", severity=3, at="Mon 09:30", subject="Case 3")
    cast.eve.takes(slow, at="Mon 09:31")
    nobodys = cast.open_case(plan="gold", severity=2, at="Mon 13:00", subject="Case 4")
    said = page(cast.eve)
    assert "1 stays at home" in said
    assert nobodys.number not in said
    assert re.search(rf'value="{slow.number}" data-key', said)
    assert re.search(rf'value="{nobodys.number}" checked', page(cast.dan))
    assert gives(cast.dan, slow, nobodys).status_code == 302
    assert re.findall(r"<b>(\d+)</b> go round", page(cast.dan)) == ["4"]


def test_a_colleague_is_named_and_a_handover_withdrawn(cast, cases, now):
    first, second = cases
    assert gives(cast.eve, first, to=f"americas:{cast.amy.person.pk}").status_code == 302
    assert "Eve gives it to Amy" in page(cast.amy)
    for wrong in (f"apj:{cast.amy.person.pk}", "americas:nobody", f"emea:{cast.ana.person.pk}"):
        assert gives(cast.eve, second, to=wrong).status_code == 422
    ((number, seq, _),) = open_handovers(cast.amy)
    assert send(cast.amy, "withdrawals", one=f"{number}:{seq}").status_code == 422
    assert send(cast.eve, "withdrawals", one=f"{number}:{seq}").status_code == 302
    assert open_handovers(cast.amy) == []
