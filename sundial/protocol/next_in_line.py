"""Protocol 08: who hears next of what nobody has answered, in which order, the wall always first (O8.6)."""

from collections.abc import Iterator

from sundial.protocol.holders import Served, Team, Why
from sundial.protocol.stand_in import MANAGERS, Colleague


def line(served: Served, team: Team) -> tuple[Colleague, ...]:
    """Return everybody in line, each once, whoever is away followed by their deputy; nobody outside the wall.

    The Duty Manager on shift comes first, the customer's own region before others; then the managers of that region and
    of the others, the Directors after the Duty Managers: those who stand in for every empty role.
    """
    found: dict[str, Colleague] = {}
    for one in _meant(served, team):
        holder = team.present(one.id, Why.STANDS_IN, served)
        if holder:
            found.setdefault(holder.person.id, holder.person)
    return tuple(found.values())


def _meant(served: Served, team: Team) -> Iterator[Colleague]:
    on_shift = [team.by_id[one] for one in team.on_shift if one in team.by_id]
    for those in (on_shift, *([one for one in team.staff if one.role == role] for role in MANAGERS)):
        yield from (one for one in those if one.region == served.region)
        yield from (one for one in those if one.region != served.region)
