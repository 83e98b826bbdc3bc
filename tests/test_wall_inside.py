"""What is said inside the house reaches no customer: no word of it, nor that anything was said (O3.4, O12.1)."""

import pytest

from sundial.commands.agreements import agree, propose
from sundial.commands.record_moves import pin_cases
from sundial.commands.resources import answer_request, ask_group, take_request
from sundial.commands.triage import Found, triage
from sundial.commands.waivers import ask_waiver, waive
from sundial.models import CLOCKWORK, viewing
from sundial.protocol.facts import Instead
from sundial.protocol.promises import Promise
from tests.browsing import signed_in
from tests.database import as_role
from tests.test_non_interference import answer_of, still

WAIVED = (Promise.FIRST_RESPONSE, 1)
PAGES = ("/", "/agreements", "/cases/{}", "/cases/{}/severity", "/api/v1/cases/{}", "/api/v1/cases/{}/clocks?zone=UTC")

__all__ = ["still"]


@pytest.fixture
def case(cast, tick):
    """Ana's case of the week before: answered late, with an agreement that is in force until Monday evening."""
    case = cast.open_case(plan="platinum", severity=2, at="Thu 2026-02-26 09:00")
    assert tick("Thu 14:00")
    cast.eve.replies(case, at="Thu 14:10")
    instead = Instead(Promise.DIAGNOSIS_UPDATE, silent_until=cast.at("Mon 18:00"))
    cast.at.today = None
    proposal = cast.eve._acts(propose, case, "Thu 2026-02-26 14:20", instead=instead, text="Silent until Monday?")
    cast.ana._acts(agree, case, "Thu 14:30", proposal=proposal.facts[0].seq)
    return case


def goes_on_inside(cast, case):
    """Let everything be done on Monday that only the staff see."""
    eve, at = cast.eve, cast.at
    eve.notes(case, at="Mon 09:00", text="INSIDE")
    asks = {"group": "sales", "due_at": at("Mon 15:00"), "text": "INSIDE"}
    first, second = (eve._acts(ask_group, case, moment, **asks).facts[0].seq for moment in ("Mon 09:10", "Mon 09:20"))
    eve._acts(take_request, case, "Mon 09:30", request=first)
    eve._acts(answer_request, case, "Mon 09:40", request=second, text="INSIDE")
    eve._acts(ask_waiver, case, "Mon 09:50", named=WAIVED, text="INSIDE")
    cast.dan._acts(waive, case, "Mon 10:00", named=WAIVED, text="INSIDE")
    eve._acts(triage, case, "Mon 10:10", found=Found("involved", 2, version="INSIDE"))
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        pin_cases([str(case.pk)], by=cast.dan.person, now=at("Mon 10:20"))


def read(person, case):
    client = signed_in(person)
    return {page: answer_of(client.get(page.format(case.number))) for page in PAGES}


def test_a_customer_reads_the_same_pages_whatever_goes_on_inside(still, cast, case):
    before = read(cast.ana.person, case)
    goes_on_inside(cast, case)
    after = read(cast.ana.person, case)

    assert {status for status, _ in after.values()} == {200}
    assert [page for page, answer in after.items() if answer != before[page]] == []
    assert [page for page, (_, words) in after.items() if "INSIDE" in words] == []
