"""All that can happen to a case: what `tests.happenings` has, and what happens on the ladder (O7, O8.5)."""

from sundial.protocol import facts
from sundial.protocol.facts import SYSTEM
from tests.happenings import HAPPENINGS, happening, is_alive, is_open
from tests.tale import ANA, EVE, Made, Pick, Tale

__all__ = ["HAPPENINGS"]


def climbs(tale: Tale) -> bool:
    return is_open(tale) and bool(tale.case.rungs)


@happening(lambda tale: is_open(tale) and len(tale.facts) % 3 == 0)
def customer_escalates(tale: Tale, pick: Pick) -> Made:
    above = max((rung.number for rung in tale.case.rungs.values()), default=0)
    if above == 4:
        return None
    rung = pick(range(above + 1, 5))
    asks = pick(list(facts.Asks)) if rung == 1 else facts.Asks.NOTHING
    return pick((ANA, EVE)), facts.Escalated(rung, asks, findings=rung > 2 and pick((True, True, False)))


@happening(climbs)
def point_person_does_a_duty(tale: Tale, pick: Pick) -> Made:
    """Often the last that is missing: then the rung is answered."""
    seq = pick(list(tale.case.rungs))
    rung = tale.case.rungs[seq]
    left = [duty for duty in facts.Duty if str(duty) not in rung.done]
    owns = facts.PointPersonSet(seq, pick(("eve", "dan")))
    return EVE, pick([owns, *(facts.DutyDone(seq, duty) for duty in left)]) if rung.owner else owns


@happening(lambda tale: climbs(tale) and len(tale.facts) % 2 == 0)
def customer_is_asked_or_says(tale: Tale, pick: Pick) -> Made:
    seq = pick(list(tale.case.rungs))
    said = (ANA, facts.ComfortSaid(seq, comfortable=pick((True, False))))
    return pick(((SYSTEM, facts.ComfortAsked(seq)), said, said, (EVE, facts.EscalationSettled(seq))))


@happening(lambda tale: is_alive(tale) and (tale.case.rungs or tale.case.to_be_written))
def findings_are_written(tale: Tale, pick: Pick) -> Made:
    owed = [seq for seq, rung in tale.case.rungs.items() if rung.findings]
    seqs = [*owed, *tale.case.to_be_written]
    return (EVE, facts.FindingsWritten(pick(seqs))) if seqs else None
