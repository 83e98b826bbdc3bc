"""Releases as the desk shows them: what is in each, how many wait for it that the reader sees, what was decided."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from uuid import UUID

from django.db.models import Count, Q

from sundial.models import AwaitedFix, Case, Fix, NoticeDraft, Person, Release, ReleaseEvent
from sundial.models.case import IS_OPEN
from sundial.web import when
from sundial.web.access import inside, wall_of

Kind, Draft = ReleaseEvent.Kind, NoticeDraft.State
TO_BE_SENT = (Draft.READY, Draft.SENDING)
A_WHILE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class FixRow:
    """A fix, and how many open cases that the reader sees wait for it."""

    fix: Fix
    waiting: int


@dataclass(frozen=True, slots=True)
class ReleaseRow:
    """A release with its fixes; how many open cases that the reader sees wait for any of them, and for a notice."""

    release: Release
    fixes: tuple[FixRow, ...]
    waiting: int
    ready: int


@dataclass(frozen=True, slots=True)
class Product:
    """The releases of one product: those to come, those that are over, and the fixes that are in none."""

    name: str
    to_come: tuple[ReleaseRow, ...]
    over: tuple[ReleaseRow, ...]
    loose: tuple[FixRow, ...]


@dataclass(frozen=True, slots=True)
class EventRow:
    """One decision as a sentence, and how the notices stand that the reader sees of it."""

    event: ReleaseEvent
    says: str
    ready: int
    sent: int

    @property
    def is_late(self) -> bool:
        """Whether it was recorded a while after it was decided."""
        return self.event.recorded_at - self.event.at > A_WHILE

    @property
    def has_notices(self) -> bool:
        """Whether there is anything to be shown of them."""
        return bool(self.ready or self.sent)


def products(person: Person) -> tuple[Product, ...]:
    """Return everything by product, in a fixed number of queries."""
    fixes = list(Fix.objects.filter(withdrawn_at=None).order_by("key"))
    waiting = waiting_for((fix.key for fix in fixes), person)
    releases, ready = Release.objects.select_related("owner").order_by(*ORDER), _ready(person)
    rows = [row_of(release, fixes, waiting, ready.get(release.pk, 0)) for release in releases]
    names = sorted({row.release.product for row in rows} | {fix.product for fix in fixes})
    return tuple(_product(name, rows, fixes, waiting) for name in names)


ORDER = ("planned_at", "name")


def row_of(release: Release, fixes: Iterable[Fix], waiting: Mapping[str, set[object]], ready: int = 0) -> ReleaseRow:
    """Return one release with its fixes out of all."""
    mine = [fix for fix in fixes if fix.release_id == release.pk]
    cases = set().union(*(waiting.get(fix.key, set()) for fix in mine)) if mine else set()
    return ReleaseRow(release, tuple(_fix(fix, waiting) for fix in mine), len(cases), ready)


def waiting_for(fixes: Iterable[str], person: Person) -> dict[str, set[object]]:
    """Return the open cases that wait for each fix, of those that a person sees."""
    awaited = AwaitedFix.objects.filter(inside(wall_of(person), "case__"), _open(), fix__in=set(fixes))
    found: dict[str, set[object]] = {}
    for fix, case in awaited.values_list("fix", "case_id"):
        found.setdefault(fix, set()).add(case)
    return found


def history(release: Release, person: Person, now: datetime, zone: tzinfo) -> tuple[EventRow, ...]:
    """Return everything that was decided about a release, the latest first."""
    events = ReleaseEvent.objects.filter(release=release).select_related("by", "fix").order_by("-at", "-recorded_at")
    seen = NoticeDraft.objects.filter(inside(wall_of(person), "case__"), event__release=release)
    ready, sent = Q(state__in=TO_BE_SENT), Q(state=Draft.SENT)
    counted = seen.values("event").annotate(ready=Count("pk", filter=ready), sent=Count("pk", filter=sent))
    drafts = {row["event"]: (row["ready"], row["sent"]) for row in counted}
    return tuple(EventRow(event, says(event, now, zone), *drafts.get(event.pk, (0, 0))) for event in events)


def _ready(person: Person) -> dict[UUID, int]:
    """Count the notices of each release that wait to be sent, of those that a person sees."""
    seen = NoticeDraft.objects.filter(inside(wall_of(person), "case__"), state__in=TO_BE_SENT)
    return dict(seen.values_list("event__release").annotate(Count("pk")))


def says(event: ReleaseEvent, now: datetime, zone: tzinfo) -> str:
    """Say what was decided, after the name of whoever did: `moved it from Friday 10:00 to 20 March, 10:00`."""
    was, to = (when.moment(at, now, zone) if at else "no date" for at in (event.was, event.to))
    fix = event.fix.key if event.fix else ""
    return {
        Kind.PLANNED: f"planned it for {to}" if event.to else "planned it, without a date",
        Kind.RESCHEDULED: f"moved it from {was} to {to}",
        Kind.ASSIGNED: f"put {fix} in",
        Kind.REMOVED: f"took {fix} out",
        Kind.WITHDRAWN: f"gave {fix} up: it mends nothing",
        Kind.SHIPPED: f"said that it is out, with {_list(event.fixes)}" if event.fixes else "said that it is out",
        Kind.DROPPED: f"dropped it, with {_list(event.fixes)} in it" if event.fixes else "dropped it",
    }[Kind(event.kind)]


def _list(fixes: list[str]) -> str:
    return f"{', '.join(fixes[:-1])} and {fixes[-1]}" if len(fixes) > 1 else fixes[0]


def _product(name: str, rows: list[ReleaseRow], fixes: list[Fix], waiting: Mapping[str, set[object]]) -> Product:
    mine = [row for row in rows if row.release.product == name]
    planned = [row for row in mine if row.release.state == Release.State.PLANNED]
    over = sorted((row for row in mine if row not in planned), key=lambda row: row.release.name, reverse=True)
    loose = [_fix(fix, waiting) for fix in fixes if fix.product == name and fix.release_id is None]
    return Product(name, tuple(planned), tuple(over), tuple(loose))


def _fix(fix: Fix, waiting: Mapping[str, set[object]]) -> FixRow:
    return FixRow(fix, len(waiting.get(fix.key, ())))


def _open() -> Q:
    return Q(case__in=Case.objects.filter(IS_OPEN))
