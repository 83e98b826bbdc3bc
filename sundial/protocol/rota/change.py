"""Protocol 02, the rota: what is done to it by hand; nothing is ever changed or deleted, only added (O2.3)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sundial.protocol.rota.error import RotaError, in_utc, named, span_in_utc
from sundial.protocol.rota.pattern import Duty


@dataclass(frozen=True, slots=True)
class Added:
    """A shift that no pattern has: an override, or one more. Its name is `+` and the `seq` of its change."""

    person: str
    region: str
    duty: Duty
    since: datetime
    until: datetime

    def __post_init__(self) -> None:
        named("person", self.person)
        named("region", self.region)
        span_in_utc(self)


@dataclass(frozen=True, slots=True)
class Dropped:
    """A shift, by its name, does not take place."""

    shift: str


@dataclass(frozen=True, slots=True)
class Passed:
    """A shift, by its name, is `to`'s: swapped, or taken over; `since` and `until` None: from its start, to its end."""

    shift: str
    to: str
    since: datetime | None = None
    until: datetime | None = None

    def __post_init__(self) -> None:
        named("to", self.to)
        span_in_utc(self)


@dataclass(frozen=True, slots=True)
class Away:
    """Time off: whatever shift the person has in it is cut; `deputy`, "" for none, stands in for roles, not shifts."""

    person: str
    since: datetime
    until: datetime
    deputy: str = ""

    def __post_init__(self) -> None:
        named("person", self.person)
        if self.deputy:
            named("deputy", self.deputy)
        if self.deputy == self.person:
            raise RotaError("deputy", f"{self.deputy!r} is who is away")
        span_in_utc(self)


@dataclass(frozen=True, slots=True)
class Offered:
    """A shift, by its name, may be taken by `to`, "" for anybody; until then it stays where it is."""

    shift: str
    to: str = ""

    def __post_init__(self) -> None:
        if self.to:
            named("to", self.to)


@dataclass(frozen=True, slots=True)
class TakenBack:
    """An earlier change, by its `seq`, does not hold any more; one that took another back lets that one hold again."""

    change: int


What = Added | Dropped | Passed | Away | Offered | TakenBack
KINDS: Mapping[str, type[What]] = {
    "added": Added,
    "dropped": Dropped,
    "passed": Passed,
    "away": Away,
    "offered": Offered,
    "taken-back": TakenBack,
}
_NAMES = {kind: name for name, kind in KINDS.items()}


@dataclass(frozen=True, slots=True)
class Change:
    """One thing done to the rota: its place from 1, when it was done (UTC), and by whom, by their id."""

    seq: int
    at: datetime
    by: str
    what: What

    def __post_init__(self) -> None:
        object.__setattr__(self, "at", in_utc("at", self.at))
        if self.seq < 1:
            raise RotaError("seq", f"{self.seq} is not a whole number from 1")


def kind_of(what: What) -> str:
    """Return the name under which this kind of change is written down: "added", "taken-back", ..."""
    return _NAMES[type(what)]


def undone(changes: Iterable[Change]) -> frozenset[int]:
    """Return the changes, by `seq`, that were taken back by one that holds itself: the later decides."""
    found: set[int] = set()
    for change in sorted(changes, key=lambda change: change.seq, reverse=True):
        if isinstance(change.what, TakenBack) and change.seq not in found and change.what.change < change.seq:
            found.add(change.what.change)
    return frozenset(found)


def holding(changes: Iterable[Change]) -> tuple[Change, ...]:
    """Return the changes that were not taken back, in order of `seq`, without those that only take back."""
    found = tuple(changes)
    gone = undone(found)
    held = (one for one in found if one.seq not in gone and not isinstance(one.what, TakenBack))
    return tuple(sorted(held, key=lambda change: change.seq))
