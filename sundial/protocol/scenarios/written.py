"""The form of a file of scenarios: which keys there are, and what each may hold."""

import re
from datetime import datetime
from typing import Annotated, Any, ClassVar, Literal, Self, TypeVar

from pydantic import BeforeValidator, ValidationInfo, model_validator

from sundial.protocol.clock import Outcome, Standing
from sundial.protocol.document.regions import Zone
from sundial.protocol.document.values import Claim, Key, Text, Value
from sundial.protocol.promises import Promise
from sundial.protocol.scenarios.local import instant

NONE = "none"  # TOML has no null


def _read_instant(found: Any, info: ValidationInfo) -> Any:
    assert info.context is not None
    return instant(found, info.context)


def _perhaps_instant(found: Any, info: ValidationInfo) -> Any:
    return found if found == NONE else _read_instant(found, info)


def _read_number(found: Any) -> Any:
    if isinstance(found, bool) or not isinstance(found, int) or found < 1:
        raise ValueError("a whole number from 1")
    return found


def _perhaps_number(found: Any) -> Any:
    return found if found == NONE else _read_number(found)


def _read_obligation(found: Any) -> Any:
    if not isinstance(found, str) or not OBLIGATION.fullmatch(found):
        raise ValueError("the number of an obligation, such as O6.7b")
    return found


def _some(found: Any) -> Any:
    if not isinstance(found, list) or not found:
        raise ValueError("a list that is not empty")
    return found


def _changes(found: Any) -> Any:
    if not isinstance(found, dict | str) or not found:
        raise ValueError("a table of what it changes in the document, or the name of a revision")
    return found


OBLIGATION = re.compile(r"O[0-9]+\.[0-9]+[a-z]?")
Instant = Annotated[datetime, BeforeValidator(_read_instant)]
InstantOrNone = Annotated[datetime | Literal["none"], BeforeValidator(_perhaps_instant)]
Number = Annotated[int, BeforeValidator(_read_number)]
NumberOrNone = Annotated[int | Literal["none"], BeforeValidator(_perhaps_number)]
Obligation = Annotated[str, BeforeValidator(_read_obligation)]
Changes = Annotated[dict[str, Any] | str, BeforeValidator(_changes)]
T = TypeVar("T")
Some = Annotated[tuple[T, ...], BeforeValidator(_some)]


class WrittenClock(Value):
    """One expected clock; what it does not say is not compared."""

    NAMES: ClassVar[tuple[str, ...]] = ("promise", "cycle", "reason")

    promise: Promise
    cycle: Number
    due: Instant
    outcome: Outcome
    reason: Text
    started: Instant | None = None
    ended: InstantOrNone | None = None
    standing: Standing | None = None
    warn: InstantOrNone | None = None
    check: InstantOrNone | None = None
    paused: Claim | None = None
    about: NumberOrNone | None = None
    kept_by: NumberOrNone | None = None
    waived: NumberOrNone | None = None


class WrittenScenario(Value):
    """One story; `protocol` is what it changes in the document, or the name of a revision under which it is opened."""

    name: Text
    proves: Some[Obligation]
    why: Text
    zone: Zone | None = None
    plan: Key
    severity: Number
    region: Key | None = None
    regions: tuple[Key, ...] = ()
    protocol: Changes | None = None
    facts: Some[dict[str, Any]]
    expect: tuple[WrittenClock, ...] = ()
    as_of: Instant | None = None
    refused: Text | None = None

    @model_validator(mode="after")
    def _says_what_comes(self) -> Self:
        if bool(self.expect) == bool(self.refused):
            raise ValueError("one of expect, a list of clocks, and refused, words of the reason")
        if self.as_of is None and any(clock.standing for clock in self.expect):
            raise ValueError("standing only beside as_of, the instant at which the clocks are looked at")
        named = {(clock.promise, clock.cycle) for clock in self.expect}
        if len(named) < len(self.expect):
            raise ValueError("each cycle of a promise once in expect")
        return self


class WrittenRevision(Value):
    """Another revision of the document: what it changes, laid over the one that is tested."""

    name: Key
    why: Text
    protocol: dict[str, Any]


class WrittenZone(Value):
    """A time zone alone: it must be known before a story's instants can be read."""

    zone: Zone


class WrittenFile(WrittenZone):
    """A file: the zone and the home region of stories that name none, revisions, stories."""

    region: Key | None = None
    revision: tuple[WrittenRevision, ...] = ()
    scenario: Some[dict[str, Any]]
