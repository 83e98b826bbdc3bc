"""The customers whom somebody may see, fifty on a page, found by name or city (O2.6, O2.7)."""

import unicodedata
from collections.abc import Collection
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from sundial.models import Entitlement, Organization, protocol_in_force
from sundial.models.case_sum import open_by_customer
from sundial.protocol.document import Protocol
from sundial.web.access import SignedIn, for_staff, inside, wall_of
from sundial.web.desk.customers import region_named, visible
from sundial.web.desk.filters import PER_PAGE
from sundial.web.desk.staff_rows import CUSTOMERS, page
from sundial.web.doing import page_in

INDEX, LONGEST = "desk/customers/index.html", 80
COLUMNS = ("pk", "home_region", "regions", "name", "city", "csm__name", "tam__name")


@require_GET
@for_staff
def index(request: SignedIn) -> HttpResponse:
    """Show the customers whom the reader may see, with plan, region, account team and open cases."""
    at = page_in(request.GET)
    wanted = request.GET.get("name", "").replace("\0", "").strip()[:LONGEST]
    found = _named(wanted, visible(request)) if wanted else visible(request)
    start = (at - 1) * PER_PAGE
    some = list(found.order_by("name", "pk").values_list(*COLUMNS)[start : start + PER_PAGE + 1])
    more = len(some) > PER_PAGE
    context = {
        "rows": _rows(request, some[:PER_PAGE]),
        "count": found.count() if more or at > 1 else len(some),
        "wanted": wanted,
        "page": at,
        "all": reverse("desk:customers"),
        "earlier": _url(wanted, at - 1) if at > 1 else "",
        "later": _url(wanted, at + 1) if more else "",
    }
    return page(request, INDEX, CUSTOMERS, context)


def _named(wanted: str, customers: QuerySet[Organization]) -> QuerySet[Organization]:
    """Keep those with these letters in name or city, capitals and accents aside: a customer is found by muller, too."""
    letters, said = _bare(wanted), customers.values_list("pk", "name", "city")
    return customers.filter(pk__in=[pk for pk, name, city in said if letters in _bare(name) or letters in _bare(city)])


def _bare(text: str) -> str:
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in parts if not unicodedata.combining(letter))


def _rows(request: SignedIn, some: Collection[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    protocol = protocol_in_force(request.now)
    plans = _plans([pk for pk, *_ in some], protocol)
    counted = open_by_customer(inside(wall_of(request.user))) if some else {}
    return [
        (*said, region_named(home, protocol), regions, " and ".join(plans.get(pk, ())), counted.get(pk, 0), pk)
        for pk, home, regions, *said in some
    ]


def _plans(customers: Collection[UUID], protocol: Protocol) -> dict[UUID, list[str]]:
    """Return the plans of each customer by name, that of the entitlement which ends last first."""
    plans: dict[UUID, list[str]] = {}
    entitled = Entitlement.objects.filter(organization__in=customers).order_by("-until")
    for customer, plan in entitled.values_list("organization_id", "plan"):
        plans.setdefault(customer, []).append(protocol.plans[plan].name if plan in protocol.plans else plan)
    return plans


def _url(wanted: str, at: int) -> str:
    query = urlencode({key: value for key, value in (("name", wanted), ("page", at if at > 1 else "")) if value})
    return reverse("desk:customers") + (f"?{query}" if query else "")
