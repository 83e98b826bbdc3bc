"""Requests to other groups: asked, taken, answered, withdrawn; on a clock of their own, and all of it inside (O3.4)."""

import pytest

from sundial.commands.errors import AlreadyResolved, CaseClosed, NotOffered, NotStaff
from sundial.commands.resources import (
    DuePast,
    NotTheAsker,
    NoWords,
    SettledAlready,
    TakenMeanwhile,
    answer_request,
    ask_group,
    take_request,
    withdraw_request,
)
from sundial.models import CLOCKWORK, Clock, FactRow, Person, ResourceRequest, history_of, viewing
from sundial.models.fetch import fetch
from sundial.protocol.requested import requests_of
from tests.browsing import signed_in
from tests.database import as_role

MOMENT = "Mon 2026-03-02 09:00"
ENDS = {"resolves": AlreadyResolved, "closes": CaseClosed}


@pytest.fixture
def case(cast):
    opened = cast.open_case(plan="gold", severity=2, at=MOMENT)
    cast.eve.replies(opened, at="Mon 09:05")
    return opened


@pytest.fixture
def pauline(cast):
    """One of Engineering, in EMEA."""
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        player = cast._staff("Pauline", "engineer", "emea")
        Person.objects.filter(pk=player.person.pk).update(group="engineering")
    player.person.group = "engineering"
    return player


def asks(player, case, *, at, due="Mon 12:00", group="engineering", text="Who fills the table?"):
    now, due_at = player.at(at), player.at(due)
    with viewing(player.person):
        ask_group(case, group, by=player.person, due_at=due_at, text=text, now=now)
    return case.head_seq


def acts(player, verb, case, request, *, at, **more):
    with viewing(player.person):
        return verb(case, request, by=player.person, now=player.at(at), **more)


def requests_on(player, case):
    with viewing(player.person):
        return requests_of(history_of(case.pk))


def test_a_request_has_its_group_its_due_time_and_its_words_and_stands_in_the_group_s_queue(cast, case, at):
    request = asks(cast.eve, case, at="Mon 09:10")

    (asked,) = requests_on(cast.eve, case)
    assert (asked.seq, asked.what.group, asked.what.due_at, asked.owner, asked.is_open) == (
        request, "engineering", at("Mon 12:00"), None, True,
    )  # fmt: skip
    with viewing(cast.ned.person):
        assert list(ResourceRequest.objects.values_list("seq", "group", "due_at")) == [
            (request, "engineering", at("Mon 12:00"))
        ]


def test_the_group_is_warned_and_told_of_the_breach_and_the_asker_too(cast, case, pauline, tick):
    asks(cast.eve, case, at="Mon 09:10", due="Mon 10:00")

    assert tick("Mon 09:29") == []
    assert tick("Mon 09:30") == ["Pauline: resource answer due 10:00 UTC"]
    assert tick("Mon 10:00") == ["Pauline, Eve: resource answer missed, was due 10:00 UTC"]


def test_who_has_taken_it_is_told_alone(cast, case, pauline, tick):
    request = asks(cast.eve, case, at="Mon 09:10", due="Mon 10:00")
    acts(cast.ned, take_request, case, request, at="Mon 09:15")

    assert tick("Mon 09:30") == ["Ned: resource answer due 10:00 UTC"]


def test_an_answer_ends_the_clock_and_stands_in_its_words(cast, case, pauline, tick):
    request = asks(cast.eve, case, at="Mon 09:10", due="Mon 10:00")
    acts(pauline, take_request, case, request, at="Mon 09:15")
    recorded = acts(pauline, answer_request, case, request, at="Mon 09:20", text="The aging timer is gone.")

    assert [alert.hearer.name for alert in recorded.alerts] == ["Eve"]
    assert tick("Mon 10:00") == []
    (asked,) = requests_on(cast.eve, case)
    assert (asked.owner, asked.ended_by.by.id) == (str(pauline.person.pk), str(pauline.person.pk))
    with viewing(cast.eve.person):
        assert not ResourceRequest.objects.exists()
        assert FactRow.objects.get(case=case, kind="resource-answered").text == "The aging timer is gone."
        assert Clock.objects.get(case=case, promise="resource-answer").outcome == "met"


def test_an_answer_to_a_group_keeps_no_promise_to_the_customer(cast, case, at):
    request = asks(cast.eve, case, at="Mon 09:10")
    acts(cast.ned, answer_request, case, request, at="Mon 09:20", text="The timer.")
    assert case.next_due_at == at("Mon 17:05")


def test_of_two_who_take_it_at_once_the_second_learns_who_was_first(cast, case):
    request = asks(cast.eve, case, at="Mon 09:10")
    acts(cast.ned, take_request, case, request, at="Mon 09:15", seen="")
    with pytest.raises(TakenMeanwhile, match="Ned has this request now"):
        acts(cast.dan, take_request, case, request, at="Mon 09:16", seen="")
    assert acts(cast.ned, take_request, case, request, at="Mon 09:17", seen="") is None

    acts(cast.dan, take_request, case, request, at="Mon 09:18", seen=str(cast.ned.person.pk))
    assert requests_on(cast.eve, case)[0].owner == str(cast.dan.person.pk)


