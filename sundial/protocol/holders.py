"""Protocol 02, 07 and 08: who holds a role of the protocol for a customer now, and why it is they (O8.1, O8.6).

The document names roles, and people hold them. "If applicable" is meant to the letter: of a role that a customer may
have (CSM, TAM, sales) there is nobody where they have none, and nobody stands in. The wall goes first: nobody outside
the designated regions holds anything there. Where that, or a vacancy, leaves a role empty, the region's own Duty
Manager stands in. Who is away is followed by their deputy, until the day on which they are back.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import Protocol as Shape

from sundial.protocol.document import Protocol
from sundial.protocol.document.parts import Role
from sundial.protocol.stand_in import MANAGERS, Colleague
from sundial.protocol.team import in_charge

DUTY_MANAGER = MANAGERS[0]


class Absence(Shape):
    """When somebody is away, and who has their roles meanwhile, by id; `""` for nobody. `rota.Away` is one."""

    @property
    def person(self) -> str: ...
    @property
    def since(self) -> datetime: ...
    @property
    def until(self) -> datetime: ...
    @property
    def deputy(self) -> str: ...


class Why(StrEnum):
    """Why somebody is among those who hold a role."""

    HOLDS = "holds"  # theirs, in the region that answers for the customer
    ON_SHIFT = "on-shift"  # on shift as Duty Manager there
    THEIRS = "theirs"  # the customer's own
    CASE = "case"  # whose the case is
    GROUP = "group"  # of a group that is at work on the case
    WORLD = "world"  # one for all regions
    STANDS_IN = "stands-in"  # nobody else inside holds it


@dataclass(frozen=True, slots=True)
class Holder:
    """One of those who hold a role: themselves, or as the deputy of `instead_of`, who is back at `until` (UTC)."""

    person: Colleague
    why: Why
    instead_of: Colleague | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Served:
    """For whom roles are held: home region, designated regions (() where there is no wall), and whom they have, by id.

    `own` are by role the customer's CSM, TAM and sales manager, and a case's owner; `groups` are at work on the case.
    """

    home_region: str
    regions: tuple[str, ...] = ()
    own: Mapping[str, str] = field(default_factory=dict)
    groups: tuple[str, ...] = ()

    @property
    def region(self) -> str:
        """The region whose own managers answer."""
        return in_charge(self.home_region, self.regions)

    def has_inside(self, person: Colleague) -> bool:
        """Whether somebody stands inside the wall; whoever is of no region stands outside each."""
        return not self.regions or person.region in self.regions


@dataclass(frozen=True)
class Team:
    """The active staff, who is away and who is on shift as Duty Manager (by id) at an instant (UTC)."""

    staff: tuple[Colleague, ...]
    at: datetime
    away: tuple[Absence, ...] = ()
    on_shift: tuple[str, ...] = ()
    shift_ends: Mapping[str, datetime] = field(default_factory=dict)  # of those on shift, by id (UTC)

    @cached_property
    def by_id(self) -> Mapping[str, Colleague]:
        """Everybody by their id."""
        return {one.id: one for one in self.staff}

    def absence(self, person: str) -> Absence | None:
        """Return the time off in which somebody is; of several the one that was written last."""
        found = None
        for one in self.away:
            if one.person == person and one.since <= self.at < one.until:
                found = one
        return found

    def present(self, person: str, why: Why, served: Served) -> Holder | None:
        """Return who has somebody's roles now: themselves, or their deputy, or the deputy of that one.

        None where that leads to nobody, out of the wall, or round in a circle.
        """
        first, back, asked = self.by_id.get(person), None, set[str]()
        while person and person not in asked:
            one, away = self.by_id.get(person), self.absence(person)
            if one is not None and not served.has_inside(one):
                return None
            if one is not None and away is None:
                return Holder(one, why, first, back) if asked and first else Holder(one, why)
            asked.add(person)
            back = min(back, away.until) if back and away else away.until if away else back
            person = away.deputy if away else ""
        return None


def holders(role: str, served: Served, team: Team, protocol: Protocol) -> tuple[Holder, ...]:
    """Return who holds a role for a customer, each once, with the reason; () where it does not apply to them.

    () as well where nobody inside the wall could stand in: that is a silence, and whoever asks must say so (O8.6).
    """
    named = protocol.roles[role]
    if not _applies(named, served):
        return ()
    found = _each_once(_present(named, served, team, protocol))
    return found or stand_ins(served, team)


def applies(role: str, served: Served, protocol: Protocol) -> bool:
    """Say whether a customer has such a person at all ("if applicable", O8.1)."""
    return _applies(protocol.roles[role], served)


def stand_ins(served: Served, team: Team) -> tuple[Holder, ...]:
    """Return who answers for a role that nobody holds: the region's own Duty Manager, or of another one inside.

    Where there is no Duty Manager the Directors are next; () if nobody of them is inside the wall.
    """
    for role in MANAGERS:
        those = tuple(one for one in team.staff if one.role == role and served.has_inside(one))
        for some in ([one for one in those if one.region == served.region], those):
            if found := _each_once(team.present(one.id, Why.STANDS_IN, served) for one in some):
                return found
    return ()


def _applies(role: Role, served: Served) -> bool:
    if role.reach == "customer":
        return bool(served.own.get(role.key))
    return role.reach != "groups" or bool(served.groups)


def _present(role: Role, served: Served, team: Team, protocol: Protocol) -> Iterator[Holder | None]:
    for person, why in _meant(role, served, team, protocol):
        if served.has_inside(person):
            yield team.present(person.id, why, served)


def _meant(role: Role, served: Served, team: Team, protocol: Protocol) -> Iterable[tuple[Colleague, Why]]:
    """Return who holds a role as it is written, whether they are there or not."""
    if role.reach == "leadership":
        return _leaders(team, protocol)
    return _BY_REACH[role.reach](role, served, team)


def _their_own(role: Role, served: Served, team: Team) -> list[tuple[Colleague, Why]]:
    own = team.by_id.get(served.own.get(role.key, ""))
    return [(own, Why.CASE if role.reach == "case" else Why.THEIRS)] if own else []


def _of_the_world(role: Role, served: Served, team: Team) -> list[tuple[Colleague, Why]]:
    return [(one, Why.WORLD) for one in _with(role.key, team)]


def _of_every_region(role: Role, served: Served, team: Team) -> list[tuple[Colleague, Why]]:
    return [(one, Why.HOLDS) for one in _with(role.each or role.key, team) if one.region]


def _with(role: str, team: Team) -> list[Colleague]:
    return [one for one in team.staff if one.role == role]


def _of_region(role: Role, served: Served, team: Team) -> list[tuple[Colleague, Why]]:
    return [(one, Why.HOLDS) for one in _with(role.each or role.key, team) if one.region == served.region]


def _of_groups(role: Role, served: Served, team: Team) -> Iterator[tuple[Colleague, Why]]:
    """Yield the people of the groups at work: their leaders where those are meant, all of them otherwise."""
    for one in team.staff:
        if one.group in served.groups and (role.key != "group-leaders" or one.role == role.key):
            yield one, Why.GROUP


def _on_shift(role: Role, served: Served, team: Team) -> list[tuple[Colleague, Why]]:
    """Return who is on shift, those of the customer's own region first; where nobody is, whoever holds it there."""
    on = [team.by_id[one] for one in team.on_shift if one in team.by_id and served.has_inside(team.by_id[one])]
    own = [one for one in on if one.region == served.region] or on
    return [(one, Why.ON_SHIFT) for one in own] or _of_region(role, served, team)


def _leaders(team: Team, protocol: Protocol) -> Iterator[tuple[Colleague, Why]]:
    for leader in protocol.leadership:
        for one in _with(leader.role, team):
            if leader.region in (None, one.region):
                yield one, Why.HOLDS if leader.region else Why.WORLD


def _each_once(found: Iterable[Holder | None]) -> tuple[Holder, ...]:
    """Return each person once: as themselves rather than as somebody's deputy."""
    kept: dict[str, Holder] = {}
    for one in found:
        if one is not None and (one.person.id not in kept or kept[one.person.id].instead_of):
            kept[one.person.id] = one
    return tuple(kept.values())


_BY_REACH: Mapping[str, Callable[[Role, Served, Team], Iterable[tuple[Colleague, Why]]]] = {
    "case": _their_own,
    "customer": _their_own,
    "groups": _of_groups,
    "shift": _on_shift,
    "every-region": _of_every_region,
    "world": _of_the_world,
    "region": _of_region,
}
