"""What two protocol documents say differently, in sentences for a person and in order of what a customer feels first.

It compares what the documents mean, so that a key which one of them leaves to its default differs only if the other
chooses something else. Nothing that differs is left out: equal documents, and only they, have no changes.
"""

from collections.abc import Mapping

from sundial.protocol.diff_calendars import calendar_changes
from sundial.protocol.diff_change import Change, Kind
from sundial.protocol.diff_parts import order_changes, part_change
from sundial.protocol.diff_paths import Difference, differing
from sundial.protocol.diff_targets import is_told, target_changes
from sundial.protocol.document import Protocol, whole

__all__ = ["TITLES", "Change", "Kind", "differences"]

OFFICE = ("name", "office", "offices", "holidays_until")  # of a region: no matter of its calendar
ORDER = list(Kind)
TITLES: Mapping[Kind, str] = {
    Kind.TARGET: "Targets",
    Kind.CALENDAR: "Calendars",
    Kind.READING: "Readings",
    Kind.LADDER: "Ladder",
    Kind.PLAN: "Plans",
    Kind.SEVERITY: "Severities",
    Kind.STATUS: "Waiting",
    Kind.WARNING: "Due soon",
    Kind.WORDING: "Wording",
    Kind.REST: "The rest",
}


def differences(a: Protocol, b: Protocol) -> tuple[Change, ...]:
    """Return every change from `a` to `b`: targets, calendars, readings and the ladder first, then the rest (O12.1)."""
    found = [one for one in differing(whole(a), whole(b)) if not is_told(one, a, b)]
    calendars = [one for one in found if _is_calendar(one)]
    changes = [
        *target_changes(a, b),
        *calendar_changes(calendars, a, b),
        *order_changes(a, b),
        *(part_change(one, a, b) for one in found if not _is_calendar(one)),
    ]
    return tuple(sorted(changes, key=lambda change: ORDER.index(change.kind)))


def _is_calendar(difference: Difference) -> bool:
    return difference.path[0] == "regions" and not (set(difference.path[2:3]) & set(OFFICE))
