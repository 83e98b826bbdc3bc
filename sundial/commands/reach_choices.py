"""Protocol 08, delivery: each of the staff says by which way they hear of what, and when they are quiet (O8.6)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time

from sundial.commands.errors import NotStaff
from sundial.commands.rota_ground import is_of_staff
from sundial.commands.ways import WayRefused, may_change
from sundial.models import Kind, Person, Reaching, Way
from sundial.protocol.digests import OFFERED
from sundial.protocol.reaching import MAIL, Event, Hears

MOST_TIMES = 6  # digests a day


@dataclass(frozen=True, slots=True)
class QuietHours:
    """Quiet hours as they are asked for: from and until, both or neither, whole weekdays, and who hears instead."""

    since: time | None = None
    until: time | None = None
    days: tuple[int, ...] = ()
    stand_in: Person | None = None


@dataclass(frozen=True, slots=True)
class InDigest:
    """What of mail is to come in a digest, and at which times of the day (none: the desk's); None leaves the times."""

    events: tuple[Event, ...] = ()
    times: tuple[time, ...] | None = None


def choose(heard: Mapping[str, Iterable[Event]], *, by: Person, now: datetime, digest: InDigest | None = None) -> None:
    """Set of each named way of which events it hears at once, and mail in a digest; of the others it hears nothing.

    Raises WayRefused.
    """
    if not is_of_staff(by):
        raise NotStaff
    digest = digest or InDigest()
    _can_be(digest)
    ways = {str(way.pk): way for way in Way.objects.live()}
    for name, events in heard.items():
        hears = {str(event): str(Hears.NEVER) for event in Event if event not in set(events)}
        if name == MAIL:
            mail = hears | {str(event): str(Hears.IN_DIGEST) for event in digest.events}
            times = {} if digest.times is None else {"times": sorted(set(digest.times))}
            Reaching.objects.update_or_create(person=by, defaults={"mail": mail, **times})
        elif name in ways and may_change(ways[name], by):
            Way.objects.filter(pk=name).update(hears=hears)
        else:
            raise WayRefused("", "One of these ways was ended meanwhile. Look again.")


def _can_be(digest: InDigest) -> None:
    """Raise WayRefused for what waits for no digest, and for more digests than make sense."""
    if not set(digest.events) <= OFFERED:
        raise WayRefused(
            "", "What wants somebody to act, escalations and what is asked of the desk wait for no digest."
        )
    if len(digest.times or ()) > MOST_TIMES:
        raise WayRefused("times", f"Digest times: give {MOST_TIMES} at the most.")


def hush(way: Way, quiet: QuietHours, *, by: Person, now: datetime) -> None:
    """Set when a role's way is quiet; nobody stands in for it, so what wants to act comes always. Raises WayRefused."""
    if not way.role or way.ended_at is not None or not may_change(way, by):
        raise WayRefused("", "This way is not yours to hush.")
    _could_be(quiet)
    values = {"since": quiet.since, "until": quiet.until, "days": sorted(quiet.days)}
    Way.objects.live().filter(pk=way.pk).update(**values)


def keep_quiet(quiet: QuietHours, *, by: Person, now: datetime) -> None:
    """Set when somebody is quiet, and who hears instead. Raises WayRefused."""
    if not is_of_staff(by):
        raise NotStaff
    _could_be(quiet)
    if quiet.stand_in is not None and not could_hear_instead(quiet.stand_in, by):
        raise WayRefused("stand_in", "Choose a colleague of support who is here.")
    values = {"since": quiet.since, "until": quiet.until, "days": sorted(quiet.days), "stand_in": quiet.stand_in}
    Reaching.objects.update_or_create(person=by, defaults=values)


def _could_be(quiet: QuietHours) -> None:
    """Raise WayRefused for hours that are none, and for a week of quiet days."""
    if (quiet.since is None) != (quiet.until is None) or (quiet.since is not None and quiet.since == quiet.until):
        raise WayRefused("since", "Give both, from and until, and two different times; or leave both empty.")
    if not set(quiet.days) <= set(range(7)) or len(set(quiet.days)) == 7:
        raise WayRefused("days", "Leave one day of the week that is not quiet.")


def could_hear_instead(person: Person, by: Person) -> bool:
    """Whether somebody may be named to hear instead: another one of the active staff."""
    return person.pk != by.pk and person.kind == Kind.STAFF and person.is_active
