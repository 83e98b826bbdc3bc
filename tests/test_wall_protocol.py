"""What somebody outside a wall decides about the protocol: nothing in it tells of what they may not see (O2.7)."""

import pytest

from sundial.commands.moves import EVERY, Decision, LeavesOut, note
from sundial.commands.protocol import put_in_force
from sundial.models import FactRow, ProtocolMove, database_now
from sundial.protocol.document import from_json, to_json
from tests.browsing import lately, sent, signed_in, words
from tests.test_moves_decided import asked, carried_out, decides, tries, without


@pytest.fixture
def hidden(cast, rita):
    """An open case on Silver that only EMEA may see."""
    lately(cast)
    rita.at = cast.at
    cast.entitle(rita.person.organization, "silver")
    return cast.opens(rita, at=20, subject="CANARY")


@pytest.mark.parametrize("there", ["hidden", "cast"])
def test_what_a_document_leaves_out_is_refused_in_the_same_words_whether_a_hidden_case_has_it(there, request, cast):
    request.getfixturevalue(there)
    candidate = tries(cast.max, without("plans", "silver"))
    page = f"/desk/protocol/candidates/{candidate.pk}"
    client = signed_in(cast.max.person)
    says = "The document in force has the plan silver, which this one does not know."

    with pytest.raises(LeavesOut, match=says):
        decides(cast.max, candidate, Decision(move=EVERY))
    assert f"It cannot come into force from here. {says}" in words(client.get(page))
    answer = client.post(page, sent(scope="all"))
    assert answer.status_code == 422
    assert f"{says} What is given up is given up on the command line" in words(answer)
    assert asked(ProtocolMove.objects.count) == 0


def test_what_an_open_case_lacks_after_all_is_refused_by_the_worker_and_not_named(cast, hidden):
    """The decision was written by other hands than a page's, or the document in force has changed meanwhile."""
    lacking = tries(cast.max, without("plans", "silver"))
    other = from_json(to_json(without("plans", "silver")) | {"title": "Other"})
    asked(lambda: put_in_force(other, now=database_now()))
    asked(lambda: note(lacking.digest, Decision(move=EVERY), by=None, now=database_now()))

    assert carried_out() is False
    move = asked(ProtocolMove.objects.get)
    assert move.refusal == "Open cases have something, which this document does not know. Nothing was changed."
    assert asked(FactRow.objects.filter(kind="protocol-moved").count) == 0
