"""Where nobody will be: what the patterns ask for and nobody stands, and where nobody at all is there (O2.3)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.urls import reverse

from sundial.protocol.rota import Duty
from sundial.protocol.stretches import Stretch, joined, less
from sundial.web import when
from sundial.web.desk.moments import written
from sundial.web.rota_now import Plan

AHEAD = timedelta(weeks=2)
NOBODY = {
    Duty.SHIFT: "Nobody is on shift in {}",
    Duty.MANAGER: "There is no Duty Manager in {}",
    Duty.ON_CALL: "Nobody is on call in {}",
}
ANYWHERE = "Nobody at all is on shift or on call"


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch without anybody, as a sentence; `region` "" is everywhere."""

    words: str
    region: str
    duty: Duty
    stretch: Stretch

    def fill(self, zone: ZoneInfo) -> str:
        """Return the way to the form that fills it, filled in."""
        since, until = (written(at, zone) for at in self.stretch)
        said = {"region": self.region, "duty": str(self.duty), "since": since, "until": until}
        return f"{reverse('desk:rota-additions')}?{urlencode(said)}"


def gaps(plan: Plan, now: datetime, zone: tzinfo) -> tuple[Gap, ...]:
    """Return the gaps of the coming two weeks, the next first."""
    span = Stretch(now, now + AHEAD)
    found = [*_anywhere(plan, span, zone), *_in_regions(plan, span, zone)]
    return tuple(sorted(found, key=lambda gap: (gap.stretch, gap.region)))


def _anywhere(plan: Plan, span: Stretch, zone: tzinfo) -> Iterator[Gap]:
    there = joined((one.since, one.until) for one in plan.shifts if one.duty is not Duty.MANAGER)
    for stretch in less([span], there):
        yield Gap(f"{ANYWHERE} {_said(stretch, span, zone)}", "", Duty.ON_CALL, stretch)


def _in_regions(plan: Plan, span: Stretch, zone: tzinfo) -> Iterator[Gap]:
    """Yield where a pattern asks for somebody and nobody is there, whatever the changes made of it."""
    for key, region in plan.regions.items():
        for duty in Duty:
            wanted = less(plan.asked[key, duty], _outside(span))
            for stretch in less(wanted, plan.there[key, duty]):
                words = f"{NOBODY[duty].format(region.name)} {_said(stretch, span, zone)}"
                yield Gap(words, key, duty, stretch)


def _outside(span: Stretch) -> list[Stretch]:
    far = timedelta(days=60)
    return [Stretch(span.since - far, span.since), Stretch(span.until, span.until + far)]


def _said(stretch: Stretch, span: Stretch, zone: tzinfo) -> str:
    """Say a stretch: `on Tue 1 Dec, 22:00 to 23:00`, and the second day where there is one."""
    since, until = (at.astimezone(zone) for at in stretch)
    start = "from now" if stretch.since == span.since else f"on {since:%a} {since.day} {since:%b}, {since:%H:%M}"
    at_midnight = (until.hour, until.minute) == (0, 0) and until - since <= timedelta(days=1)
    if since.date() == until.date() or at_midnight:
        return f"{start} to {'24:00' if since.date() != until.date() else when.hour(stretch.until, zone)}"
    return f"{start} to {until:%a} {until.day} {until:%b}, {until:%H:%M}"
