"""O8.5: no rung ends by itself, whatever is answered, missed or asked in vain; and none ever changes the severity."""

import pytest

from sundial.commands.comforting import ask_who_is_due
from sundial.commands.next_in_line import ask_the_next
from sundial.models import CLOCKWORK, Case, FactRow, viewing
from sundial.protocol.facts import Asks
from tests.climbing_story import answers, escalates, finds, rungs
from tests.database import as_role

MOMENT = "Mon 2026-03-02 09:00"
ENDS = {"comfort-said", "escalation-settled", "resolved", "closed", "merged-into"}


def kinds(case):
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        return list(FactRow.objects.filter(case=case).order_by("seq").values_list("kind", flat=True))


@pytest.mark.parametrize("answered", [True, False])
@pytest.mark.parametrize("rung", [1, 2, 3, 4])
def test_no_time_and_no_silence_takes_a_case_down_a_rung(cast, tick, rung, answered):
    """Three weeks of clockwork: warned, missed, asked, reminded, gone down the line; only people end it."""
    case = cast.open_case(plan="platinum", severity=3, at=MOMENT)
    cast.eve.replies(case, at="Mon 09:05")
    seq = escalates(cast.eve, case, rung, at="Mon 09:30", asks=Asks.VIDEO if rung == 1 else Asks.NOTHING)
    if answered:
        answers(cast.dan, case, seq, at="Mon 10:00")
        if rung > 2:
            finds(cast.dan, case, seq, at="Mon 10:05")
    for day in ("Tue", "Wed", "Thu", "Mon", "Fri", "Mon", "Fri"):
        now = cast.at(f"{day} 12:00")
        tick(f"{day} 12:00")
        with as_role("sundial_worker"), viewing(CLOCKWORK):
            ask_who_is_due(now)
            ask_the_next(now)
    assert [(one, is_answered) for one, _, is_answered, _ in rungs(case)] == [(rung, answered)]
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        assert Case.objects.get(pk=case.pk).rung == rung
    assert not ENDS & set(kinds(case))
    assert kinds(case).count("comfort-asked") == (2 if answered else 0)


@pytest.mark.parametrize("severity", [1, 2, 3, 4])
def test_no_rung_changes_the_severity_though_another_one_is_asked_for_with_it(cast, severity):
    case = cast.open_case(plan="platinum", severity=severity, at=MOMENT)
    cast.eve.replies(case, at="Mon 09:05")
    another = 2 if severity == 1 else severity - 1
    escalates(cast.ana, case, 1, at="Mon 09:30", asks=Asks.SEVERITY, severity=another)
    escalates(cast.ana, case, 2, at="Mon 09:40")
    escalates(cast.eve, case, 3, at="Mon 09:50")
    fourth = escalates(cast.ana, case, 4, at="Mon 10:00")
    answers(cast.dan, case, fourth, at="Mon 10:10")
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        assert Case.objects.get(pk=case.pk).severity == severity
    assert kinds(case).count("escalated") == 4
    assert "severity-changed" not in kinds(case)
    assert "severity-asked" in kinds(case)  # it waits for whoever decides it
