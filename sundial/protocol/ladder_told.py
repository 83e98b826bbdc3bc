"""Protocol 07 and 08, the ladder: exactly who is told of a stage, each person once, with every reason (O8.1, O8.6).

A stage names roles in four parts: who answers the customer, who owns the case from then on, whom the one who answers
informs, and whom the protocol alerts. They stay apart here, for a page says them apart; but all of them are alerted:
nobody can answer, own or pass on what they never heard of. A person with several roles is told once.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property

from sundial.protocol.document import Protocol
from sundial.protocol.holders import Holder, Served, Team, Why, applies, holders
from sundial.protocol.stand_in import Colleague

OPENED = 0  # the stage below the first rung: a case was opened


class Part(StrEnum):
    """What a stage of the ladder names a role for, in the order in which it is read."""

    ANSWERS = "answers"
    OWNS = "owns"
    INFORMED = "informed"  # by whoever answers
    TOLD = "told"  # by the protocol itself


@dataclass(frozen=True, slots=True)
class Named:
    """A role that a stage names; of other groups at work each by itself, by its key, "" for everything else."""

    part: Part
    role: str
    title: str
    group: str = ""


@dataclass(frozen=True, slots=True)
class Filled:
    """A named role and its people. `applies` False: the customer, or the case, has nobody like that (O8.1)."""

    named: Named
    applies: bool
    holders: tuple[Holder, ...] = ()

    @property
    def is_silent(self) -> bool:
        """Whether it applies and nobody inside the wall could be found, nor anybody to stand in (O8.6)."""
        return self.applies and not self.holders

    @property
    def stands_in(self) -> bool:
        """Whether nobody has it, and a manager hears in their place."""
        return any(one.why is Why.STANDS_IN for one in self.holders)


@dataclass(frozen=True, slots=True)
class Reason:
    """One of the reasons why somebody is told: the role, and how they come to it."""

    named: Named
    holder: Holder


@dataclass(frozen=True, slots=True)
class Hearer:
    """One person who is told, with every reason, those who act first."""

    person: Colleague
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class Alerted:
    """Who is told of a stage: its roles in the order of the document, and the people behind them, each once."""

    number: int
    roles: tuple[Filled, ...]

    @cached_property
    def people(self) -> tuple[Hearer, ...]:
        """Everybody who is told, each once."""
        found: dict[str, Hearer] = {}
        for role in self.roles:
            for one in role.holders:
                before = found.get(one.person.id, Hearer(one.person, ()))
                found[one.person.id] = replace(before, reasons=(*before.reasons, Reason(role.named, one)))
        return tuple(found.values())

    def of(self, part: Part) -> tuple[Filled, ...]:
        """Return the roles of one part."""
        return tuple(one for one in self.roles if one.named.part is part)

    @property
    def silences(self) -> tuple[Filled, ...]:
        """The roles for which nobody could be found: each must be said on the case."""
        return tuple(one for one in self.roles if one.is_silent)

    @property
    def stood_in(self) -> tuple[Filled, ...]:
        """The roles that nobody has, for which managers hear: each must be said on the case."""
        return tuple(one for one in self.roles if one.stands_in)


def alerted(number: int, served: Served, team: Team, protocol: Protocol) -> Alerted:
    """Return who is told of a rung of the ladder, or with 0 of a case that was opened.

    The answer depends on the four arguments alone, so that the page, the command line and the alerts agree. Raises
    KeyError for a rung that the document does not have.
    """
    named = (one for part, role in _written(number, protocol) for one in _each(part, role, served, protocol))
    return Alerted(number, tuple(_filled(one, served, team, protocol) for one in named))


def _written(number: int, protocol: Protocol) -> Iterator[tuple[Part, str]]:
    """Yield the roles of a stage as the document names them."""
    if number == OPENED:
        opening = protocol.ladder.opening
        yield from _in(Part.ANSWERS, opening.answered_by)
        yield from _in(Part.TOLD, opening.told)
        return
    rung = protocol.ladder.rungs[number]
    yield from _in(Part.ANSWERS, rung.answered_by)
    yield from _in(Part.OWNS, rung.owner or (rung.answered_by if protocol.ladder.point_person_owns else ()))  # O7.5
    yield from _in(Part.INFORMED, rung.informs)
    yield from _in(Part.TOLD, rung.told)


def _in(part: Part, roles: Iterable[str]) -> Iterator[tuple[Part, str]]:
    return ((part, role) for role in dict.fromkeys(roles))


def _each(part: Part, role: str, served: Served, protocol: Protocol) -> Iterator[Named]:
    """Yield a role, and of the groups at work each one: a group with nobody inside the wall is no less a silence."""
    title = protocol.roles[role].title
    by_group = protocol.roles[role].reach == "groups" and served.groups
    yield from (Named(part, role, title, group) for group in (served.groups if by_group else ("",)))


def _filled(named: Named, served: Served, team: Team, protocol: Protocol) -> Filled:
    meant = replace(served, groups=(named.group,)) if named.group else served
    return Filled(named, applies(named.role, meant, protocol), holders(named.role, meant, team, protocol))
