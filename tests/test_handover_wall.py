"""O2.3, O2.7: of a handover neither the customer learns anything, nor whoever stands outside the wall of the case."""

import pytest

from sundial.commands.handover import CannotReceive
from sundial.models import Case, FactRow, viewing
from tests.browsing import signed_in
from tests.handing import accepts, offers, open_handovers, owner_of, questions, withdraws

MOMENT = "Mon 2026-03-02 09:00"


@pytest.fixture
def walled(cast, rita):
    """Eve's case of the customer whom only EMEA may see."""
    cast.entitle(rita.person.organization, "gold")
    opened = cast.opens(rita, at=MOMENT, severity=3)
    cast.eve.replies(opened, at="Mon 09:05")
    cast.eve.takes(opened, at="Mon 09:06")
    return opened


def test_what_does_not_travel_is_not_offered_outside_and_an_outsider_learns_nothing(cast, walled, tick):
    for to in ("americas", cast.amy):
        with pytest.raises(CannotReceive):
            offers(cast.eve, walled, at="Mon 14:00", to=to)
    offer = offers(cast.eve, walled, at="Mon 14:05", to=cast.ned)

    assert (open_handovers(cast.amy), open_handovers(cast.max)) == ([], [])
    for outsider in (cast.amy, cast.max):
        for acts in (accepts, questions, withdraws):
            with pytest.raises(Case.DoesNotExist):
                acts(outsider, walled, offer, at="Mon 14:10")
    assert tick("Mon 14:50") == ["Ned: handover due 15:00 UTC"]
    assert tick("Mon 15:00") == ["Dan: handover missed, was due 15:00 UTC", "Dan: a case has a new owner"]
    assert owner_of(walled) == "Dan"


def test_who_left_the_region_meanwhile_neither_hears_nor_accepts(cast, walled, tick):
    offer = offers(cast.eve, walled, at="Mon 14:05", to=cast.ned)
    cast.moves(cast.ned, "apj")
    with pytest.raises(Case.DoesNotExist):
        accepts(cast.ned, walled, offer, at="Mon 14:10")
    assert tick("Mon 15:00") == ["Dan: handover missed, was due 15:00 UTC", "Dan: a case has a new owner"]


def test_nothing_of_a_handover_reaches_the_customer(cast, tick):
    case = cast.open_case(plan="gold", severity=3, at=MOMENT)
    cast.eve.replies(case, at="Mon 09:05")
    cast.eve.takes(case, at="Mon 09:06")
    offer = offers(cast.eve, case, at="Mon 14:05", text="CANARY-PACKET")
    questions(cast.amy, case, offer, at="Mon 14:20", text="CANARY-QUESTION")
    with viewing(cast.ana.person):
        told_at = Case.objects.get(pk=case.pk).told_at
    tick("Mon 15:00")
    withdraws(cast.dan, case, offer, at="Mon 15:10", text="CANARY-REASON")

    ana = signed_in(cast.ana.person)
    pages = [ana.get(path).content.decode() for path in ("/", f"/cases/{case.number}", f"/api/v1/cases/{case.number}")]
    for word in ("CANARY", "andover", "handed", "Americas"):
        assert word not in "".join(pages)
    with viewing(cast.ana.person):
        assert Case.objects.get(pk=case.pk).told_at > told_at  # that it has another owner is theirs to see
        assert not FactRow.objects.filter(case=case, kind__startswith="handover").exists()
