"""Protocol 02, the rota: what each change does to the shifts that are there when it comes (O2.3)."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sundial.protocol.rota.change import Added, Away, Change, Dropped, Offered, Passed, TakenBack
from sundial.protocol.rota.shift import Shift


class Changed:
    """The shifts that are there after the changes so far; what becomes of one never depends on another."""

    def __init__(self, turns: Iterable[Shift]) -> None:
        self._parts: dict[str, Shift] = {}  # by name
        self._of: dict[str, dict[str, Shift]] = {}  # by person, then by name
        self._whole: dict[str, str] = {}  # by the name of a part: the shift that was cut
        self._numbers: dict[str, int] = {}  # by the name of a shift: the highest number that a part of it has had
        self._aways: dict[str, list[Away]] = {}  # by person
        self.meant: dict[int, Shift | None] = {}  # by `seq` of a change that names a shift: what that was then
        for turn in turns:
            self._put(turn, turn.name)

    @property
    def shifts(self) -> Iterable[Shift]:
        """The shifts that are there, in no order."""
        return self._parts.values()

    def named(self, name: str) -> Shift | None:
        """Return the shift or part of that name, None where there is none (any more)."""
        return self._parts.get(name)

    def apply(self, change: Change, since: datetime, until: datetime) -> None:
        """Let a change have its effect; a shift that it adds is left out unless it overlaps two instants (UTC)."""
        what = change.what
        if isinstance(what, Added):
            name = f"+{change.seq}"
            added = Shift(name, what.person, what.region, what.duty, what.since, what.until)
            if added.overlaps(since, until):
                self._put(added, name)
                self._less_time_off(what.person)
        elif isinstance(what, Away):
            self._aways.setdefault(what.person, []).append(what)
            self._less_time_off(what.person)
        elif not isinstance(what, TakenBack):
            self.meant[change.seq] = part = self.named(what.shift)
            if part:
                _EFFECTS[type(what)](self, part, what)

    def _drop(self, part: Shift, _what: Dropped) -> None:
        self._take(part)

    def _pass(self, part: Shift, what: Passed) -> None:
        if part.person != what.to:
            self._cut(part, what.since or part.since, what.until or part.until, what.to)
            self._less_time_off(what.to)

    def _offer(self, part: Shift, _what: Offered) -> None:
        self._put(replace(part, offered=True), self._whole[part.name])

    def _less_time_off(self, person: str) -> None:
        if self._of.get(person):
            for away in self._aways.get(person, ()):
                for part in [*self._of[person].values()]:
                    self._cut(part, away.since, away.until, "")

    def _cut(self, part: Shift, since: datetime, until: datetime, to: str) -> None:
        """Give what lies between two instants to somebody, or nobody (""); the first of what is left keeps the name."""
        since, until = max(since, part.since), min(until, part.until)
        if since >= until:
            return
        parts = [replace(part, until=since), replace(part, since=until)]
        if to:
            parts.insert(1, replace(part, since=since, until=until, person=to, offered=False))
        whole, name = self._whole[part.name], part.name
        self._take(part)
        for left in parts:
            if left.since < left.until:
                self._put(replace(left, name=name or self._next_name(whole)), whole)
                name = ""

    def _put(self, part: Shift, whole: str) -> None:
        self._parts[part.name] = self._of.setdefault(part.person, {})[part.name] = part
        self._whole[part.name] = whole

    def _take(self, part: Shift) -> None:
        del self._parts[part.name], self._of[part.person][part.name]

    def _next_name(self, whole: str) -> str:
        self._numbers[whole] = self._numbers.get(whole, 1) + 1
        return f"{whole}/{self._numbers[whole]}"


_EFFECTS: Mapping[type[Any], Callable[[Changed, Shift, Any], None]] = {
    Dropped: Changed._drop,
    Passed: Changed._pass,
    Offered: Changed._offer,
}
