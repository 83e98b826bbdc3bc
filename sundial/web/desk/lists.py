"""The lists of the desk: which cases each shows; how many each holds is counted by `side_counts`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F, Q, QuerySet

from sundial.models import Case, Person
from sundial.models.case import IS_OPEN, IS_UNTRIAGED, CaseQuerySet
from sundial.web.access import inside, wall_of

LATELY = timedelta(days=7)
Where = Callable[[Person, datetime], Q]


@dataclass(frozen=True, slots=True)
class View:
    """One list: its name in an address, its title, which cases it shows, and what it says when it is empty.

    `banded` lists stand in queue order under headings, those with `flags_first` after the cases whose entitlement is
    flagged (O3.5); the others show the latest change first.
    """

    key: str
    title: str
    where: Where
    empty: str
    banded: bool = True
    hot: bool = False
    flags_first: bool = False


def _mine(person: Person, now: datetime) -> Q:
    return IS_OPEN & Q(owner_id=person.pk)


def _region(person: Person, now: datetime) -> Q:
    return IS_OPEN & Q(home_region=person.region)


def _new(person: Person, now: datetime) -> Q:
    return IS_UNTRIAGED


def _late(person: Person, now: datetime) -> Q:
    return IS_OPEN & Q(next_due_at__lt=now)


def _grave(person: Person, now: datetime) -> Q:
    return IS_OPEN & Q(severity=1)


def _resolved(person: Person, now: datetime) -> Q:
    return ~IS_OPEN & Q(resolved_at__gte=now - LATELY)


def _all(person: Person, now: datetime) -> Q:
    return Q()


MINE = View("mine", "My queue", _mine, "Nothing of yours is open. New for triage may have something for you.")
VIEWS: Mapping[str, View] = {
    view.key: view
    for view in (
        MINE,
        View("new", "New for triage", _new, "Every open case is triaged.", flags_first=True),
        View("region", "Open in my region", _region, "Nothing is open in your region."),
        View("open", "All open", lambda person, now: IS_OPEN, "No case is open."),
        View("severity-1", "Severity 1", _grave, "No severity 1 case is open."),
        View("late", "Promises late", _late, "Every promise is kept.", hot=True),
        View("resolved", "Resolved lately", _resolved, "Nothing was resolved in the last seven days.", banded=False),
    )
}
FOUND = View("found", "Search", _all, "Nothing that you can see matches.", banded=False)


def cases(view: View, person: Person, now: datetime) -> QuerySet[Case]:
    """Return the cases of a list in its order: the nearest promise first, or the latest change."""
    return in_order(view, Case.objects.filter(inside(wall_of(person)), view.where(person, now)))


def page(view: View, found: QuerySet[Case], start: int, count: int) -> QuerySet[Case]:
    """Return some of the cases of a list, in its order: chosen by an index before anything is joined to them."""
    return in_order(view, Case.objects.filter(pk__in=found.values("pk")[start : start + count]))


def in_order(view: View, found: CaseQuerySet) -> CaseQuerySet:
    """Put cases in the order of a list."""
    if view.flags_first:
        return found.in_triage_order()
    return found.in_queue_order() if view.banded else found.order_by(F("changed_at").desc(), "number")
