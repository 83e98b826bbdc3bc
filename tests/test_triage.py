"""Triage: complexity, severity, skill and owner in one act; what is missing asked for in another (O3, O4.2)."""

import pytest

from sundial.commands.errors import AlreadyResolved, CannotOwn, CaseClosed, NothingSaid, NotOffered, NotStaff
from sundial.commands.grounds import CaseMerged, NoReason
from sundial.commands.merging import merge
from sundial.commands.triage import DecidedMeanwhile, Found, VersionTooLong, ask_for_facts, triage
from sundial.models import FactRow, history_of, viewing
from sundial.protocol.assessed import assessed, lacking, to_ask
from sundial.protocol.document import shipped

MOMENT = "Mon 2026-03-02 09:00"


@pytest.fixture
def case(cast):
    return cast.open_case(plan="gold", severity=2, at=MOMENT)


def triages(player, case, *, at, **found):
    given = Found(**{"complexity": "involved", "severity": case.severity, **found})
    with viewing(player.person):
        return triage(case, given, by=player.person, now=player.at(at))


def asks(player, case, *, at, text="Which version is it?"):
    with viewing(player.person):
        return ask_for_facts(case, by=player.person, text=text, now=player.at(at))


def told(player, case):
    with viewing(player.person):
        return [(row.kind, row.text) for row in FactRow.objects.filter(case=case).order_by("seq")]


def found_on(player, case):
    with viewing(player.person):
        return assessed(history_of(case.pk))


def test_the_complexity_sets_the_tier_that_starts_and_the_case_is_triaged(cast, case):
    assert not case.triaged
    for complexity, tier in (("known", 1), ("involved", 2), ("deep", 3)):
        triages(cast.eve, case, complexity=complexity, skill="mail", version=" 5.8.1 ", at="Mon 09:05")
        found = found_on(cast.eve, case)
        assert (found.what.tier, found.what.skill, found.what.version) == (tier, "mail", "5.8.1")
    assert case.triaged


def test_what_triage_found_is_no_word_of_the_customer_s_page_and_keeps_no_promise(cast, case, at):
    triages(cast.eve, case, at="Mon 09:05")

    assert case.next_due_at == at("Mon 11:00")
    assert case.state == "new"
    assert [kind for kind, _ in told(cast.ana, case)] == ["opened"]


def test_a_severity_that_is_confirmed_is_no_change_and_both_can_be_read(cast, case):
    triages(cast.eve, case, at="Mon 09:05")
    found = found_on(cast.eve, case)

    assert (found.said, found.severity, found.change) == (2, 2, None)
    assert [kind for kind, _ in told(cast.eve, case)] == ["opened", "triaged"]


def test_a_changed_severity_has_its_reason_which_the_customer_reads(cast, case):
    triages(cast.eve, case, severity=3, reason="Only the reports are late.", at="Mon 09:05")
    found = found_on(cast.eve, case)

    assert (found.said, found.severity, found.change.what.severity) == (2, 3, 3)
    assert ("severity-changed", "Only the reports are late.") in told(cast.ana, case)


def test_lowered_without_the_customer_s_agreement_the_old_due_time_stays_and_raised_the_earlier_holds(cast, case, at):
    triages(cast.eve, case, severity=3, reason="Only the reports are late.", at="Mon 09:05")
    assert case.next_due_at == at("Mon 11:00")

    other = cast.open_case(plan="platinum", severity=3, at="Mon 09:10")
    triages(cast.eve, other, severity=1, reason="Both nodes are down.", at="Mon 09:20")
    assert other.next_due_at == at("Mon 10:20")


def test_without_a_reason_for_another_severity_nothing_of_triage_is_done(cast, case):
    with pytest.raises(NoReason):
        triages(cast.eve, case, severity=1, owner=cast.eve.person, at="Mon 09:05")
    assert [kind for kind, _ in told(cast.eve, case)] == ["opened"]


def test_what_the_customer_asked_for_since_counts_as_what_they_said(cast, case):
    triages(cast.eve, case, severity=1, reason="All of it is down.", at="Mon 09:05")
    triages(cast.ned, case, severity=2, reason="One node is back.", at="Mon 09:30")
    found = found_on(cast.eve, case)

    assert (found.said, found.severity, found.change.seq) == (2, 2, 4)


def test_triage_gives_the_case_to_somebody_inside_its_wall_alone(cast, case):
    triages(cast.eve, case, owner=cast.ned.person, at="Mon 09:05")
    assert case.owner_id == cast.ned.person.pk
    triages(cast.eve, case, owner=cast.ned.person, at="Mon 09:06")
    triages(cast.eve, case, at="Mon 09:07")
    assert [kind for kind, _ in told(cast.eve, case)].count("owner-set") == 1

    secret = cast.opens(cast.restricted("emea"), at="Mon 09:10")
    for outsider in (cast.amy, cast.ana):
        with pytest.raises(CannotOwn):
            triages(cast.eve, secret, owner=outsider.person, at="Mon 09:11")
    assert [kind for kind, _ in told(cast.eve, secret)] == ["opened", "owner-set"]  # a Duty Manager: no entitlement


