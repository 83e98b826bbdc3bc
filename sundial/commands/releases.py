"""Protocol 05 and 06, releases: planned, moved, filled, emptied, shipped, dropped (O5.3, O6.4, O6.8d).

A decision changes the release, is kept as an event, and is owed to every case that waits: in one transaction.
"""

from datetime import datetime

from django.db import transaction

from sundial.commands.decisions import CannotDecide, Why, check_ahead, check_may_decide, keep, keys
from sundial.commands.errors import Refused
from sundial.models import Fix, Person, Release, ReleaseEvent

Kind, State = ReleaseEvent.Kind, Release.State
LONGEST_NAME, LONGEST_PRODUCT = 40, 120  # characters


class ReleaseThere(Refused):
    """A product has each release once."""

    def __init__(self, product: str, name: str) -> None:
        super().__init__(f"{product} has a release {name} already.")


class ReleaseUnnamed(Refused):
    """A release is one of a product, under a name."""

    def __init__(self) -> None:
        super().__init__(
            f"Name the product and the release, in at most {LONGEST_PRODUCT} and {LONGEST_NAME} characters."
        )


def plan_release(
    product: str, name: str, planned_at: datetime | None, *, owner: Person, by: Person, now: datetime
) -> Release:
    """Plan a release of a product, with its date (UTC, None for none yet) and its owner.

    Raises NotYours, ReleaseUnnamed, ReleaseThere, PastDate, FarDate.
    """
    check_may_decide(by)
    check_ahead(planned_at, now)
    product, name = product.strip(), name.strip()
    if not (0 < len(product) <= LONGEST_PRODUCT and 0 < len(name) <= LONGEST_NAME):
        raise ReleaseUnnamed
    if not owner.is_staff_member:
        raise CannotDecide("The owner of a release is one of the staff.")
    with transaction.atomic():
        if Release.objects.filter(product=product, name=name).exists():
            raise ReleaseThere(product, name)
        release = Release.objects.create(product=product, name=name, owner=owner, planned_at=planned_at)
        keep(ReleaseEvent(release=release, kind=Kind.PLANNED, to=planned_at, by=by), Why(now, ""), now=now)
        return release


def move_release(release: Release, to: datetime | None, *, why: Why, by: Person, now: datetime) -> ReleaseEvent:
    """Move a release to another date (UTC), or to none that is known: a determination (O6.4).

    Raises NotYours, PastDate, FarDate, CannotDecide, NotThen, NoReason.
    """
    check_ahead(to, now)
    with transaction.atomic():
        release = _planned(release, by)
        check_moves(release, to)
        was, release.planned_at = release.planned_at, to
        release.save(update_fields=["planned_at"])
        event = ReleaseEvent(release=release, kind=Kind.RESCHEDULED, fixes=keys(release), was=was, to=to, by=by)
        return keep(event, why, now=now)


def check_moves(release: Release, to: datetime | None) -> None:
    """Refuse a move that moves nothing. Raises CannotDecide."""
    if to == release.planned_at:
        raise CannotDecide("That is its date already." if to else "Its date is not known as it is.")


def assign_fix(fix: Fix, release: Release, *, by: Person, now: datetime) -> ReleaseEvent:
    """Put a fix into a release of its product. Raises NotYours, CannotDecide."""
    with transaction.atomic():
        release = _planned(release, by)
        fix = _locked_fix(fix)
        if fix.release_id == release.pk:
            raise CannotDecide(f"{fix.key} is in {release.name} already.")
        if fix.release is not None:
            raise CannotDecide(f"{fix.key} is in {fix.release.name}. Take it out of there first.")
        return _put(fix, release, Why(now, ""), by, now)


def remove_fix(fix: Fix, *, to: Release | None, why: Why, by: Person, now: datetime) -> ReleaseEvent:
    """Take a fix out of its release, a determination (O6.4); put it into another, where one is named.

    Raises NotYours, CannotDecide, NotThen, NoReason.
    """
    with transaction.atomic():
        release, fix = _with_its_release(fix, by, to)
        if release is None:
            raise CannotDecide(f"{fix.key} is in no release.")
        if to is not None:
            if to.pk == release.pk:
                raise CannotDecide(f"{fix.key} is in {to.name} already.")
            to = _still_to_come(Release.objects.get(pk=to.pk))
        event = ReleaseEvent(
            release=release, fix=fix, kind=Kind.REMOVED, fixes=[fix.key], was=release.planned_at, by=by
        )
        event.to = to.planned_at if to else None
        _take_out(fix)
        keep(event, why, now=now)
        if to is not None:
            _put(fix, to, why, by, now)
        return event


