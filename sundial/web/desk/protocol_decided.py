"""What was decided about the protocol, in a sentence, and how far it is, of the cases that the reader sees."""

from dataclasses import dataclass

from sundial.models import Case, Person, ProtocolMove
from sundial.protocol.document import Protocol
from sundial.web.access import inside, wall_of

SAYS = {
    ProtocolMove.Kind.KEEP: "put {revision} in force for new cases alone",
    ProtocolMove.Kind.MOVE: "moved {cases} to {revision}",
    ProtocolMove.Kind.PIN: "pinned {cases} where they are",
    ProtocolMove.Kind.DROP: "called {revision} off before its day",
}
AHEAD = {
    ProtocolMove.Kind.KEEP: "puts {revision} in force for new cases alone",
    ProtocolMove.Kind.MOVE: "moves {cases} to {revision}",
    ProtocolMove.Kind.PIN: "pins {cases} where they are, and puts {revision} in force",
}
ALL = "all open cases"
UNCOUNTED = (ProtocolMove.Kind.KEEP, ProtocolMove.Kind.DROP)


@dataclass(frozen=True, slots=True)
class Decided:
    """One decision, ready to be shown; `done` of `cases` while it is under way, of those that the reader sees.

    `waits`: its day is still to come, and nobody has called it off.
    """

    move: ProtocolMove
    says: str
    cases: int = 0
    done: int = 0
    waits: bool = False


def decided(move: ProtocolMove, person: Person, protocol: Protocol, *, waits: bool = False) -> Decided:
    """Return a decision as somebody reads it."""
    plans = " and ".join(protocol.plans[plan].name if plan in protocol.plans else plan for plan in move.plans)
    cases = f"the open cases of {plans}" if plans else ALL
    ahead = move.check_at is not None
    words = AHEAD if ahead else SAYS
    says = words[ProtocolMove.Kind(move.kind)].format(revision=f"revision {move.digest[:12]}", cases=cases)
    if ahead or move.finished_at is not None or move.kind in UNCOUNTED:
        return Decided(move, says, waits=waits)
    mine = Case.objects.open().filter(inside(wall_of(person)))
    if move.plans:
        mine = mine.filter(plan__in=move.plans)
    if move.kind == ProtocolMove.Kind.PIN:
        return Decided(move, says, mine.count(), mine.filter(pinned=True).count())
    mine = mine.filter(pinned=False)
    return Decided(move, says, mine.count(), mine.filter(revision=move.digest).count())
