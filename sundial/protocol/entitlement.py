"""Protocol 03, entitlement: which of a customer's entitlements decides a case, and what is wrong with it (O3.5)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sundial.protocol.document import Protocol
from sundial.protocol.triage import plan_rank


class Flag(StrEnum):
    """What triage must look at; a flagged case is opened all the same, and has an owner from the first moment."""

    NOTHING = ""
    EXPIRED = "expired"
    NONE = "none"
    SEVERAL = "several"
    PENDING = "pending"  # its restriction to regions is asked for and not in force


@dataclass(frozen=True, slots=True)
class Offer:
    """One entitlement: its id, its plan, the products that it names (() for all), its last day (None: no end).

    `asked`: its restriction to regions is not in force; what it promises holds all the same, behind the wall.
    """

    id: str
    plan: str
    products: tuple[str, ...] = ()
    until: date | None = None
    asked: bool = False

    def covers(self, product: str) -> bool:
        """Whether it is meant for a product; a case without a product is covered by any."""
        return not self.products or not product or product in self.products


def choose(offers: Sequence[Offer], product: str, today: date, protocol: Protocol) -> tuple[Offer | None, Flag]:
    """Return the entitlement that decides, and its flag: of several that hold the best plan, else the last to expire.

    Of several on one plan there is nothing to decide. None: the customer is entitled to nothing for this product.
    """
    known = [offer for offer in offers if offer.plan in protocol.plans and offer.covers(product)]
    holding = [offer for offer in known if offer.until is None or offer.until >= today]
    if not holding:
        latest = max(known, key=lambda offer: (offer.until or date.max, offer.id), default=None)
        return latest, Flag.EXPIRED if latest else Flag.NONE
    best = min(holding, key=lambda offer: (plan_rank(protocol, offer.plan), -(offer.until or date.max).toordinal()))
    plans = {plan_rank(protocol, offer.plan) for offer in holding}
    if best.asked:
        return best, Flag.PENDING
    return best, Flag.SEVERAL if len(plans) > 1 else Flag.NOTHING


def plan_of(offer: Offer | None, protocol: Protocol) -> str:
    """Return the plan that decides the promises; without an entitlement, the last of the document (O3.5)."""
    return offer.plan if offer else list(protocol.plans)[-1]
