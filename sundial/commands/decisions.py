"""What is decided about releases and fixes: by whom, when and why; kept for ever, and told to every case that waits."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Max, Q

from sundial.commands.errors import Refused
from sundial.commands.grounds import reason_of
from sundial.commands.later import later
from sundial.commands.pages import ring
from sundial.models import FanOut, Fix, Person, Release, ReleaseEvent
from sundial.protocol.releases import Decided, Decision
from sundial.protocol.stand_in import MANAGERS

MAKERS = ("engineering", "product")  # the other groups that make what is released
TOLD = {str(one) for one in Decided}
WITH_REASON = TOLD - {str(Decided.SHIPPED)}
LONGEST_REASON = 300  # characters
FURTHEST = timedelta(days=3_653)  # ten years: nobody plans a release further ahead, and promises can be counted from it


class NotYours(Refused):
    """A release is not everybody's to decide about."""

    def __init__(self) -> None:
        super().__init__(
            "Only the owner of a release, Engineering, Product, Duty Managers and Directors decide about it."
        )


class NotThen(Refused):
    """A decision is made once, and never before the one that it follows."""

    def __init__(self) -> None:
        super().__init__("Say when it was decided: not ahead of now, and not before the decision that it follows.")


class PastDate(Refused):
    """A date by which something is expected lies ahead."""

    def __init__(self) -> None:
        super().__init__("That date is past. A release date lies ahead.")


class FarDate(Refused):
    """A release in the far future is a slip of the pen."""

    def __init__(self) -> None:
        super().__init__("That date is too far ahead: ten years at most.")


class TooLong(Refused):
    """A reason is a sentence or two."""

    def __init__(self) -> None:
        super().__init__(f"Say why in at most {LONGEST_REASON} characters.")


class CannotDecide(Refused):
    """The release or the fix does not stand so that this could be decided; the text says how it stands."""


@dataclass(frozen=True, slots=True)
class Why:
    """When something was decided, which may be before it is recorded (UTC), and why; all of the staff read it."""

    at: datetime
    reason: str


def may_decide(person: Person, release: Release | None = None) -> bool:
    """Say whether a person may decide about a release, or, without one, about any."""
    if not person.is_staff_member or not person.is_active:
        return False
    return person.role in MANAGERS or person.group in MAKERS or (release is not None and release.owner_id == person.pk)


def check_may_decide(person: Person, *releases: Release | None) -> None:
    """Refuse whoever may decide about none of these. Raises NotYours."""
    if not any(may_decide(person, release) for release in releases or (None,)):
        raise NotYours


def check_ahead(date: datetime | None, now: datetime) -> None:
    """Refuse a date that is past or further than anybody plans; None is one that is not known.

    Raises PastDate, FarDate.
    """
    if date is None:
        return
    if date <= now:
        raise PastDate
    if date - now > FURTHEST:
        raise FarDate


def keep(event: ReleaseEvent, why: Why, *, now: datetime) -> ReleaseEvent:
    """Keep an event, wake open pages, and ask for every case that waits to be told of it.

    Raises NotThen, NoReason, TooLong.
    """
    check_then(event.release, event.fix, why.at, now)
    event.at, event.recorded_at = why.at, now
    event.reason = reason_of(why.reason, wanted=event.kind in WITH_REASON)
    if len(event.reason) > LONGEST_REASON:
        raise TooLong
    event.save(force_insert=True)
    ring()
    if event.kind in TOLD and event.fixes:
        FanOut.objects.create(event=event, at=now)
        later("fan_out", event=str(event.pk))
    return event


def decision_of(event: ReleaseEvent) -> Decision:
    """Return an event as the rules read it; raises ValueError for one of which no case hears."""
    release = event.release.name if event.release else ""
    return Decision(Decided(event.kind), release, tuple(event.fixes), event.was, event.to, str(event.pk))


def keys(release: Release) -> list[str]:
    """Return the keys of the fixes in a release."""
    return list(release.fixes.order_by("key").values_list("key", flat=True))


def check_then(release: Release | None, fix: Fix | None, at: datetime, now: datetime) -> None:
    """Refuse what would be decided ahead of now, or before what was decided of the same release or fix.

    Raises NotThen.
    """
    mine = Q()
    if release is not None:
        mine |= Q(release_id=release.pk)
    if fix is not None:
        mine |= Q(fix_id=fix.pk)
    before = ReleaseEvent.objects.filter(mine).aggregate(at=Max("at"))["at"]
    if at > now or (before and at < before):
        raise NotThen
