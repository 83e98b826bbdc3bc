"""About which product a case can be said to be, and what its customer is entitled to by another (O3.5)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sundial.commands.entitlements import Entitled, entitled, entitled_each, products_of
from sundial.models import Case, Fix, Release
from sundial.protocol.assessed import corrected
from sundial.protocol.document import Protocol
from sundial.protocol.entitlement import Flag
from sundial.protocol.facts import Fact


@dataclass(frozen=True, slots=True)
class Product:
    """One product that can be chosen, and by which plan the customer has it: `Gold`, `not entitled`."""

    name: str
    says: str


@dataclass(frozen=True, slots=True)
class Products:
    """What can be chosen, what stands first; `free` where the customer is entitled to whatever is named."""

    each: tuple[Product, ...]
    free: bool

    def offer(self, name: str) -> bool:
        """Whether this can be chosen."""
        return self.free or any(one.name == name for one in self.each)


def offered(case: Case, protocol: Protocol, now: datetime) -> Products:
    """Return what the portal offers the customer, what else has releases or fixes, and what stands."""
    own = products_of(case.organization)
    known = Release.objects.values_list("product", flat=True).union(Fix.objects.values_list("product", flat=True))
    names = [name for name in dict.fromkeys([case.product, *own, *sorted(known)]) if name]
    found = entitled_each(case.organization, names, protocol, now)
    return Products(tuple(Product(name, _by(found[name], protocol)) for name in names), free=not own)


def another(case: Case, history: Sequence[Fact], protocol: Protocol, now: datetime) -> str:
    """Say by which plan the customer has the product that triage named, where that is not what was found at first.

    "" where it is, or where the case is about what it was opened for. The plan is not changed by this: whoever decides
    plans does it, with what it moves before them (O6.8).
    """
    if not case.is_open or not corrected(history):
        return ""
    found = entitled(case.organization, case.product, protocol, now)
    if found.flag == case.flag == Flag.NOTHING and found.plan == case.plan:
        return ""
    until = "" if found.plan == case.plan else " until its plan is changed"
    return f"{_covers(found, case.product, protocol)} {protocol.plans[case.plan].name} counts for this case{until}."


def _covers(found: Entitled, product: str, protocol: Protocol) -> str:
    plan = protocol.plans[found.plan].name
    if found.flag is Flag.NONE:
        return f"No entitlement of the customer covers {product}."
    if found.flag is Flag.EXPIRED:
        return f"{plan}, which covered {product}, has ended."
    if found.flag is Flag.SEVERAL:
        return f"More than one entitlement covers {product}; the best is {plan}."
    return f"{product} is covered by {plan}."


def _by(found: Entitled, protocol: Protocol) -> str:
    plan = protocol.plans[found.plan].name
    if found.flag is Flag.NONE:
        return "not entitled"
    return f"{plan}, expired" if found.flag is Flag.EXPIRED else plan
