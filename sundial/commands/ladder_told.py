"""Protocol 08, the ladder: who would be told of each rung of one case now, by the function that alerts them (O8.1)."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sundial.commands.team_now import served_on, team_at
from sundial.models import Case
from sundial.protocol.document import Protocol
from sundial.protocol.facts import Fact
from sundial.protocol.ladder_told import OPENED, Alerted, alerted


def stages(protocol: Protocol) -> tuple[int, ...]:
    """Return every stage of a document's ladder, from the opening of a case up."""
    return (OPENED, *protocol.ladder.rungs)


def told_now(
    case: Case, history: Sequence[Fact], protocol: Protocol, now: datetime, numbers: Iterable[int]
) -> tuple[Alerted, ...]:
    """Return who would be told of these stages of a case now, for a viewer of the staff or the desk's own hands."""
    owner = str(case.owner_id) if case.owner_id else ""
    whom, team = served_on(case, history, owner), team_at(now)
    return tuple(alerted(number, whom, team, protocol) for number in numbers)
