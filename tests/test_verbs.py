"""The first verbs: what each does to a case, and what it refuses, with the sentence that a page shows."""

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction

from sundial.commands.cases import NewCase, open_case
from sundial.commands.errors import (
    AlreadyResolved,
    CannotOwn,
    CaseClosed,
    FirstResponseOwed,
    NothingSaid,
    NotOffered,
    NotResolved,
    NotStaff,
    OwnedMeanwhile,
)
from sundial.commands.protocol import put_in_force
from sundial.commands.team import take
from sundial.models import CLOCKWORK, Entitlement, FactRow, ProtocolRevision, history_of, viewing
from sundial.models.protocol import NoProtocol, digest_in_force
from sundial.protocol.case import opening
from sundial.protocol.document import from_json, shipped, to_json
from sundial.protocol.number import is_number
from tests.database import LONG_AGO, as_role


@pytest.fixture
def case(cast):
    return cast.open_case(plan="platinum", severity=1, at="Mon 2026-03-02 09:00", text="Uploads fail")


def told(cast, case):
    """Return the history as the kinds of its facts, and the words beside them."""
    with viewing(cast.eve.person):
        return [(row.kind, row.text) for row in FactRow.objects.filter(case=case).order_by("seq")]


def test_a_case_begins_with_the_customer_s_words_and_names_its_terms(cast, case):
    assert is_number(case.number)
    assert told(cast, case) == [("opened", "Uploads fail")]
    with viewing(cast.ana.person):
        opened = opening(history_of(case.pk))[1]
    assert (opened.plan, opened.severity, opened.home_region, opened.regions) == ("platinum", 1, "emea", ())
    assert opened.protocol == shipped().digest


def test_a_subject_is_one_line_whatever_is_typed(cast):
    case = cast.open_case(at="Mon 2026-03-02 09:00", subject=" Down\r\n\nSeverity 4,\tplease wait ")
    assert case.subject == "Down Severity 4, please wait"


def test_a_restricted_customer_s_case_carries_the_designated_regions(cast):
    secret = cast.opens(cast.restricted("emea", "apj"), at="Mon 2026-03-02 09:00")
    assert secret.regions == ["emea", "apj"]


def test_a_severity_that_the_protocol_does_not_have_is_not_offered(cast):
    with pytest.raises(NotOffered, match="no severity 5"):
        cast.open_case(severity=5, at="Mon 2026-03-02 09:00")


def test_staff_open_cases_for_a_contact_and_not_for_themselves(cast, at):
    cast.entitle(cast.acme, "gold")
    new = NewCase(subject="By phone", text="Ana called", severity=2, channel="phone")
    with viewing(cast.eve.person):
        recorded = open_case(new, contact=cast.ana.person, by=cast.eve.person, now=at("Mon 2026-03-02 09:00"))
        assert recorded.facts[0].by == cast.eve.person.by
        with pytest.raises(NotOffered):
            open_case(new, contact=cast.eve.person, by=cast.eve.person, now=at("Mon 09:00"))


def test_without_an_entitlement_no_case_is_lost_and_the_most_modest_plan_counts(cast):
    case = cast.opens(cast.ana, at="Mon 2026-03-02 09:00")
    assert (case.plan, case.entitlement_id) == ("silver", None)


def test_an_expired_entitlement_still_counts_and_the_one_that_lasts_longest_goes_first(cast):
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        for plan, until in (("gold", date(2025, 1, 1)), ("platinum", date(2024, 1, 1))):
            Entitlement.objects.create(organization=cast.acme, plan=plan, until=until)
    assert cast.opens(cast.ana, at="Mon 2026-03-02 09:00").plan == "gold"


def test_whoever_of_the_staff_answers_a_case_that_nobody_owns_owns_it(cast, case):
    cast.eve.replies(case, at="Mon 09:10")
    cast.ned.replies(case, at="Mon 09:20")
    assert case.owner_id == cast.eve.person.pk


def test_a_note_keeps_no_promise_and_takes_no_case(cast, case, at):
    cast.eve.notes(case, at="Mon 09:10")
    assert (case.state, case.owner_id, case.next_due_at) == ("new", None, at("Mon 10:00"))


def test_a_case_changes_hands_inside_its_team_and_can_be_nobody_s(cast, case):
    cast.eve.takes(case, at="Mon 09:10")
    cast.eve.assigns(case, cast.amy, at="Mon 09:20")
    assert case.owner_id == cast.amy.person.pk
    cast.amy.assigns(case, None, at="Mon 09:30")
    assert case.owner_id is None


def test_who_takes_a_case_that_somebody_else_took_meanwhile_is_told_who_has_it(cast, case, at):
    cast.ned.takes(case, at="Mon 09:10")
    with pytest.raises(OwnedMeanwhile, match="Ned owns this case now"), viewing(cast.eve.person):
        take(case, by=cast.eve.person, now=at("Mon 09:11"), seen="")
    assert case.owner_id == cast.ned.person.pk

    with viewing(cast.eve.person):
        take(case, by=cast.eve.person, now=at("Mon 09:12"), seen=str(cast.ned.person.pk))
    assert case.owner_id == cast.eve.person.pk


def test_taking_what_one_owns_already_is_no_fact(cast, case):
    cast.eve.takes(case, at="Mon 09:10")
    before = case.head_seq
    assert cast.eve.takes(case, at="Mon 09:11") is None
    assert case.head_seq == before