def test_what_is_settled_is_settled_once(cast, case):
    request = asks(cast.eve, case, at="Mon 09:10")
    acts(cast.ned, answer_request, case, request, at="Mon 09:20", text="The timer.")
    for verb, more in ((take_request, {}), (answer_request, {"text": "No."}), (withdraw_request, {"text": "No."})):
        with pytest.raises(SettledAlready):
            acts(cast.eve, verb, case, request, at="Mon 09:30", **more)
    for nothing in (1, 99):
        with pytest.raises(SettledAlready):
            acts(cast.eve, take_request, case, nothing, at="Mon 09:30")


def test_a_request_is_withdrawn_by_who_asked_or_who_owns_the_case(cast, case):
    first = asks(cast.dan, case, at="Mon 09:10")
    second = asks(cast.dan, case, at="Mon 09:11", group="sales")
    with pytest.raises(NotTheAsker):
        acts(cast.ned, withdraw_request, case, first, at="Mon 09:20", text="Found it.")
    acts(cast.dan, withdraw_request, case, first, at="Mon 09:20", text="Found it.")
    acts(cast.eve, withdraw_request, case, second, at="Mon 09:21", text="Not needed.")

    assert [one.is_open for one in requests_on(cast.eve, case)] == [False, False]


def test_a_group_hears_of_what_it_is_asked_and_of_what_is_withdrawn(cast, case, pauline):
    now, due_at = cast.at("Mon 09:10"), cast.at("Mon 12:00")
    with viewing(cast.eve.person):
        asked = ask_group(case, "engineering", by=cast.eve.person, due_at=due_at, text="Who?", now=now)
    recorded = acts(cast.eve, withdraw_request, case, case.head_seq, at="Mon 12:20", text="Found it.")

    assert [alert.hearer.name for alert in asked.alerts] == ["Pauline"]
    assert [alert.hearer.name for alert in recorded.alerts] == ["Pauline"]


@pytest.mark.parametrize(
    ("asked", "refusal"),
    [
        ({"group": "astrology"}, NotOffered),
        ({"text": "  "}, NoWords),
        ({"due": "Mon 09:10"}, DuePast),
    ],
)
def test_what_cannot_be_asked_is_refused(cast, case, asked, refusal):
    before = case.head_seq
    with pytest.raises(refusal):
        asks(cast.eve, case, at="Mon 09:10", **asked)
    assert case.head_seq == before


def test_an_answer_and_a_withdrawal_have_words(cast, case):
    request = asks(cast.eve, case, at="Mon 09:10")
    for verb in (answer_request, withdraw_request):
        with pytest.raises(NoWords):
            acts(cast.eve, verb, case, request, at="Mon 12:20", text=" ")


@pytest.mark.parametrize("end", ENDS)
def test_with_the_case_ends_what_was_asked_on_it(cast, case, end):
    request = asks(cast.eve, case, at="Mon 09:10")
    getattr(cast.eve, end)(case, at="Mon 12:20")

    (asked,) = requests_on(cast.eve, case)
    assert asked.ended_by.kind in ("resolved", "closed")
    with pytest.raises(ENDS[end]):
        acts(cast.ned, answer_request, case, request, at="Mon 12:30", text="The timer.")
    with pytest.raises(ENDS[end]):
        asks(cast.eve, case, at="Mon 12:31", due="Mon 14:00")


def test_a_contact_neither_asks_nor_answers(cast, case):
    with pytest.raises(NotStaff):
        asks(cast.ana, case, at="Mon 09:10")
    request = asks(cast.eve, case, at="Mon 12:10", due="Mon 14:00")
    for verb, more in ((take_request, {}), (answer_request, {"text": "No."}), (withdraw_request, {"text": "No."})):
        with pytest.raises(NotStaff):
            acts(cast.ana, verb, case, request, at="Mon 14:20", **more)


def test_nothing_of_a_request_reaches_the_customer(cast, case, tick):
    first = asks(cast.eve, case, at="Mon 09:10", due="Mon 10:00", text="CANARY-QUESTION")
    with viewing(cast.ana.person):
        told_at = type(case).objects.get(pk=case.pk).told_at
    acts(cast.ned, take_request, case, first, at="Mon 10:15")
    tick("Mon 10:20")
    acts(cast.ned, answer_request, case, first, at="Mon 10:30", text="CANARY-ANSWER")
    second = asks(cast.eve, case, at="Mon 10:40", due="Mon 11:00", text="CANARY-SECOND", group="sales")
    acts(cast.eve, withdraw_request, case, second, at="Mon 11:10", text="CANARY-REASON")

    ana = signed_in(cast.ana.person)
    pages = "".join(ana.get(path).content.decode() for path in ("/", f"/cases/{case.number}"))
    for word in ("CANARY", "Engineering", "another group", "Group", "Ned", "resource"):
        assert word not in pages
    with viewing(cast.ana.person):
        assert type(case).objects.get(pk=case.pk).told_at == told_at  # /live says nothing to them
        assert not FactRow.objects.filter(case=case, kind__startswith="resource").exists()
        told = fetch("SELECT kind, by_id, what::text FROM sundial_histories(%s)", [case.pk])
    inside = [(kind, by, what) for kind, by, what in told if kind.startswith("resource")]
    assert len(inside) == 5
    assert {by for _, by, _ in inside} == {None}
    assert "CANARY" not in str(told)
