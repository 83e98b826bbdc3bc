"""Drafts of notices (O6.4, O6.8b): edited, sent alone or together, each under its own wall; dropped with a reason."""

import pytest

from sundial.commands.fixes import withdraw_fix
from sundial.commands.notices import Settled, drop_notice, edit_notice
from sundial.models import FactRow, viewing
from tests.releasing import LATER, Shop, as_the_desk, drafts_of, facts_of, owed


@pytest.fixture
def shop(cast):
    return Shop(cast)


def test_a_draft_is_edited_sent_once_or_dropped_with_a_reason(cast, shop):
    first, second = shop.waiting(), shop.waiting()
    shop.moves(shop.release, LATER, at="Mon 10:00")
    (one,), (other,) = drafts_of(first), drafts_of(second)
    with viewing(cast.ned.person):
        edit_notice(one, "It is a week later, sorry.", by=cast.ned.person)
    shop.sends(one, at="Mon 10:30")
    cast.eve._acts(drop_notice, other, "Mon 10:40", reason="Told them on the phone.")

    (one,), (other,) = drafts_of(first), drafts_of(second)
    assert (one.state, one.edited_by_id, one.settled_by_id) == ("sent", cast.ned.person.pk, cast.eve.person.pk)
    assert (other.state, other.reason) == ("dropped", "Told them on the phone.")
    assert as_the_desk(lambda: FactRow.objects.get(case=first, seq=facts_of(first)[-1].seq).text) == (
        "It is a week later, sorry."
    )
    assert owed(second)[0][0] == "notice"  # nothing was sent by dropping it
    with pytest.raises(Settled, match="was dropped"):
        shop.sends(other, at="Mon 11:00")


def test_drafts_are_sent_together_each_by_itself_and_what_cannot_be_is_left_with_its_reason(cast, shop):
    cases = [shop.waiting(severity=severity) for severity in (2, 3, 4)]
    resolved, gone = shop.waiting(), shop.waiting()
    shop.moves(shop.release, LATER, at="Mon 10:00")
    cast.eve.resolves(resolved, at="Mon 10:10")
    cast.eve._acts(withdraw_fix, gone, "Mon 10:20", fix="SC-1")
    drafts = [draft for case in (*cases, resolved, gone) for draft in drafts_of(case)]

    assert shop.sends_together(drafts, at="Mon 11:00") == 3
    assert [drafts_of(case)[0].state for case in cases] == ["sent"] * 3
    assert {owed(case) == [] for case in cases} == {True}
    assert [drafts_of(case)[0].state for case in (resolved, gone)] == ["ready", "ready"]
    assert {row.by_id for row in as_the_desk(lambda: list(FactRow.objects.filter(what__has_key="notice")))} == {
        cast.eve.person.pk
    }


def test_a_notice_that_could_not_be_sent_waits_again_and_says_why(cast, shop):
    case = shop.waiting()
    shop.moves(shop.release, LATER, at="Mon 10:00")
    (draft,) = drafts_of(case)
    assert shop.chooses([draft], at="Mon 10:30", by=cast.eve) == 1
    cast.eve.resolves(case, at="Mon 10:31")
    shop.sends_chosen([draft])
    (draft,) = drafts_of(case)
    assert (draft.state, draft.settled_by_id) == ("ready", None)
    assert draft.reason == "The case is resolved, so nothing is owed on it any more."


def test_who_moved_outside_the_wall_after_choosing_sends_nothing(cast, shop):
    secret = shop.waiting("gold", 3, by=cast.restricted("emea"))
    shop.moves(shop.release, LATER, at="Mon 10:00")
    (draft,) = drafts_of(secret)
    assert shop.chooses([draft], at="Mon 10:30", by=cast.ned) == 1
    cast.moves(cast.ned, "apj")
    shop.sends_chosen([draft])

    (draft,) = drafts_of(secret)
    assert (draft.state, draft.reason) == ("ready", "Whoever chose it no longer sees the case.")
    assert facts_of(secret)[-1].kind == "release-rescheduled"
