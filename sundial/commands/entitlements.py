"""Protocol 03, entitlement: which one decides a new case of a customer (O3.5)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sundial.models import Entitlement, Organization
from sundial.protocol.document import Protocol
from sundial.protocol.entitlement import Flag, Offer, choose, plan_of


@dataclass(frozen=True, slots=True)
class Entitled:
    """What decides a case: the entitlement, None if there is none; the plan all the same; what triage must look at."""

    entitlement: Entitlement | None
    plan: str
    flag: Flag


def entitled(organization: Organization, product: str, protocol: Protocol, now: datetime) -> Entitled:
    """Return what a case about a product would be decided by at an instant, on the customer's own calendar day."""
    return entitled_each(organization, [product], protocol, now)[product]


def entitled_each(
    organization: Organization, products: Iterable[str], protocol: Protocol, now: datetime
) -> dict[str, Entitled]:
    """Return the same for each of several products."""
    rows = {str(row.pk): row for row in organization.entitlements.order_by("pk")}
    asked = organization.asked_at is not None
    offers = [Offer(key, row.plan, tuple(row.products), row.until, asked) for key, row in rows.items()]
    chosen = {product: choose(offers, product, _today(organization, now), protocol) for product in products}
    return {
        product: Entitled(rows[offer.id] if offer else None, plan_of(offer, protocol), flag)
        for product, (offer, flag) in chosen.items()
    }


def products_of(organization: Organization) -> list[str]:
    """Return the products that the customer's entitlements name; [] where one of them is for every product."""
    named = list(organization.entitlements.order_by("plan", "pk").values_list("products", flat=True))
    return list(dict.fromkeys(product for some in named for product in some)) if all(named) else []


def _today(organization: Organization, now: datetime) -> date:
    return now.astimezone(ZoneInfo(organization.zone)).date()
