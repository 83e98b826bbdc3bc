"""Splitting (O6.10): what a customer asked by the way becomes a case of its own."""

import pytest

from sundial.commands.errors import CaseClosed, NotOffered
from sundial.commands.splitting import NoSubject, NotSplittable, SplitAlready, splittable
from sundial.models import FactRow, history_of, viewing
from sundial.protocol.case import opening
from tests.related import NINE, divides, kinds, running, whole


@pytest.fixture
def asked_twice(cast):
    """A case on which Ana asks for something else as well, in fact 3."""
    case = cast.open_case(plan="gold", severity=1, at=NINE)
    cast.eve.takes(case, at="Mon 09:02")
    cast.ana.writes(case, at="Mon 09:05", text="By the way, how do I reset a password?")
    return case


def test_a_message_that_is_split_off_begins_a_case_of_whoever_wrote_it(cast, asked_twice, at):
    before = running(asked_twice)
    new = divides(cast.eve, asked_twice, 3, "Mon 09:30", subject=" Password\nreset ")

    assert (new.contact_id, new.organization_id, new.subject) == (cast.ana.person.pk, cast.acme.pk, "Password reset")
    with viewing(cast.ana.person):
        opened = opening(history_of(new.pk))[1]
        first = FactRow.objects.get(case=new, seq=1)
    assert (opened.split_from, opened.severity, opened.channel) == (asked_twice.number, 4, "portal")
    assert first.text == "By the way, how do I reset a password?"
    assert (new.next_due_at, new.state) == (at("Mon 17:30"), "new")
    assert (kinds(asked_twice)[-1], running(asked_twice)) == ("split-off", before)
    assert whole()


def test_one_message_begins_one_case(cast, asked_twice):
    new = divides(cast.eve, asked_twice, 3, "Mon 09:30")
    with pytest.raises(SplitAlready, match=new.number):
        divides(cast.eve, asked_twice, 3, "Mon 09:31")


@pytest.mark.parametrize("seq", [1, 2, 4, 5, 99])
def test_nothing_but_the_customers_own_public_message_is_split_off(seq, cast, asked_twice):
    cast.eve.replies(asked_twice, at="Mon 09:10")
    cast.eve.notes(asked_twice, at="Mon 09:20")
    with pytest.raises(NotSplittable, match="public message of the customer"):
        divides(cast.eve, asked_twice, seq, "Mon 09:30")
    with viewing(cast.eve.person):
        assert [row.seq for row in splittable(asked_twice)] == [3]


def test_a_split_needs_a_subject_a_severity_of_the_protocol_and_a_case_that_is_not_over(cast, asked_twice):
    with pytest.raises(NoSubject):
        divides(cast.eve, asked_twice, 3, "Mon 09:30", subject=" \n")
    with pytest.raises(NotOffered):
        divides(cast.eve, asked_twice, 3, "Mon 09:30", severity=5)
    cast.eve.resolves(asked_twice, at="Mon 09:40", text="Done.")
    cast.eve.closes(asked_twice, at="Mon 09:50")
    with pytest.raises(CaseClosed):
        divides(cast.eve, asked_twice, 3, "Mon 10:00")


def test_a_part_of_a_resolved_case_can_be_split_off_and_leaves_it_resolved(cast, asked_twice):
    cast.eve.resolves(asked_twice, at="Mon 09:40", text="Done.")
    divides(cast.eve, asked_twice, 3, "Mon 09:50")
    assert asked_twice.state == "resolved"
