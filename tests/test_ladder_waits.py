"""An escalation that only waits to be written up, as its customer and the desk read it (O8.5); what was never said."""

import re

import pytest

from sundial.commands.protocol import put_in_force
from sundial.commands.record import record
from sundial.commands.sla import say
from sundial.models import CLOCKWORK, Clock, FactRow, viewing
from sundial.protocol.document import SHIPPED
from sundial.protocol.document.loading import load
from sundial.protocol.facts import Asks, ComfortAsked, ProtocolMoved
from tests.at_the_portal import ana, case, story
from tests.browsing import signed_in, words
from tests.climbing_doors import comfort, page
from tests.climbing_story import answers, escalates, is_comfortable, owns, rungs, settles
from tests.database import as_role
from tests.test_enforce import enforce

__all__ = ["ana", "case", "story"]


def test_a_silence_that_was_decided_is_not_told_as_comfort(cast, case, ana):
    third = escalates(cast.eve, case, 3, at=50)
    answers(cast.dan, case, third, at=40)
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        for at in (30, 29):
            record(case, ComfortAsked(third), by=None, now=cast.at(at))
    settles(cast.dan, case, third, at=20)
    said = page(ana, case)
    assert "Your escalation is ending We asked you twice, the last time" in said
    assert "and heard nothing. Dan ends the escalation when our own part of it is written up" in said
    assert "You are comfortable" not in said
    assert "Comfortable since" not in page_of_desk(cast, case)


def test_a_lower_rung_that_waits_with_a_higher_one_does_not_say_that_anything_was_said_of_it(cast, case, ana):
    escalates(cast.ana, case, 1, at=55, asks=Asks.VIDEO)
    third = escalates(cast.eve, case, 3, at=50)
    answers(cast.dan, case, third, at=40)
    is_comfortable(cast.ana, case, third, at=30)
    said = words(ana.get(f"/cases/{case.number}/escalations/1/comfort"))
    assert "This escalation is ending" in said
    assert "You told us" not in said
    assert "Not yet" not in said  # that belongs to the rung on which the case stands
    assert "You told us" in words(ana.get(f"/cases/{case.number}/escalations/2/comfort"))


def test_not_yet_stays_open_while_findings_are_owed_on_the_highest_step(cast, case, ana):
    fourth = escalates(cast.eve, case, 4, at=50)
    answers(cast.dan, case, fourth, at=40)
    is_comfortable(cast.ana, case, fourth, at=30)
    said = words(ana.get(f"/cases/{case.number}/escalations"))
    assert "If you are not comfortable after all, tell us" in said
    assert "owes you the answer" not in said
    for url in (f"/cases/{case.number}", f"/cases/{case.number}/escalations/1/comfort"):
        html = ana.get(url).content.decode()
        assert re.findall(r'name="comfortable" value="(\w+)"', html) == ["no"]
    assert comfort(ana, case, "no", text="It is down again.").status_code == 302
    assert "You are not comfortable yet" in page(ana, case)


def test_a_document_without_a_rung_on_which_a_case_stands_is_refused_and_where_one_came_the_pages_stand(
    cast, case, ana, tmp_path
):
    escalates(cast.eve, case, 4, at=50)
    written = tmp_path / "three.toml"
    written.write_text(three_rungs())
    with pytest.raises(Exception, match=r"rung 4.*\. Nothing was changed"):
        enforce(written, "--move", "all")
    with as_role("sundial_worker"), viewing(CLOCKWORK):  # one that was moved before this was asked
        revision = put_in_force(load(written), now=cast.at(45))
        record(case, ProtocolMoved(revision.digest), by=None, now=cast.at(44))
    assert "On rung 4" in words(ana.get("/support-services/leadership"))
    assert "confirmed your letter to support leadership" in page(ana, case)
    assert "Nobody owns this escalation yet" in page_of_desk(cast, case, "/escalation")
    owns(cast.dan, case, seq_of(case), at=40)
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        clock = Clock.objects.get(case=case, promise="escalation-answer")
        say([clock.pk], now=clock.due_at)
        assert FactRow.objects.filter(case=case, kind="breached").exists()
    assert [rung for rung, *_ in rungs(case)] == [4]


def three_rungs():
    text = re.sub(
        r"\[ladder\.rungs\.4[^\]]*\].*?(?=\n\[(?!ladder\.rungs\.4))", "", SHIPPED.read_text(), flags=re.DOTALL
    )
    return re.sub(r"except_for = 4.*", "except_for = 3", text)


def seq_of(case):
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        return FactRow.objects.get(case=case, kind="escalated").seq


def page_of_desk(cast, case, rest=""):
    return words(signed_in(cast.dan.person).get(f"/desk/cases/{case.number}{rest}"))
