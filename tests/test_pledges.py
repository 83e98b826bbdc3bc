"""O2.3: what was promised by word for the receiver's shift is accepted with the case, by name, or asked about."""

import re

import pytest

from sundial.commands.agreements import agree, propose
from sundial.commands.fixes import Given, give_date, identify_fix, name_fix
from sundial.commands.handover import PledgesLeft
from sundial.models import FactRow, history_of, viewing
from sundial.protocol.facts import Instead
from sundial.protocol.promises import Promise
from sundial.web.desk.handover_receive import pledged_with
from tests.browsing import lately, sent, signed_in, words
from tests.handing import accepts, offers, open_handovers, owner_of, questions
from tests.shifting import Rota

UPDATE = Promise.DIAGNOSIS_UPDATE
AGREED = "diagnosis update, as agreed, by Mon 2 Mar 17:00 UTC"


def called_back(cast, case, by: str, *, at: str):
    """Let Eve promise an update by an instant, and Ana agree to it."""
    instead = Instead(UPDATE, due_by=cast.at(by))
    cast.eve._acts(propose, case, at, instead=instead, text="We call you.")
    cast.ana._acts(agree, case, at, proposal=case.head_seq)


@pytest.fixture
def case(cast):
    """Eve's, answered."""
    opened = cast.open_case(plan="gold", severity=2, at="Mon 2026-03-02 09:00")
    cast.eve.replies(opened, at="Mon 09:05")
    cast.eve.takes(opened, at="Mon 09:06")
    return opened


def test_whoever_accepts_takes_it_over_by_name_and_it_is_kept_in_words(cast, case):
    called_back(cast, case, "Mon 17:00", at="Mon 13:00")
    offer = offers(cast.eve, case, at="Mon 14:05")
    with pytest.raises(PledgesLeft, match=AGREED):
        accepts(cast.amy, case, offer, at="Mon 14:10")
    for other in ("diagnosis-update-1@2026-03-02T17:00:00.000000Z", "diagnosis-update-2@2026-03-02T16:00:00.000000Z"):
        with pytest.raises(PledgesLeft):
            accepts(cast.amy, case, offer, at="Mon 14:10", taken=[other])
    questions(cast.amy, case, offer, at="Mon 14:11", text="Who calls whom?")
    assert (owner_of(case), len(open_handovers(cast.amy))) == ("Eve", 1)

    accepts(cast.amy, case, offer, at="Mon 14:12", taken=["diagnosis-update-2@2026-03-02T17:00:00.000000Z"])
    assert owner_of(case) == "Amy"
    with viewing(cast.amy.person):
        kept = FactRow.objects.get(case=case, kind="handover-accepted").text
    assert kept == f"Takes over: {AGREED}."


@pytest.mark.parametrize(("by", "pledged"), [("Mon 14:05", 0), ("Mon 14:06", 1), ("Mon 23:00", 1), ("Mon 23:01", 0)])
def test_it_is_what_falls_into_the_receiving_shift_by_the_rota(cast, case, by, pledged):
    Rota(cast)  # the Americas from 14:00 to 23:00
    called_back(cast, case, by, at="Mon 13:00")
    offer = offers(cast.eve, case, at="Mon 14:05")
    if pledged:
        with pytest.raises(PledgesLeft):
            accepts(cast.amy, case, offer, at="Mon 14:05")
    else:
        accepts(cast.amy, case, offer, at="Mon 14:05")


def test_a_date_that_moves_after_it_was_ticked_is_taken_over_anew(cast, case):
    with viewing(cast.dan.person):
        fix = name_fix("MD-1", "The timer", "", by=cast.dan.person)
    cast.eve._acts(identify_fix, case, "Mon 13:00", fix=fix)
    cast.eve._acts(give_date, case, "Mon 13:01", given=Given(cast.at("Mon 17:00"), "MD-1"), text="By five.")
    offer = offers(cast.eve, case, at="Mon 14:05")
    with viewing(cast.amy.person):
        (shown,) = pledged_with(history_of(case.pk))
    cast.eve._acts(give_date, case, "Mon 14:07", given=Given(cast.at("Mon 15:00"), "MD-1"), text="By three.")
    with pytest.raises(PledgesLeft, match="15:00"):
        accepts(cast.amy, case, offer, at="Mon 14:10", taken=[shown.name])


def test_what_was_kept_meanwhile_is_taken_over_by_nobody(cast, case):
    called_back(cast, case, "Mon 17:00", at="Mon 13:00")
    offer = offers(cast.eve, case, at="Mon 14:05")
    cast.eve.replies(case, at="Mon 14:08")
    accepts(cast.amy, case, offer, at="Mon 14:10")


def test_the_packet_and_the_receivers_page_say_it_on_a_line_of_its_own(cast):
    case = lately(cast).open_case(plan="gold", severity=2, at=70)
    cast.eve.replies(case, at=60)
    cast.eve.takes(case, at=59)
    called_back(cast, case, -120, at=50)
    eve, amy = signed_in(cast.eve.person), signed_in(cast.amy.person)
    assert "Promised for your shift: - diagnosis update, as agreed, by" in words(eve.get("/desk/handover"))

    due = eve.get(f"/desk/cases/{case.number}/handover").context["due"]
    form = {"to": "americas", "due": due, f"text-{case.number}": "Call them."}
    assert eve.post(f"/desk/cases/{case.number}/handover", sent(**form)).status_code == 302
    ((number, seq, _),) = open_handovers(cast.amy)
    assert "I take over what was promised for my shift: diagnosis update" in words(amy.get("/desk/handover"))
    left = amy.post("/desk/handover/acceptances", sent(one=f"{number}:{seq}"))
    assert (left.status_code, "Take over as well what was promised for your shift" in words(left)) == (422, True)
    (ticked,) = re.findall(rf'name="pledge-{number}" value="([^"]+)"', left.content.decode())
    taken = {f"pledge-{number}": ticked}
    assert amy.post("/desk/handover/acceptances", sent(one=f"{number}:{seq}", **taken)).status_code == 302
    assert owner_of(case) == "Amy"
