"""What a new case would be promised, said before it is sent: by the same rules that will count it (O5.4, O6)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sundial.protocol import hours
from sundial.protocol.amounts import Amount, BusinessDays, Elapsed
from sundial.protocol.because import Asked, Step, steps
from sundial.protocol.document import Severity, Target
from sundial.protocol.promises import Promise
from sundial.protocol.sla import Terms, expectation
from sundial.web import rail, when
from sundial.web.rail import Mark, Rail

SOURCE = "The moment in which you open the case"


@dataclass(frozen=True, slots=True)
class Expectation:
    """What one severity is promised if the case is opened `now`; instants in UTC."""

    severity: Severity
    terms: Terms
    now: datetime
    zone: ZoneInfo

    @property
    def severity_key(self) -> str:
        return str(self.severity.number)

    @property
    def answer_by(self) -> datetime:
        """By when a person answers."""
        return expectation(Promise.FIRST_RESPONSE, self.severity.number, self.terms, self.now)[1]

    @property
    def update_by(self) -> datetime:
        """By when the first update follows, if the answer comes at the last moment."""
        first = self.answer_by if self.terms.protocol.readings.diagnosis_starts == "first-response" else self.now
        return hours.add(first, self._target(Promise.DIAGNOSIS_UPDATE).amount, self.terms.calendar)

    @property
    def answer(self) -> str:
        return within(self._target(Promise.FIRST_RESPONSE).amount)

    @property
    def update(self) -> str:
        return f"An update {every(self._target(Promise.DIAGNOSIS_UPDATE).amount)}"

    @property
    def fix(self) -> str:
        target = self._target(Promise.FIX_RELEASE)
        if target.style == "every":
            return f"Word {every(target.amount)} until the hotfix"
        return f"Word within {target.amount} if the release moves"

    @property
    def fix_says(self) -> str:
        if self._target(Promise.FIX_RELEASE).style == "every":
            return "or until you accept the release date"
        return "rescheduled, or the fix taken out of it"

    @property
    def day_and_night(self) -> bool:
        """Whether the updates come day and night."""
        return isinstance(self._target(Promise.DIAGNOSIS_UPDATE).amount, Elapsed)

    @property
    def why(self) -> tuple[Step, ...]:
        """The steps of the first answer's due time, the sum last."""
        return steps(Asked(Promise.FIRST_RESPONSE, self.severity.number, self.now, SOURCE), self.terms, self.zone)

    @property
    def rail(self) -> Rail:
        """The next promises under the customer's own sky."""
        marks = [
            Mark(self.answer_by, "resp", "due", when.short(self.answer_by, self.now, self.zone)),
            Mark(self.update_by, "upd", "due", when.short(self.update_by, self.now, self.zone)),
        ]
        window = rail.frame(marks, self.now)
        sky = self.terms.calendar.windows(window.start, window.end)
        return rail.draw(marks, window, self.now, sky, self.zone)

    def _target(self, promise: Promise) -> Target:
        return self.terms.protocol.target(self.terms.plan, self.severity.number, promise)


def expectations(terms: Terms, now: datetime, zone: ZoneInfo) -> list[Expectation]:
    """Return what each severity of the protocol would be promised."""
    return [Expectation(severity, terms, now, zone) for severity in terms.protocol.severities.values()]


def within(amount: Amount) -> str:
    """Say a target that is met once: `within 1 hour, day and night`, `within 2 business hours`."""
    return f"within {amount}, day and night" if isinstance(amount, Elapsed) else f"within {amount}"


def every(amount: Any) -> str:
    """Say a cadence: `every 2 hours`, `every business day`."""
    words = str(amount)
    one = isinstance(amount, BusinessDays) and amount.days == 1
    return f"every {words.removeprefix('1 ') if one or words.startswith('1 ') else words}"
