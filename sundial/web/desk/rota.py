"""The shift plan: who is there in a week, where nobody will be, one's own next shifts, what is offered (O2.3)."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from sundial.models import Person, protocol_in_force, rota_written
from sundial.protocol.rota import Shift, offered_to, shifts
from sundial.web.access import UTC_ZONE, SignedIn, for_staff
from sundial.web.desk.rota_around import planned_by, shown, staff
from sundial.web.desk.rota_gaps import Gap, gaps
from sundial.web.desk.rota_week import Week, days_of, groups
from sundial.web.desk.rota_words import Teller, span
from sundial.web.rota_now import Plan, offered, offers_for, plan_at

PAGE = "desk/rota/index.html"
MINE, CHANGES = 5, 12  # at most
FURTHEST = timedelta(days=731)
EARLIEST = date(2000, 1, 3)


@require_GET
@for_staff
def show(request: SignedIn) -> HttpResponse:
    """Show a week: all of it in order of what one must know first."""
    in_utc = request.GET.get("clock") == "utc"
    zone = UTC_ZONE if in_utc else request.zone
    plan, people = plan_at(request.now), staff()
    regions = plan.regions or protocol_in_force(request.now).regions
    wanted = request.GET.get("region", "")
    wanted = wanted if wanted in regions else ""
    today = request.now.astimezone(zone).date()
    monday = _monday(request.GET.get("week", ""), today)
    week = _week(request, monday, zone, plan, people)
    context = {
        "zone": zone,
        "in_utc": in_utc,
        "plan": plan,
        "regions": regions,
        "wanted": wanted,
        "days": week.days,
        "groups": list(groups(week, wanted)),
        "gaps": [(gap, gap.fill(request.zone)) for gap in gaps(plan, request.now, zone) if _is_wanted(gap, wanted)],
        "planned": {region.key for region in planned_by(request)},
        "mine": _mine(request, plan, zone),
        "offers": _offers(request, plan, zone, people),
        "changes": Teller(plan, people, request.user, request.now, zone).ahead()[:CHANGES],
        "ways": _ways(monday, today, wanted, in_utc=in_utc),
    }
    return shown(request, PAGE, context)


def _week(request: SignedIn, monday: date, zone: ZoneInfo, plan: Plan, people: Mapping[str, Person]) -> Week:
    days = days_of(monday, request.now, zone)
    since, until = days[0].window.start, days[-1].window.end
    written = rota_written(since, until)
    there = Plan(written, shifts(*written, since, until), plan.regions, since, until)
    protocol = protocol_in_force(request.now)
    return Week(days, there, protocol, people, request.user, request.now, zone)


def _mine(request: SignedIn, plan: Plan, zone: ZoneInfo) -> list[tuple[Shift, str]]:
    """Return the reader's next shifts, each with when it is."""
    mine = [one for one in plan.shifts if one.person == str(request.user.pk) and one.until > request.now]
    return [(one, span(one.since, one.until, request.now, zone)) for one in mine[:MINE]]


def _offers(request: SignedIn, plan: Plan, zone: ZoneInfo, people: Mapping[str, Person]) -> list[dict[str, Any]]:
    """Return what is offered, each with when it is and whether the reader may take it."""
    takeable = {one.name for one in offers_for(request.user, plan, request.now)}
    return [
        _offer(plan, one, people, takeable) | {"span": span(one.since, one.until, request.now, zone)}
        for one in offered(plan, request.now)
    ]


def _is_wanted(gap: Gap, region: str) -> bool:
    return not region or gap.region in ("", region)


def _offer(plan: Plan, shift: Shift, people: Mapping[str, Person], takeable: set[str]) -> dict[str, Any]:
    to = offered_to(plan.written.changes, shift)
    return {
        "shift": shift,
        "person": people.get(shift.person),
        "region": plan.regions[shift.region].name if shift.region in plan.regions else shift.region,
        "to": people.get(to or ""),
        "may_take": shift.name in takeable,
    }


def _monday(typed: str, today: date) -> date:
    """Return the Monday of the week that is asked for; of this one where that is no date that can be."""
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        day = today
    day = day if EARLIEST <= day <= today + FURTHEST else today
    return day - timedelta(days=day.weekday())


def _ways(monday: date, today: date, wanted: str, *, in_utc: bool) -> dict[str, str]:
    """Return where one goes from here: other weeks, other regions (with `region=` to be added), the other clock."""
    week = timedelta(days=7)

    def to(day: date, *, utc: bool = in_utc) -> str:
        said = {"week": day.isoformat(), "region": wanted, "clock": "utc" if utc else ""}
        return f"{reverse('desk:rota')}?{urlencode({name: value for name, value in said.items() if value})}"

    here = {"week": monday.isoformat()} | ({"clock": "utc"} if in_utc else {})
    this = today - timedelta(days=today.weekday())
    return {
        "before": to(monday - week),
        "this": to(this) if monday != this else "",
        "after": to(monday + week),
        "utc": to(monday, utc=True),
        "own": to(monday, utc=False),
        "all": f"{reverse('desk:rota')}?{urlencode(here)}",
    }