def test_a_case_is_not_given_to_a_contact_or_to_somebody_who_left(cast, case):
    with pytest.raises(CannotOwn):
        cast.eve.assigns(case, cast.ana, at="Mon 09:10")
    cast.ned.person.is_active = False
    with pytest.raises(CannotOwn):
        cast.eve.assigns(case, cast.ned, at="Mon 09:10")


@pytest.mark.parametrize("other", [{"group": "engineering"}, {"role": "sales"}, {"role": "group-leaders"}])
def test_a_case_is_owned_by_support_and_another_group_joins_it_by_a_request(other, cast, case):
    for key, value in other.items():
        setattr(cast.ned.person, key, value)
    with pytest.raises(CannotOwn):
        cast.ned.takes(case, at="Mon 09:10")
    cast.ned.replies(case, at="Mon 09:11")
    assert case.owner_id is None


@pytest.mark.parametrize("verb", ["notes", "takes", "resolves", "closes"])
def test_what_only_the_staff_do_a_contact_does_not(verb, cast, case):
    with pytest.raises(NotStaff):
        getattr(cast.ana, verb)(case, at="Mon 09:10")


@pytest.mark.parametrize("verb", ["replies", "notes"])
def test_a_message_has_words(verb, cast, case):
    with pytest.raises(NothingSaid):
        getattr(cast.eve, verb)(case, at="Mon 09:10", text=" \n ")


@pytest.mark.parametrize("verb", ["resolves", "closes"])
def test_a_case_is_not_ended_before_anybody_answered(verb, cast, case):
    with pytest.raises(FirstResponseOwed, match="no answer yet"):
        getattr(cast.eve, verb)(case, at="Mon 09:10")


def test_resolving_with_a_public_message_answers_and_resolves_at_once(cast, case):
    cast.eve.resolves(case, at="Mon 09:10", text="Restart the proxy.")

    assert (case.state, case.next_due_at) == ("resolved", None)
    assert [kind for kind, _ in told(cast, case)] == ["opened", "owner-set", "messaged", "resolved"]


def test_a_customer_s_message_on_a_resolved_case_opens_it_again(cast, case, at):
    cast.eve.resolves(case, at="Mon 09:10", text="Restart the proxy.")
    cast.ana.writes(case, at="Mon 09:30", text="It still fails.")
    assert (case.state, case.next_due_at) == ("diagnosis", at("Mon 11:30"))


def test_a_case_is_reopened_by_either_side_and_only_when_it_is_resolved(cast, case):
    with pytest.raises(NotResolved):
        cast.ana.reopens(case, at="Mon 09:05")
    for player in (cast.ana, cast.eve):
        cast.eve.resolves(case, at="Mon 09:10", text="Done.")
        with pytest.raises(AlreadyResolved):
            cast.eve.resolves(case, at="Mon 09:11")
        player.reopens(case, at="Mon 09:20")
        assert case.state == "diagnosis"


@pytest.mark.parametrize("verb", ["replies", "notes", "takes", "resolves", "reopens", "closes"])
def test_a_closed_case_takes_nothing_more(verb, cast, case):
    cast.eve.replies(case, at="Mon 09:10")
    cast.eve.closes(case, at="Mon 09:20")
    with pytest.raises(CaseClosed, match="Open a new one"):
        getattr(cast.eve, verb)(case, at="Mon 09:30")


def test_a_case_in_old_hands_is_judged_by_how_it_stands_now(cast, case):
    with viewing(cast.eve.person):
        stale = type(case).objects.get(pk=case.pk)
    cast.eve.replies(case, at="Mon 09:10")
    cast.eve.closes(case, at="Mon 09:20")
    with pytest.raises(CaseClosed):
        cast.ned.replies(stale, at="Mon 09:30")


def test_a_document_is_put_in_force_once_and_old_cases_keep_their_own(cast, case):
    revised = from_json({**to_json(shipped()), "title": "Revised"})
    moment = datetime(2026, 4, 1, tzinfo=UTC)
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        made = put_in_force(revised, now=moment)
        assert put_in_force(revised, now=moment.replace(month=5)) == made
        assert ProtocolRevision.objects.count() == 2
        again = put_in_force(shipped(), now=moment.replace(month=6))
    assert digest_in_force(moment) == made.digest != digest_in_force(LONG_AGO)
    assert digest_in_force(moment.replace(month=6)) == again.digest == digest_in_force(LONG_AGO)

    later = cast.open_case(at="Wed 2026-04-01 09:00")
    with viewing(cast.ana.person):
        named = {number: opening(history_of(pk))[1].protocol for number, pk in ((1, case.pk), (2, later.pk))}
    assert named == {1: shipped().digest, 2: made.digest}


def test_before_any_document_is_in_force_no_case_is_opened(cast):
    with pytest.raises(NoProtocol, match="put one in force"):
        cast.open_case(at="Fri 1999-12-31 09:00")


def test_two_documents_cannot_come_into_force_at_one_instant(db):
    revised = from_json({**to_json(shipped()), "title": "Revised"})
    with as_role("sundial_worker"), viewing(CLOCKWORK), pytest.raises(IntegrityError), transaction.atomic():
        put_in_force(revised, now=LONG_AGO)
