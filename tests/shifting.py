"""A rota for the cast: Eve and Ned by day in EMEA under Dan, Amy in the Americas under Max; all in UTC."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from sundial.commands.rota_patterns import NewPattern, begin_pattern
from sundial.models import CLOCKWORK, Person, database_now, rota_written, viewing
from sundial.protocol.rota import Duty, Pattern, Shift, shifts
from tests.database import as_role
from tests.story import Cast, Player

WEEKDAYS = (0, 1, 2, 3, 4)
MONDAY = date(2026, 3, 2)


def acts(player: Player, verb: Any, *args: Any, at: str, **more: Any) -> Any:
    """Let somebody do something to the rota at a moment of the story."""
    with viewing(player.person):
        return verb(*args, by=player.person, now=player.at(at), **more)


def by_day(
    *crew: Player, region: str = "emea", hours: tuple[int, int] = (6, 15), duty: Duty = Duty.SHIFT
) -> NewPattern:
    """Return a pattern of weekdays from one hour to another, in UTC, from the Monday of the story on."""
    people = tuple(player.person for player in crew)
    return NewPattern(region, "UTC", duty, WEEKDAYS, time(hours[0]), time(hours[1] % 24), MONDAY, None, (people,))


class Rota:
    """The usual patterns, begun on the Monday of the story, and how the rota reads since."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.begins(cast.dan, by_day(cast.eve, cast.ned))
        self.begins(cast.dan, by_day(cast.dan, duty=Duty.MANAGER))
        self.begins(cast.max, by_day(cast.amy, region="americas", hours=(14, 23)))

    def begins(self, player: Player, new: NewPattern, *, at: str = "Mon 2026-03-02 00:10", **other: Any) -> Pattern:
        return acts(player, begin_pattern, replace(new, **other), at=at)

    def on(self, day: str, player: Player | None = None, region: str = "emea", duty: Duty = Duty.SHIFT) -> list[Shift]:
        """Return the shifts of a region that touch a day, those of one person or of all."""
        since = self.moment(f"{day} 00:00")
        with as_role("sundial_worker"), viewing(CLOCKWORK):
            found = shifts(*rota_written(), since, since.replace(hour=23, minute=59))
        mine = [one for one in found if (one.region, one.duty) == (region, duty)]
        return [one for one in mine if player is None or one.person == str(player.person.pk)]

    def of(self, day: str, player: Player) -> str:
        """Return the name of somebody's first shift on a day."""
        return self.on(day, player)[0].name

    def says(self, day: str, region: str = "emea", duty: Duty = Duty.SHIFT) -> list[str]:
        """Return a day's shifts as words: who, from when to when."""
        with as_role("sundial_worker"), viewing(CLOCKWORK):
            names = {str(pk): name for pk, name in Person.objects.values_list("pk", "name")}
        return [
            f"{names[one.person]} {one.since:%H:%M}-{one.until:%H:%M}{' offered' if one.offered else ''}"
            for one in self.on(day, region=region, duty=duty)
        ]

    def moment(self, text: str) -> datetime:
        """Read a moment without moving the story on."""
        today = self.cast.at.today
        try:
            return self.cast.at(text)
        finally:
            self.cast.at.today = today


class Lately(Rota):
    """The usual patterns, begun this minute: they hold from the coming Monday on."""

    def __init__(self, cast: Cast) -> None:
        self.now = database_now()
        self.monday = self.now.date() + timedelta(days=7 - self.now.weekday())
        cast.at = lambda _moment: self.now  # type: ignore[assignment]
        for player in (cast.eve, cast.ned, cast.dan, cast.amy, cast.max):
            player.at = cast.at
        super().__init__(cast)

    def begins(self, player: Player, new: NewPattern, **other: Any) -> Pattern:  # type: ignore[override]
        return super().begins(player, new, at="", first=self.monday, **other)

    @property
    def week(self) -> str:
        """Return the address of that week, in UTC."""
        return f"/desk/rota?clock=utc&week={self.monday}"

    def name(self, player: Player, days: int = 0, key: str = "emea-shift-1") -> str:
        """Return the name of somebody's shift, so many days after the Monday."""
        return f"{key}/{self.monday + timedelta(days=days)}/{player.person.pk}"

    def at(self, days: int, hour: int) -> str:
        """Return a moment as a form writes it."""
        return f"{self.monday + timedelta(days=days)}T{hour:02}:00"
