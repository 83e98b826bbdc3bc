"""Protocol 07 and 08: who hears of what happens on the ladder: of a rung, of its answer that is due, of comfort (O8.1).

Of a rung everybody whom O8 names. Of what follows whoever owns it, the point person; nobody yet: whoever may answer.
When it is over, whoever has the case then: its owner, or where that is nobody who stands in.
Of a case that was opened those whom the protocol alerts: its owner hears when they are given it, as of any case.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sundial.protocol.clock import ByRung, Clock
from sundial.protocol.document import Protocol
from sundial.protocol.facts import (
    Breached,
    DueSoon,
    Escalated,
    EscalationSettled,
    Fact,
    FindingsWritten,
    Opened,
    PointPersonSet,
    What,
)
from sundial.protocol.holders import DUTY_MANAGER, Holder, Served, Team, Why, applies, holders, stand_ins
from sundial.protocol.ladder_past import SETTLING, goes_back
from sundial.protocol.ladder_told import OPENED, Alerted, Part, alerted
from sundial.protocol.promises import Promise
from sundial.protocol.stand_in import Colleague
from sundial.protocol.team import Role

OF_THE_END = (FindingsWritten, EscalationSettled)  # heard of where nothing is open any more


@dataclass(frozen=True, slots=True)
class Climbed:
    """The escalation that a fact is about, by its `seq`: its rung, and its point person by id, "" for nobody yet.

    `revision` is that by which it was taken, by its digest; `back`: with the fact the case is its owner's alone again.
    The opening of a case is rung 0.
    """

    seq: int
    rung: int
    person: str = ""
    revision: str = ""
    back: bool = False


def climbed_of(fact: Fact, history: Sequence[Fact], clocks: Iterable[Clock]) -> Climbed | None:
    """Return the escalation of which somebody hears by a fact; None for a fact of which nobody does so."""
    clocks = tuple(clocks)
    seq = _escalation(fact, clocks)
    taken = next((one.what for one in history if one.seq == seq), None)
    if isinstance(fact.what, Opened):
        return Climbed(fact.seq, OPENED)
    back = goes_back(fact, history)
    if seq is None or not isinstance(taken, Escalated) or (isinstance(fact.what, OF_THE_END) and not back):
        return None
    owners = [one.what.person for one in history if isinstance(one.what, PointPersonSet) and one.what.escalation == seq]
    counts = (count for one in clocks if one.about == seq for count in one.because.counts)
    revision = next((count.revision for count in counts if isinstance(count, ByRung)), "")
    return Climbed(seq, taken.rung, owners[-1] if owners else "", revision, back)


def hearing(what: What, one: Climbed, served: Served, team: Team, protocol: Protocol) -> tuple[Colleague, ...]:
    """Return who hears of a fact of the ladder, each once; () if nobody inside the wall could."""
    if isinstance(what, FindingsWritten):  # by the point person, who knows
        return ()
    found = stage(one, served, team, protocol)
    if isinstance(what, Escalated | Opened):
        return tuple(hearer.person for hearer in found.people)
    owner = team.present(one.person, Why.CASE, served)
    people = [owner.person] if owner else [some.person for role in found.of(Part.ANSWERS) for some in role.holders]
    if isinstance(what, Breached):
        people += (some.person for some in holders(DUTY_MANAGER, served, team, protocol))
    return tuple({person.id: person for person in people}.values())


def having_again(one: Climbed, served: Served, team: Team) -> tuple[Holder, ...]:
    """Return who has the case once an escalation is over: its owner, or where that is nobody who stands in (O7.5).

    () while something is open, and where nobody inside could stand in.
    """
    if not one.back:
        return ()
    owner = team.present(served.own.get(str(Role.OWNER), ""), Why.CASE, served)
    return (owner,) if owner else stand_ins(served, team)


def stage(one: Climbed, served: Served, team: Team, protocol: Protocol) -> Alerted:
    """Return who is told of a stage that was reached: of the opening those alone whom the protocol alerts."""
    found = alerted(one.rung, served, team, protocol)
    return Alerted(one.rung, found.of(Part.TOLD)) if one.rung == OPENED else found


def is_unheard(what: What, served: Served, protocol: Protocol) -> bool:
    """Whether nobody hears, and no look at the team is needed: of the opening, where the customer has nobody."""
    told = protocol.ladder.opening.told
    return isinstance(what, Opened) and not any(applies(role, served, protocol) for role in told)


def is_of_the_ladder(what: What) -> bool:
    """Whether a fact is heard of by the rules of the ladder, and by no others."""
    if isinstance(what, DueSoon | Breached):
        return what.promise is Promise.ESCALATION
    return isinstance(what, (Escalated, Opened, *SETTLING))


def _escalation(fact: Fact, clocks: Iterable[Clock]) -> int | None:
    what = fact.what
    if isinstance(what, Escalated):
        return fact.seq
    if isinstance(what, SETTLING):
        return what.escalation
    if isinstance(what, DueSoon | Breached) and what.promise is Promise.ESCALATION:
        return next((one.about for one in clocks if (one.promise, one.cycle) == (what.promise, what.cycle)), None)
    return None
