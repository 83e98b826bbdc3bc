"""What a rung would bring, said before the press: who answers, and by when (O7, O8.1, O8.2)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sundial.commands.team_now import OWNER, served, served_on, team_for_contacts
from sundial.models import Case
from sundial.protocol.climbing import next_rung, owes_findings
from sundial.protocol.document import Protocol
from sundial.protocol.document.ladder import Rung
from sundial.protocol.document.parts import Phone
from sundial.protocol.effect import supposed
from sundial.protocol.facts import Asks, Escalated, Side
from sundial.protocol.holders import Served, Team, holders
from sundial.protocol.promises import Promise
from sundial.protocol.sla import fold
from sundial.web.promises import Line, Reading

SOMEBODY = "A Support Duty Manager"
NAMES = {  # what each way is called to a customer
    "case-update": "Request an escalation",
    "button": "Escalate to Management",
    "phone": "Call for the Duty Manager",
    "email": "Write to support leadership",
}


@dataclass(frozen=True, slots=True)
class Ahead:
    """What the next rung would bring if it was taken now: who answers, and its clock as it would be."""

    rung: Rung
    who: str
    line: Line

    @property
    def name(self) -> str:
        return NAMES[self.rung.way]


def next_step(case: Case, reading: Reading) -> Rung | None:
    """Return the rung that is open to the customer next; None on the highest, and on a case that has ended."""
    if not case.is_open:
        return None
    standing = reading.state.escalations
    return next_rung(standing[-1].rung if standing else 0, reading.state.plan, reading.protocol)


def ahead(case: Case, reading: Reading, rung: Rung, now: datetime) -> Ahead:
    """Say what a rung would bring if the customer took it now."""
    asks = Asks.OTHER if rung.asks_for else Asks.NOTHING
    history = supposed(reading.history, Escalated(rung.number, asks, owes_findings(rung)), Side.CUSTOMER, now)
    about = (Promise.ESCALATION, history[-1].seq)
    clock = next(one for one in fold(history, reading.terms)[0] if (one.promise, one.about) == about)
    whom = served_on(case, reading.history, str(case.owner_id or ""))
    who = answers(rung, whom, team_for_contacts(now, whom), reading.protocol)
    return Ahead(rung, who, Line(clock, reading.terms, now))


def answers(rung: Rung, whom: Served, team: Team, protocol: Protocol) -> str:
    """Name who answers a rung for a customer: by name where one alone has the role, each once, the wall first."""
    named = list(dict.fromkeys(_named(rung, whom, team, protocol)))
    return f"{', '.join(named[:-1])} or {named[-1]}" if len(named) > 1 else "".join(named) or SOMEBODY


def _named(rung: Rung, whom: Served, team: Team, protocol: Protocol) -> Iterator[str]:
    seen: set[str] = set()
    for role in rung.answered_by:
        found = [one.person for one in holders(role, whom, team, protocol) if one.person.id not in seen]
        seen |= {one.id for one in found}
        if len(found) == 1:
            yield found[0].name if role == OWNER else f"{found[0].name} ({_title(found[0].role, role, protocol)})"
        elif found:
            yield f"a {_title(found[0].role, role, protocol)}"


def _title(own: str, role: str, protocol: Protocol) -> str:
    """Say what somebody is: by their own role, or by that which they have for a customer."""
    known: Mapping[str, object] = protocol.roles
    return protocol.roles[own if own in known else role].title


def within(rung: Rung, reading: Reading) -> str:
    """Say within what a rung is answered: `2 business hours or 2 hours, the earlier`."""
    found = reading.protocol.answers(rung.number, reading.state.plan, reading.state.severity)
    amounts = list(dict.fromkeys(map(str, found.values())))
    return f"{' or '.join(amounts)}{', the earlier' if len(amounts) > 1 else ''}"


def lines(case: Case, reading: Reading) -> list[Phone]:
    """Return the phone lines that a customer calls: those of the region that answers them, () without phone (O8.3b)."""
    protocol = reading.protocol
    if not protocol.plans[reading.state.plan].phone:
        return []
    region = served(case.organization, case.regions).region
    return [one for one in protocol.phones.values() if one.region == region]
