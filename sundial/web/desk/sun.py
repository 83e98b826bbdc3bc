"""Follow the sun on the page of a case: which region has it, at which tier, who owns it and whether they are there."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from sundial.commands.handover_ground import may_give
from sundial.commands.placing import may_set_course, tier_of
from sundial.models import Case, Person
from sundial.models.presence import presence_of
from sundial.protocol.presence import Presence, presence
from sundial.web.access import SignedIn
from sundial.web.desk.act import Act
from sundial.web.promises import Reading
from sundial.web.sun import COURSES, Sun, sun_of

PRESENT = {
    Presence.HERE: "at the desk",
    Presence.UNSEEN: "not seen at the desk",
    Presence.BUSY: "busy",
    Presence.AWAY: "away",
}


@dataclass(frozen=True, slots=True)
class Owner:
    """Who owns a case, how they are there, and their region where that is another than the one that has it."""

    person: Person
    presence: Presence
    says: str
    elsewhere: str


def about(request: SignedIn, case: Case, reading: Reading) -> dict[str, Any]:
    """Return which region has an open case now and next, at which tier it is, and how its owner is there."""
    if not case.is_open:
        return {"sun": None}
    sun = sun_of(reading, request.now)
    tier = tier_of(case, reading.history, reading.state)
    return {
        "sun": sun,
        "sun_tier": tier,
        "sun_raised": reading.state.raised_to,
        "sun_owner": _owner(case, sun, reading, request),
    }


def acts(request: SignedIn, case: Case, reading: Reading) -> tuple[Act, ...]:
    """Return what this person can do here: give it back, raise it, say whether it stays at home."""
    if not case.is_open:
        return ()
    found: list[Act] = []
    if case.owner_id and may_give(request.user, case):
        found.append(Act("Give back", f"{reverse('desk:owner', args=[case.number])}#give-back", "nobody has it then"))
    tier = tier_of(case, reading.history, reading.state)
    if any(one > tier for one in reading.protocol.tiers):
        says = f"it is at tier {tier}; what is promised stays" if tier else "what is promised stays"
        found.append(Act("Raise to a higher tier", reverse("desk:tier", args=[case.number]), says))
    if may_set_course(request.user, case):
        said = COURSES[reading.state.course].lower()
        found.append(Act("Stay at home, or go round", reverse("desk:course", args=[case.number]), f"now: {said}"))
    return tuple(found)


def _owner(case: Case, sun: Sun, reading: Reading, request: SignedIn) -> Owner | None:
    if case.owner is None:
        return None
    found = presence(presence_of(case.owner.pk), request.now)
    region = reading.protocol.regions.get(case.owner.region)
    elsewhere = region.name if region and region.key != sun.now.region else ""
    return Owner(case.owner, found, PRESENT[found], elsewhere)
