"""Protocol 07, asking for escalation: which rung is open next, and to whom (O7.1 to O7.4, O8.3b, O8.4)."""

from collections.abc import Sequence
from datetime import datetime

from sundial.protocol.case import as_they_happened
from sundial.protocol.document import Protocol
from sundial.protocol.document.ladder import Rung
from sundial.protocol.document.parts import Role
from sundial.protocol.facts import Fact
from sundial.protocol.holders import Served, Team, holders
from sundial.protocol.life import Life
from sundial.protocol.on_duty import of_support
from sundial.protocol.stand_in import MANAGERS, Colleague

PHONE = "phone"


def is_closed(rung: Rung, plan: str, protocol: Protocol) -> bool:
    """Say whether the way to a rung is closed to a plan: a call, where the plan has no phone (O8.3b)."""
    return rung.way == PHONE and not protocol.plans[plan].phone


def next_rung(stands_on: int, plan: str, protocol: Protocol) -> Rung | None:
    """Return the rung that is open next to a customer who stands on one (0: on none), None above the highest.

    One at a time (O8.4); a way that is closed to the plan is passed over.
    """
    above = (protocol.ladder.rungs[one] for one in sorted(protocol.ladder.rungs) if one > stands_on)
    return next((rung for rung in above if not is_closed(rung, plan, protocol)), None)


def anew_since(history: Sequence[Fact]) -> datetime:
    """Return since when the case can climb as it stands now (UTC): its opening, or its last reopening or settling.

    What was asked for before that belongs to what is over.
    """
    life, since = Life(), history[0].at
    for fact in as_they_happened(history):
        ended, stood = life.ended, set(life.rungs)
        life.take(fact)
        if (ended and not life.ended) or (stood - set(life.rungs) and not life.ended):
            since = fact.at
    return since


def owes_findings(rung: Rung) -> bool:
    """Say whether somebody has to find out how the rungs before failed: where a call or a letter was needed (O8.1)."""
    return rung.way in (PHONE, "email")


def may_answer(person: Colleague, rung: Rung, served: Served, protocol: Protocol) -> bool:
    """Say whether somebody may be the point person of a rung: who answers or owns it there, or a manager (O8.1).

    What the case's owner answers anybody of support may take; of a customer's own people it is theirs alone who may.
    Who is away has deputies, of whom `answers_now` says it.
    """
    if person.role in MANAGERS:
        return True
    return any(_is_meant(person, protocol.roles[one], served, protocol) for one in (*rung.answered_by, *rung.owner))


def answers_now(person: Colleague, rung: Rung, served: Served, protocol: Protocol, team: Team) -> bool:
    """Say whether somebody has a role now that answers or owns a rung: their own, or as the deputy of who is away."""
    roles = (*rung.answered_by, *rung.owner)
    return any(one.person.id == person.id for role in roles for one in holders(role, served, team, protocol))


def _is_meant(person: Colleague, role: Role, served: Served, protocol: Protocol) -> bool:
    if role.reach == "case":
        return of_support(person)
    if role.reach == "customer":
        return served.own.get(role.key) == person.id
    if role.reach == "leadership":
        return person.role in {leader.role for leader in protocol.leadership}
    return person.role == (role.each or role.key)
