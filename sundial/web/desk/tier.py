"""Raise a case to a higher tier, inside the house: to whom, and why; the customer's promises stay (O2.4, O8.7)."""

from functools import partial

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from sundial.commands.placing import raise_tier, tier_of
from sundial.models import Case
from sundial.web.access import SignedIn, case_or_404, for_staff
from sundial.web.desk.act_page import act_page
from sundial.web.desk.owner import NobodyThere, about, choices, chosen, looked
from sundial.web.doing import do_once, number_in
from sundial.web.promises import read_one

PAGE = "desk/sun/tier.html"


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def show(request: SignedIn, number: str) -> HttpResponse:
    """Show the next tier and who of it could take the case, or raise it."""
    case = case_or_404(request, number)
    if request.method != "POST":
        return _page(request, case)
    text, tier = request.POST.get("text", ""), number_in(request, "tier")
    try:
        to = chosen(request, case)
    except NobodyThere as refusal:
        return _page(request, case, str(refusal))
    if tier is None:
        return _page(request, case, "Choose a tier.")
    problem = do_once(request, partial(raise_tier, case, tier, by=request.user, now=request.now, text=text, to=to))
    return _page(request, case, problem) if problem else redirect("desk:case", case.number)


def _page(request: SignedIn, case: Case, problem: str = "") -> HttpResponse:
    reading = read_one(case, request.now, inside=True)
    stands = tier_of(case, reading.history, reading.state)
    higher = [one for one in sorted(reading.protocol.tiers) if one > stands]
    asked = number_in(request, "tier") if request.method == "POST" else _asked(request)
    tier = asked if asked in higher else (higher[0] if higher else 0)
    look = looked(request, case, tier)
    fits, others = choices(look, request)
    context = {
        **about(look),
        "stands": stands,
        "tier": reading.protocol.tiers.get(tier),
        "higher": [reading.protocol.tiers[one] for one in higher],
        "onward": reading.protocol.tiers[stands].onward if stands in reading.protocol.tiers else "",
        "fits": fits,
        "others": [one for one in others if one.weighed.candidate.tier >= tier and one.weighed.may_take],
        "picked": request.POST.get("owner", "") if request.method == "POST" else (fits[0].id if fits else ""),
    }
    return act_page(request, case, PAGE, context, problem=problem)


def _asked(request: SignedIn) -> int | None:
    typed = request.GET.get("tier", "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 3 else None
