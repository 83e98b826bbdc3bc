"""Entitlement as triage reads it: what was found or flagged, what that means, and which plan counts (O3.5)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sundial.commands.severity import is_manager
from sundial.models import Case, Entitlement
from sundial.protocol.assessed import corrected
from sundial.protocol.document import Protocol
from sundial.protocol.entitlement import Flag
from sundial.web.access import SignedIn, zone_of
from sundial.web.desk.products import another
from sundial.web.promises import Reading


@dataclass(frozen=True, slots=True)
class Right:
    """One entitlement of the customer: its plan, the products that it names, its last day; whether it decides."""

    plan: str
    products: tuple[str, ...]
    until: date | None
    over: bool
    decides: bool


@dataclass(frozen=True, slots=True)
class Entitlements:
    """What the customer is entitled to; `says` is what that means for this case, `flag` is "" where it is clear.

    `another` says what covers the product that triage named, where that is not the plan that counts.
    """

    flag: str
    title: str
    says: str
    another: str
    plan: str
    rights: tuple[Right, ...]
    ask: str
    may_change: bool


def entitlements_of(case: Case, reading: Reading, request: SignedIn) -> Entitlements:
    """Return the entitlements of a case's customer, and the one that decided it when it was opened."""
    protocol, now = reading.protocol, another(case, reading.history, reading.protocol, request.now)
    product = (corrected(reading.history) or (case.product,))[0]
    today = request.now.astimezone(zone_of(case.organization)).date()
    rows = case.organization.entitlements.order_by("plan", "until", "pk")
    rights = tuple(_right(row, case, protocol, today) for row in rows)
    plan = _name(case.plan, protocol)
    title, says = _words(Flag(case.flag), plan, product)
    unclear = bool(case.flag or now)
    ask, may_change = _whom_to_ask(case) if unclear else "", unclear and is_manager(request.user)
    return Entitlements(case.flag, title, says, now, plan, rights, ask, may_change)


def _right(row: Entitlement, case: Case, protocol: Protocol, today: date) -> Right:
    over = row.until is not None and row.until < today
    return Right(_name(row.plan, protocol), tuple(row.products), row.until, over, row.pk == case.entitlement_id)


def _words(flag: Flag, plan: str, product: str) -> tuple[str, str]:
    covers = f" for {product}" if product else ""
    if flag is Flag.EXPIRED:
        return "Expired", f"It had ended when the case was opened. The case is worked on all the same: {plan} counts."
    if flag is Flag.NONE:
        return "None found", f"Nothing is on record{covers}. The case is worked on all the same: {plan} counts."
    if flag is Flag.SEVERAL:
        return "Several", f"More than one holds{covers}. The best of them counts: {plan}."
    if flag is Flag.PENDING:
        return "Pending", f"Its restriction to regions waits for what it needs. The wall stands; {plan} counts."
    return "Found", f"{plan} counts{covers}."


def _whom_to_ask(case: Case) -> str:
    """Name who can settle it with the customer: their CSM or TAM, where they have one."""
    people: Sequence[tuple[object, str]] = ((case.organization.csm, "CSM"), (case.organization.tam, "TAM"))
    return next((f"{person}, their {role}, can settle it with the customer." for person, role in people if person), "")


def _name(plan: str, protocol: Protocol) -> str:
    return protocol.plans[plan].name if plan in protocol.plans else plan