@pytest.mark.parametrize(
    ("found", "refusal"),
    [
        ({"complexity": "hopeless"}, NotOffered),
        ({"complexity": ""}, NotOffered),
        ({"skill": "telepathy"}, NotOffered),
        ({"severity": 5, "reason": "Worse."}, NotOffered),
        ({"version": "5" * 41}, VersionTooLong),
    ],
)
def test_what_the_protocol_does_not_know_is_refused_and_nothing_is_recorded(cast, case, found, refusal):
    with pytest.raises(refusal):
        triages(cast.eve, case, at="Mon 09:05", **found)
    assert [kind for kind, _ in told(cast.eve, case)] == ["opened"]


def test_a_contact_triages_nothing(cast, case):
    for verb in (triages, asks):
        with pytest.raises(NotStaff):
            verb(cast.ana, case, at="Mon 09:05")


def test_of_two_who_triage_at_once_the_second_learns_who_was_first(cast, case):
    triages(cast.ned, case, severity=3, reason="Only reports.", seen=1, at="Mon 09:05")
    with pytest.raises(DecidedMeanwhile, match="Ned triaged this case"):
        triages(cast.eve, case, severity=1, reason="All down.", seen=1, at="Mon 09:06")
    assert case.severity == 3

    triages(cast.eve, case, severity=1, reason="All down.", seen=case.head_seq, at="Mon 09:07")
    assert case.severity == 1


def test_a_case_that_was_taken_meanwhile_is_not_given_away_unseen(cast, case):
    cast.ned.takes(case, at="Mon 09:04")
    with pytest.raises(DecidedMeanwhile, match="Ned took this case"):
        triages(cast.eve, case, owner=cast.eve.person, seen=1, at="Mon 09:05")

    triages(cast.eve, case, seen=1, at="Mon 09:06")
    assert case.owner_id == cast.ned.person.pk


def test_ones_own_news_is_none(cast, case):
    triages(cast.eve, case, seen=1, at="Mon 09:05")
    triages(cast.eve, case, complexity="deep", seen=1, at="Mon 09:06")
    assert found_on(cast.eve, case).what.complexity == "deep"


def test_a_case_that_has_ended_is_not_triaged_and_not_asked_about(cast, case):
    cast.eve.resolves(case, at="Mon 09:30", text="Restart the proxy.")
    for verb in (triages, asks):
        with pytest.raises(AlreadyResolved):
            verb(cast.eve, case, at="Mon 09:40")
    cast.eve.closes(case, at="Mon 09:50")
    for verb in (triages, asks):
        with pytest.raises(CaseClosed):
            verb(cast.eve, case, at="Mon 10:00")


def test_a_case_that_goes_on_as_another_is_triaged_there(cast, case):
    other = cast.open_case(plan="gold", severity=2, at="Mon 09:01")
    with viewing(cast.eve.person):
        merge(case, other, by=cast.eve.person, now=cast.at("Mon 09:10"))
    for verb in (triages, asks):
        with pytest.raises(CaseMerged, match=f"This case goes on as {other.number}"):
            verb(cast.eve, case, at="Mon 09:20")


def test_asking_for_what_is_missing_is_the_first_response_and_lets_the_case_wait(cast, case, at):
    asks(cast.eve, case, at="Mon 09:05", text="Which version is it?")

    assert (case.state, case.waiting, case.owner_id) == ("diagnosis", "waiting-for-customer", cast.eve.person.pk)
    assert case.next_due_at == at("Mon 17:05")  # waiting pauses nothing (O6.9)
    assert [kind for kind, _ in told(cast.ana, case)] == ["opened", "owner-set", "messaged", "waiting-set"]
    cast.ana.writes(case, at="Mon 09:30", text="It is 5.8.1.")
    assert case.waiting == ""


def test_asking_twice_says_two_messages_and_sets_the_waiting_once(cast, case):
    asks(cast.eve, case, at="Mon 09:05")
    asks(cast.eve, case, at="Mon 09:06", text="And the logs, please.")
    assert [kind for kind, _ in told(cast.eve, case)].count("waiting-set") == 1


def test_nothing_is_asked_without_words(cast, case):
    with pytest.raises(NothingSaid):
        asks(cast.eve, case, at="Mon 09:05", text=" \n")
    assert case.waiting == ""


def test_what_can_be_asked_is_what_the_case_lacks_and_what_its_complexity_wants_to_know():
    known = shipped().complexities["known"]

    assert lacking("", "") == ("Which product it is about", "Which version or build it runs")
    assert lacking("Gateway", "5.8") == ()
    assert to_ask(known, "Gateway", "") == ("Which version or build it runs", *known.asks)
    assert to_ask(None, "Gateway", "5.8") == ()
