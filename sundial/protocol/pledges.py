"""Protocol 02, handover: what was promised by word for the receiver's shift, to be accepted with the case (O2.3)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from sundial.protocol.because_said import name_of
from sundial.protocol.case import CaseState
from sundial.protocol.clock import Clock
from sundial.protocol.packet import moment
from sundial.protocol.promises import INSIDE
from sundial.protocol.stretches import Stretch


@dataclass(frozen=True, slots=True)
class Pledge:
    """One of them: `key` names it on its case, `due_at` is the instant that the customer was told (UTC)."""

    key: str
    due_at: datetime
    what: str

    @property
    def name(self) -> str:
        """What whoever takes it over ticks: this, by this instant and no other."""
        return f"{self.key}@{self.due_at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}"

    @property
    def says(self) -> str:
        """What it is and by when, read alike in every region."""
        return f"{self.what} by {moment(self.due_at)}"


def pledges(clocks: Iterable[Clock], state: CaseState, shift: Stretch) -> tuple[Pledge, ...]:
    """Return what somebody has promised the customer for an instant in a shift, the earliest first.

    That is what was agreed in the place of the table's times, and each date given for a fix. What the table promises is
    in the packet and is no pledge: every engineer owes that, whoever had the case before.
    """
    found = (*_agreed(clocks), *_dated(state))
    return tuple(sorted((one for one in found if shift.since < one.due_at <= shift.until), key=lambda one: one.due_at))


def _agreed(clocks: Iterable[Clock]) -> Iterator[Pledge]:
    for clock in clocks:
        runs = clock.ended_at is None and not clock.paused and clock.promise not in INSIDE
        if runs and clock.because.agreement is not None:
            yield Pledge(f"{clock.promise}-{clock.cycle}", clock.due_at, f"{name_of(clock)}, as agreed,")


def _dated(state: CaseState) -> Iterator[Pledge]:
    for fix, date in state.fixes:
        if date is not None:
            yield Pledge(f"fix-{fix}", date, f"fix {fix}, as announced,")
