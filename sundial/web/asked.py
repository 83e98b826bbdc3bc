"""Another severity that is asked for and not answered, for both doors (O4.2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, tzinfo

from sundial.models import Case
from sundial.protocol.asks import Ask, asks, open_ask
from sundial.protocol.document import Severity
from sundial.protocol.facts import SeverityChanged, Side
from sundial.protocol.severity import answers_from_text
from sundial.web.effects import Shift, in_a_sentence, shifts
from sundial.web.promises import Reading
from sundial.web.said import Said, said


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for: by whom and why, what they told the wizard, what it would move if it were given now.

    `nth` numbers it among the requests of its case, for those who may not know the number of a fact.
    """

    ask: Ask
    nth: int
    said: Said
    severity: Severity
    answers: tuple[str, ...]
    shifts: tuple[Shift, ...]

    @property
    def moves(self) -> str:
        """What it would move, as a sentence for the customer."""
        return in_a_sentence(self.shifts)


def asked(case: Case, reading: Reading, now: datetime, zone: tzinfo) -> Asked | None:
    """Return what is asked for and not answered yet; None where nothing is, or the case has ended."""
    ask = open_ask(reading.history)
    if ask is None or not case.is_open:
        return None
    told = answers_from_text(ask.what.answers)
    return Asked(
        ask=ask,
        nth=asks(reading.history).index(ask) + 1,
        said=said(case, [ask.fact.seq])[ask.fact.seq],
        severity=reading.protocol.severities[ask.what.severity],
        answers=tuple(one.asks for one in reading.protocol.questions if told.get(one.key)),
        shifts=shifts(reading, SeverityChanged(ask.what.severity), Side.CUSTOMER, now, zone),
    )
