"""Who takes this case? Everybody who could, the best first with the reason, and why the others are passed over."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC
from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from sundial.commands.assigning import candidates, wanted_by
from sundial.commands.errors import Refused
from sundial.commands.grounds import check_not_over
from sundial.commands.handover_ground import may_give
from sundial.commands.placing import LONGEST_REASON, give_back, tier_of
from sundial.commands.team import assign
from sundial.models import Case, Person
from sundial.protocol.assigning import Ranking, Wanted, Weighed, ranked
from sundial.protocol.assigning_said import Words, against, for_them, had
from sundial.protocol.document import Protocol
from sundial.web import languages, when
from sundial.web.access import SignedIn, case_or_404, for_staff, inside, wall_of
from sundial.web.desk import people
from sundial.web.desk.act_page import act_page
from sundial.web.desk.sun import PRESENT
from sundial.web.doing import do_once
from sundial.web.promises import Reading, read_one
from sundial.web.rota_now import plan_at
from sundial.web.sun import Sun, shifts_around, sun_of

PAGE = "desk/sun/owner.html"


class NobodyThere(Refused):
    """Whoever was chosen cannot take the case, by now or ever."""

    def __init__(self) -> None:
        super().__init__("Whom you chose cannot take this case any more. Choose somebody of the list.")


@dataclass(frozen=True, slots=True)
class Choice:
    """Somebody who could take a case: what speaks for them, their cases and presence, and why they are passed over."""

    weighed: Weighed
    reasons: str
    had: str
    present: str
    why_not: str

    @property
    def id(self) -> str:
        return self.weighed.candidate.person.id

    @property
    def name(self) -> str:
        return self.weighed.candidate.person.name


@dataclass(frozen=True, slots=True)
class Look:
    """A case with who could take it: `tier` is what is wanted of them."""

    case: Case
    reading: Reading
    sun: Sun
    wanted: Wanted
    ranking: Ranking

    @property
    def protocol(self) -> Protocol:
        return self.reading.protocol


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def show(request: SignedIn, number: str) -> HttpResponse:
    """Show who should take the case and why, or give it to whoever was chosen, and keep why."""
    case = case_or_404(request, number)
    if request.method != "POST":
        return _page(request, case)
    look = looked(request, case)
    try:
        to = chosen(request, case)
    except NobodyThere as refusal:
        return _page(request, case, str(refusal))
    if to is None:
        return _page(request, case, "Choose somebody.")
    because = request.POST.get("because", "").strip()
    if len(because) > LONGEST_REASON:
        return _page(request, case, f"A reason has at most {LONGEST_REASON} characters; put the rest into a note.")
    why, seen = kept(look, str(to.pk), because), request.POST.get("seen")
    problem = do_once(request, partial(assign, case, to=to, by=request.user, now=request.now, seen=seen, why=why))
    return _page(request, case, problem) if problem else redirect("desk:case", case.number)


@require_POST
@for_staff
def back(request: SignedIn, number: str) -> HttpResponse:
    """Give the case back: nobody has it then."""
    case = case_or_404(request, number)
    text, seen = request.POST.get("text", ""), request.POST.get("seen")
    problem = do_once(request, partial(give_back, case, by=request.user, now=request.now, text=text, seen=seen))
    return _page(request, case, problem) if problem else redirect("desk:case", case.number)


def looked(request: SignedIn, case: Case, tier: int | None = None) -> Look:
    """Weigh everybody who could take a case, at the tier where it stands or at another."""
    reading = read_one(case, request.now, inside=True)
    sun = sun_of(reading, request.now)
    stands = tier_of(case, reading.history, reading.state) if tier is None else tier
    wanted = wanted_by(case, reading.history, sun.now.region, stands)
    cases = Case.objects.filter(inside(wall_of(request.user)))
    rota = plan_at(request.now).written, shifts_around(request.now)
    found = candidates(people.could_own(case), rota, cases, case.product, request.now)
    return Look(case, reading, sun, wanted, ranked(found, wanted))


def choices(look: Look, request: SignedIn) -> tuple[list[Choice], list[Choice]]:
    """Return who fits and who is passed over, in words on the reader's clock."""
    words = Words(look.protocol, lambda at: when.short(at, request.now, request.zone), languages.name)
    both = [list(_said(some, look.wanted, words)) for some in (look.ranking.fits, look.ranking.passed_over)]
    return both[0], both[1]


def kept(look: Look, person: str, because: str) -> str:
    """Say why somebody was assigned, as it is kept: in UTC, without what their cases say, and whether by hand."""
    found = look.ranking.of(person)
    if found is None:
        return because
    words = Words(look.protocol, lambda at: f"{at.astimezone(UTC):%a %H:%M} UTC", languages.name)
    reasons = ", ".join(for_them(found.candidate, look.wanted, words))
    against_them = against(found, look.wanted, words)
    said = [f"{found.candidate.person.name}: {reasons}." if reasons else f"{found.candidate.person.name}."]
    said += [f"Chosen by hand, although: {against_them}."] if against_them else []
    return " ".join([*said, *([because] if because else [])])


def chosen(request: SignedIn, case: Case) -> Person | None:
    """Return whom a form names, None for nobody; raises NobodyThere, alike for any who cannot take it (O2.7)."""
    typed = request.POST.get("owner", "")
    if not typed:
        return None
    found = {str(one.pk): one for one in people.could_own(case)}.get(typed)
    if found is None:
        raise NobodyThere
    return found


def _said(some: tuple[Weighed, ...], wanted: Wanted, words: Words) -> Iterator[Choice]:
    for one in some:
        candidate = one.candidate
        reasons = ", ".join(for_them(candidate, wanted, words))
        yield Choice(one, reasons, had(candidate, wanted), PRESENT[candidate.presence], against(one, wanted, words))


def _page(request: SignedIn, case: Case, problem: str = "") -> HttpResponse:
    look = looked(request, case)
    fits, others = choices(look, request)
    typed = request.POST.get("owner", "")
    context = {
        **about(look),
        "fits": fits,
        "others": others,
        "picked": typed or (fits[0].id if fits else ""),
        "may_give_back": bool(case.owner_id) and may_give(request.user, case),
        "over": _over(case),
    }
    return act_page(request, case, PAGE, context, problem=problem)


def about(look: Look) -> dict[str, Any]:
    """Return what stands beside the choice: the region that has it, and what the case wants."""
    wanted, protocol = look.wanted, look.protocol
    tier = protocol.tiers.get(wanted.tier)
    return {
        "reading": look.reading,
        "sun": look.sun,
        "wanted": wanted,
        "tier_title": tier.title if tier else "",
        "expertise": tier.expertise if tier else "",
        "skill": protocol.skills.get(wanted.skill, wanted.skill),
        "spoken": languages.names(wanted.languages),
        "restricted": " and ".join(protocol.regions[one].name for one in wanted.regions if one in protocol.regions),
    }


def _over(case: Case) -> str:
    """Say why nobody can take a case any more; "" where somebody can."""
    try:
        check_not_over(case)
    except Refused as refusal:
        return str(refusal)
    return ""
