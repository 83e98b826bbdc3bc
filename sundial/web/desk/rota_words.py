"""What was done to the rota, in sentences."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import Any

from sundial.commands.rota import may_take_back
from sundial.models import Person
from sundial.protocol.rota import Added, Away, Change, Dropped, Duty, Offered, Passed, TakenBack, holding
from sundial.web import when
from sundial.web.rota_now import Plan

ON = {Duty.SHIFT: "on shift", Duty.MANAGER: "as Duty Manager", Duty.ON_CALL: "on call"}


def span(since: datetime, until: datetime, now: datetime, zone: tzinfo) -> str:
    """Say from when to when, the day once: `Tue 08:00 to 17:00`, `Fri 17:00 to Sat 08:00`, `today 08:00 to 17:00`."""
    start = when.short(since, now, zone)
    start = start if when.days_between(now, since, zone) else f"today {start}"
    same = not when.days_between(since, until, zone)
    return f"{start} to {when.hour(until, zone) if same else when.short(until, now, zone)}"


@dataclass(frozen=True, slots=True)
class Said:
    """One change: who did what, and whether the reader may take it back."""

    change: Change
    by: str
    words: str
    holds: bool
    may_take_back: bool


@dataclass(frozen=True, slots=True)
class Teller:
    """Tells changes to one reader, in their zone."""

    plan: Plan
    people: Mapping[str, Person]
    reader: Person
    now: datetime
    zone: tzinfo

    def tell(self, changes: Iterator[Change]) -> list[Said]:
        """Tell changes, the latest first."""
        held = {one.seq for one in holding(self.plan.written.changes)}
        found = [self._said(one, held) for one in changes if not isinstance(one.what, TakenBack)]
        return sorted(found, key=lambda one: -one.change.seq)

    def ahead(self) -> list[Said]:
        """Tell what holds and is about the time ahead."""
        held = holding(self.plan.written.changes)
        return self.tell(one for one in held if self._until(one) > self.now)

    def of_shift(self, name: str) -> list[Said]:
        """Tell everything that was done to one shift."""
        return self.tell(one for one in self.plan.written.changes if self._is_about(one, name))

    def _said(self, change: Change, held: set[int]) -> Said:
        holds = change.seq in held
        may = holds and self._until(change) > self.now and may_take_back(change, self.reader, self._region(change))
        return Said(change, self._name(change.by), _WORDS[type(change.what)](self, change.what, change.by), holds, may)

    def _added(self, what: Added, _by: str) -> str:
        found = self.plan.regions.get(what.region)
        region = found.name if found else what.region
        return f"put {self._name(what.person)} {ON[what.duty]} in {region}, {self._span(what)}"

    def _away(self, what: Away, by: str) -> str:
        stands_in = f"; {self._name(what.deputy)} stands in" if what.deputy else ""
        whose = "" if what.person == by else f" for {self._name(what.person)}"
        return f"entered time off{whose}, {self._span(what)}{stands_in}"

    def _dropped(self, what: Dropped, by: str) -> str:
        return f"dropped {self._shift(what.shift, by)}"

    def _offered(self, what: Offered, by: str) -> str:
        return f"offered {self._shift(what.shift, by)} to {self._name(what.to) if what.to else 'anybody'}"

    def _passed(self, what: Passed, by: str) -> str:
        part = f" from {when.short(what.since, self.now, self.zone)} on" if what.since else ""
        if what.to == by:
            return f"took {self._shift(what.shift, by)}{part}"
        return f"gave {self._shift(what.shift, by)} to {self._name(what.to)}{part}"

    def _shift(self, name: str, by: str) -> str:
        """Say which shift is meant: whose it was by the pattern, and on which day."""
        parts = name.split("/")
        if name.startswith("+"):
            what = self._whole(parts[0])
            return f"the shift added for {self._name(what.person)}, {self._span(what)}" if what else "a shift"
        day = date.fromisoformat(parts[1])
        whose = "the" if parts[2] == by else f"{self._name(parts[2])}’s"
        return f"{whose} shift of {day:%a} {day.day} {day:%b}"

    def _whole(self, name: str) -> Added | None:
        found = (one.what for one in self.plan.written.changes if f"+{one.seq}" == name)
        return next((what for what in found if isinstance(what, Added)), None)

    def _span(self, what: Added | Away) -> str:
        return span(what.since, what.until, self.now, self.zone)

    def _name(self, person: str) -> str:
        found = self.people.get(person)
        return found.name if found else "somebody"

    def _region(self, change: Change) -> str:
        what = change.what
        if isinstance(what, Added):
            return what.region
        if isinstance(what, Away):
            found = self.people.get(what.person)
            return found.region if found else "?"
        return self._region_of(getattr(what, "shift", ""))

    def _region_of(self, name: str) -> str:
        if name.startswith("+"):
            what = self._whole(name.split("/", maxsplit=1)[0])
            return what.region if what else "?"
        key = name.split("/", maxsplit=1)[0]
        return next((one.region for one in self.plan.written.patterns if one.key == key), "?")

    def _until(self, change: Change) -> datetime:
        """Return when it is over, as far as one can tell: of a shift that has gone, when that day was."""
        what = change.what
        if isinstance(what, Added | Away):
            return what.until
        name = getattr(what, "shift", "")
        whole = self._whole(name.split("/", maxsplit=1)[0]) if name.startswith("+") else None
        if whole:
            return whole.until
        there = next((one for one in self.plan.shifts if one.name == name), None)
        return there.until if there else datetime.combine(date.fromisoformat(name.split("/")[1]), self.now.timetz())

    def _is_about(self, change: Change, name: str) -> bool:
        whole = "/".join(name.split("/")[: 1 if name.startswith("+") else 3])
        about = getattr(change.what, "shift", f"+{change.seq}" if isinstance(change.what, Added) else "")
        return about == whole or about.startswith(f"{whole}/")


_WORDS: Mapping[type[Any], Callable[[Teller, Any, str], str]] = {
    Added: Teller._added,
    Away: Teller._away,
    Dropped: Teller._dropped,
    Offered: Teller._offered,
    Passed: Teller._passed,
}
