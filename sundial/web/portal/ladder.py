"""The ladder on a customer's page of a case: where it stands, who has it, what is open next (O7, O8.4, O8.5)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sundial.models import Case
from sundial.protocol.climbing import is_closed, next_rung
from sundial.protocol.document.ladder import Rung
from sundial.protocol.document.parts import Phone
from sundial.web.access import SignedIn
from sundial.web.portal.ladder_ahead import NAMES, Ahead, ahead, lines, next_step, within
from sundial.web.portal.ladder_read import Told, escalations
from sundial.web.portal.ladder_wishes import wishes
from sundial.web.promises import Reading

NEWS = timedelta(days=1)  # for so long the page says first of all that an escalation is over


@dataclass(frozen=True, slots=True)
class Step:
    """One rung of the ladder. `stands`: "on", "done" below that, "next", "closed" to the plan, or "" for later."""

    rung: Rung
    stands: str
    says: str
    told: Told | None = None

    @property
    def name(self) -> str:
        return NAMES[self.rung.way]


@dataclass(frozen=True, slots=True)
class Ladder:
    """The ladder of a case: its rungs, the highest first, where it stands, what is over, and what the next would bring.

    `ahead` is there where the customer said that they are not comfortable: the next is one press away then. `ended` is
    what was settled last, while nothing is open and the case goes on; `is_news`: not long ago.
    """

    steps: tuple[Step, ...]
    on: Told | None
    over: tuple[Told, ...]
    next: Rung | None
    ahead: Ahead | None
    phones: tuple[Phone, ...]
    ended: Told | None = None
    is_news: bool = False

    @property
    def door(self) -> str:
        """What stands on the button to the next rung; "" where there is no press: above the highest, and for a call."""
        return NAMES[self.next.way] if self.next and self.next.way != "phone" else ""

    @property
    def is_grave(self) -> bool:
        """Whether the next rung leaves the team that works on the case."""
        return self.next is not None and self.next.way != "case-update"


def about(request: SignedIn, case: Case, reading: Reading) -> dict[str, Any]:
    """Return the ladder of a case; None where it has ended and was never escalated."""
    found = escalations(case, reading, request.user)
    return {"ladder": _ladder(request, case, reading, found) if found or case.is_open else None}


def _ladder(request: SignedIn, case: Case, reading: Reading, found: Sequence[Told]) -> Ladder:
    standing = {one.rung.number: one for one in found if one.open is not None}
    on = standing[max(standing)] if standing else None
    following = next_step(case, reading)
    calls = following is not None and following.way == "phone"
    over = tuple(one for one in reversed(found) if one.open is None)
    ended = next((one for one in over if one.went_back), None) if case.is_open and not on else None
    return Ladder(
        steps=tuple(_steps(case, reading, standing, following)),
        on=on,
        over=over,
        next=following,
        ahead=ahead(case, reading, following, request.now) if following and on and on.said_no else None,
        phones=tuple(lines(case, reading)) if calls else (),
        ended=ended,
        is_news=ended is not None and ended.taken.ended is not None and request.now - ended.taken.ended.at < NEWS,
    )


def _steps(case: Case, reading: Reading, standing: dict[int, Told], following: Rung | None) -> Iterator[Step]:
    rungs, plan = reading.protocol.ladder.rungs, reading.state.plan
    on = max(standing, default=0)
    for number in sorted({*rungs, *standing}, reverse=True) if case.is_open else ():
        rung = standing[number].rung if number in standing else rungs[number]
        if number in standing:
            yield Step(rung, "on" if number == on else "done", "", standing[number])
        elif is_closed(rung, plan, reading.protocol):
            yield Step(rung, "closed", f"{reading.protocol.plans[plan].name} does not include phone.")
        elif number <= on:
            yield Step(rung, "", "Not taken.")
        elif rung == following:
            yield Step(rung, "next", _asks(rung) + _within(rung, reading))
        else:
            yield Step(rung, "", _opens(number, reading) + _within(rung, reading))


def _asks(rung: Rung) -> str:
    """Say what can be asked for on a rung where that is said: `A video conference, another severity, ... .`"""
    wished = [one.title for one in wishes(rung)] if rung.asks_for else []
    return f"{', '.join([*wished[:1], *map(_small, wished[1:-1])])}, or {_small(wished[-1])}. " if wished else ""


def _small(title: str) -> str:
    return title[0].lower() + title[1:]


def _within(rung: Rung, reading: Reading) -> str:
    return f"An answer within {within(rung, reading)}."


def _opens(number: int, reading: Reading) -> str:
    """Say which rung has to be taken before this one is open."""
    before = max((one for one in _open_to(reading) if one < number), default=0)
    return f"Opens after rung {before}. " if before else ""


def _open_to(reading: Reading) -> Iterator[int]:
    rung = next_rung(0, reading.state.plan, reading.protocol)
    while rung is not None:
        yield rung.number
        rung = next_rung(rung.number, reading.state.plan, reading.protocol)