def give_up_fix(fix: Fix, *, why: Why, by: Person, now: datetime) -> ReleaseEvent:
    """Withdraw a fix from every case: it mends nothing after all. From a release it is taken out, a determination.

    Raises NotYours, CannotDecide, NotThen, NoReason.
    """
    with transaction.atomic():
        release, fix = _with_its_release(fix, by)
        was = release.planned_at if release else None
        event = ReleaseEvent(release=release, fix=fix, kind=Kind.WITHDRAWN, fixes=[fix.key], was=was, by=by)
        fix.withdrawn_at = now
        fix.save(update_fields=["withdrawn_at"])
        _take_out(fix)
        return keep(event, why, now=now)


def ship(release: Release, *, why: Why, by: Person, now: datetime) -> ReleaseEvent:
    """Say that a release is out, with every fix in it (O5.3). Raises NotYours, CannotDecide, NotThen."""
    with transaction.atomic():
        release = _planned(release, by)
        was, release.state, release.shipped_at = release.planned_at, State.SHIPPED, why.at
        release.save(update_fields=["state", "shipped_at"])
        event = ReleaseEvent(release=release, kind=Kind.SHIPPED, fixes=keys(release), was=was, to=why.at, by=by)
        return keep(event, why, now=now)


def drop_release(release: Release, *, why: Why, by: Person, now: datetime) -> ReleaseEvent:
    """Give a release up: every fix is taken out of it, each a determination (O6.4).

    Raises NotYours, CannotDecide, NotThen, NoReason.
    """
    with transaction.atomic():
        release = _planned(release, by)
        event = ReleaseEvent(release=release, kind=Kind.DROPPED, fixes=keys(release), was=release.planned_at, by=by)
        release.fixes.update(release=None)
        release.state = State.DROPPED
        release.save(update_fields=["state"])
        return keep(event, why, now=now)


def _planned(release: Release, by: Person) -> Release:
    """Lock a release that is still to come, about which this person may decide. Raises NotYours, CannotDecide."""
    check_may_decide(by, release)
    return _still_to_come(Release.objects.select_for_update(no_key=True).get(pk=release.pk))


def _with_its_release(fix: Fix, by: Person, to: Release | None = None) -> tuple[Release | None, Fix]:
    """Lock a fix behind its release, and the one into which it goes: always releases first, in one order."""
    found = Fix.objects.select_related("release").get(pk=fix.pk)
    check_may_decide(by, found.release)
    wanted = {one.pk for one in (found.release, to) if one}
    locked = {
        one.pk: one for one in Release.objects.filter(pk__in=wanted).order_by("pk").select_for_update(no_key=True)
    }
    fix = _locked_fix(fix)
    if fix.release_id != found.release_id:
        raise CannotDecide(f"{fix.key} was put elsewhere meanwhile. Look again.")
    return _still_to_come(locked[fix.release_id]) if fix.release_id else None, fix


def _still_to_come(release: Release) -> Release:
    """Refuse a release that is out, or was dropped. Raises CannotDecide."""
    if release.state == State.SHIPPED:
        raise CannotDecide(f"{release.name} is out already.")
    if release.state == State.DROPPED:
        raise CannotDecide(f"{release.name} was dropped. Plan another release.")
    return release


def _locked_fix(fix: Fix) -> Fix:
    """Lock a fix that was not given up. Raises CannotDecide."""
    fix = Fix.objects.select_for_update(no_key=True, of=("self",)).select_related("release").get(pk=fix.pk)
    if fix.withdrawn_at is not None:
        raise CannotDecide(f"{fix.key} was given up: it mends nothing.")
    return fix


def _take_out(fix: Fix) -> None:
    fix.release = None
    fix.save(update_fields=["release"])


def _put(fix: Fix, release: Release, why: Why, by: Person, now: datetime) -> ReleaseEvent:
    """Put a fix that is in no release into one of its product. Raises CannotDecide."""
    if fix.product != release.product:
        raise CannotDecide(f"{fix.key} is a fix of {fix.product}, and {release.name} a release of {release.product}.")
    fix.release = release
    fix.save(update_fields=["release"])
    event = ReleaseEvent(release=release, fix=fix, kind=Kind.ASSIGNED, fixes=[fix.key], to=release.planned_at, by=by)
    return keep(event, why, now=now)
