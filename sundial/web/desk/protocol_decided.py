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
    """One decision, ready to be shown; `done` of `cases` while it is under way, of those that the reader sees."""

    move: ProtocolMove
    says: str
    cases: int = 0
    done: int = 0

    @property
    def waits(self) -> bool:
        """Whether its day is still to come."""
        return self.move.check_at is not None and self.move.finished_at is None


def decided(move: ProtocolMove, person: Person, protocol: Protocol) -> Decided:
    """Return a decision as somebody reads it."""
    plans = " and ".join(protocol.plans[plan].name if plan in protocol.plans else plan for plan in move.plans)
    cases = f"the open cases of {plans}" if plans else ALL
    waits = move.check_at is not None and move.finished_at is None
    words = AHEAD if waits else SAYS
    says = words[ProtocolMove.Kind(move.kind)].format(revision=f"revision {move.digest[:12]}", cases=cases)
    if waits or move.finished_at is not None or move.kind in UNCOUNTED:
        return Decided(move, says)
    mine = Case.objects.open().filter(inside(wall_of(person)))
    if move.plans:
        mine = mine.filter(plan__in=move.plans)
    if move.kind == ProtocolMove.Kind.PIN:
        return Decided(move, says, mine.count(), mine.filter(pinned=True).count())
    mine = mine.filter(pinned=False)
    return Decided(move, says, mine.count(), mine.filter(revision=move.digest).count())
