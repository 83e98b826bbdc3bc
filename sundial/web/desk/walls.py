"""The wall of a customer on the desk: whether its restriction is in force, what it lacks, and putting it in force."""

from functools import partial
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from sundial.commands.account_team import may_set
from sundial.commands.restrictions import AHEAD, missing_for, put_in_force
from sundial.models import protocol_in_force
from sundial.web.access import NOT_FOUND, SignedIn, for_staff
from sundial.web.desk.customers import customer_or_404, regions_named
from sundial.web.desk.staff_rows import CUSTOMERS, page
from sundial.web.doing import do_once

PAGE = "desk/customers/wall.html"


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def wall(request: SignedIn, organization: UUID) -> HttpResponse:
    """Show a manager of the customer's region what a restriction lacks; or put it in force, if it lacks nothing."""
    customer = customer_or_404(request, organization)
    if not may_set(request.user, customer):
        raise Http404(NOT_FOUND)
    problem = ""
    if request.method == "POST":
        problem = do_once(request, partial(put_in_force, customer, by=request.user, now=request.now))
        if not problem:
            return redirect("desk:customer-wall", customer.pk)
    protocol = protocol_in_force(request.now)
    context = {
        "customer": customer,
        "restricted": regions_named(customer.regions, protocol),
        "asked": regions_named(customer.asked_regions, protocol),
        "missing": missing_for(customer, customer.asked_regions or customer.regions, request.now)
        if customer.asked_regions or customer.regions
        else None,
        "until": request.now + AHEAD,
        "changes": [
            (one, regions_named(one.regions, protocol), regions_named(one.was, protocol))
            for one in customer.wall_changes.select_related("by")
        ],
    }
    return page(request, PAGE, CUSTOMERS, context, ("", problem))
