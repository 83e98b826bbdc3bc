"""Protocol 02 and 08: what a restriction to regions needs before it is put in force (O2.7, O8.6).

Inside the wall each rung of the ladder has at least two people who may answer it, and somebody is on shift or on call
for each promise of the plan. Else alerts would reach nobody, or somebody who may not be told: so it is refused first.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sundial.protocol.coverage import Hole, said_again
from sundial.protocol.document import Protocol
from sundial.protocol.document.ladder import Rung
from sundial.protocol.holders import Served, Team, holders
from sundial.protocol.on_duty import of_support
from sundial.protocol.staffing import ENGINEER
from sundial.protocol.stand_in import MANAGERS, Colleague

NEEDED = 2  # people for each rung
NUMBERS = ("nobody", "one", "two")
OWNER = "case"  # the reach of a role that whoever works on the case has


@dataclass(frozen=True, slots=True)
class Missing:
    """What a restriction lacks, as lines for whoever has to see to it: on the ladder, and on the shift plan."""

    rungs: tuple[str, ...] = ()
    stretches: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.rungs or self.stretches)


@dataclass(frozen=True, slots=True)
class Thin:
    """A rung that has too few people inside the regions of customers restricted to them; `says` names nobody."""

    regions: tuple[str, ...]
    rung: int
    says: str


def thin(served: Served, team: Team, protocol: Protocol) -> Iterator[Thin]:
    """Yield the rungs on which a restriction that is in force does not stand any more: somebody left, or moved."""
    structure = Team(team.staff, team.at)
    for rung in protocol.ladder.rungs.values():
        many = len(behind(rung, served, structure, protocol))
        if many < NEEDED:
            says = (
                f"Rung {rung.number} of the customers of {_places(served, protocol)} only: {NUMBERS[many]} there may "
                f"answer it; {NUMBERS[NEEDED]} are needed."
            )
            yield Thin(served.regions, rung.number, says)


def missing(served: Served, team: Team, holes: Iterable[Hole], protocol: Protocol) -> Missing:
    """Return everything that a customer restricted to `served.regions` lacks; nothing where the restriction stands.

    Of the team everybody counts, away or not: who is there when is what `holes` are about.
    """
    structure = Team(team.staff, team.at)
    rungs = (_lack(rung, served, structure, protocol) for rung in protocol.ladder.rungs.values())
    return Missing(tuple(filter(None, rungs)), said_again(_not_in_another(tuple(holes))))


def _not_in_another(holes: Sequence[Hole]) -> Iterator[Hole]:
    """Leave out a hole in business hours that lies in one of day and night: whoever closes that closes both."""
    whole = [hole for hole in holes if hole.demands[0].windows is None]
    for hole in holes:
        around = (one for one in whole if one.since <= hole.since and hole.until <= one.until)
        if hole in whole or not any(around):
            yield hole


def behind(rung: Rung, served: Served, team: Team, protocol: Protocol) -> tuple[Colleague, ...]:
    """Return who inside the wall may answer a rung: who holds its roles, and the managers who stand in (O8.6)."""
    found = {one.id: one for role in rung.answered_by for one in _of(role, served, team, protocol)}
    return tuple(sorted(found.values(), key=lambda one: (one.name, one.id)))


def _of(role: str, served: Served, team: Team, protocol: Protocol) -> Iterator[Colleague]:
    inside = [one for one in team.staff if served.has_inside(one) and of_support(one)]
    if protocol.roles[role].reach == OWNER:
        yield from (one for one in inside if one.role in (ENGINEER, *MANAGERS))
        return
    yield from (holder.person for holder in holders(role, served, team, protocol))
    yield from (one for one in inside if one.role in MANAGERS)


def _lack(rung: Rung, served: Served, team: Team, protocol: Protocol) -> str:
    there = behind(rung, served, team, protocol)
    if len(there) >= NEEDED:
        return ""
    names = f": {_and([one.name for one in there])}" if there else ""
    return (
        f"Rung {rung.number}: {NUMBERS[len(there)]} in {_places(served, protocol)} may answer it{names}; "
        f"{NUMBERS[NEEDED]} are needed. "
        f"{_and(_titles(rung, protocol), 'or')} may."
    )


def _places(served: Served, protocol: Protocol) -> str:
    return _and([protocol.regions[one].name if one in protocol.regions else one for one in served.regions])


def _titles(rung: Rung, protocol: Protocol) -> list[str]:
    """Say who may answer a rung, in the document's own titles."""
    if all(protocol.roles[role].reach == OWNER for role in rung.answered_by):
        return ["An engineer", *(protocol.roles[one].title for one in MANAGERS)]
    return list(dict.fromkeys(protocol.roles[one].title for one in (*rung.answered_by, *MANAGERS)))


def _and(words: Sequence[str], word: str = "and") -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {word} {words[-1]}"
