"""The wall of the naive model, on which the clocks of one case hang, and the ways in which they come and go."""

from tests.naive_hours import minute_of
from tests.naive_owed import ORDER, PROMISE, Count, Name, Owed
from tests.naive_tables import Revision


class Wall:
    """What hangs there and who the customer is; `now` is the minute of the fact that is being read."""

    def __init__(self, opened, now: int, revisions: dict[str, Revision]) -> None:
        self.now = now
        self.revisions = revisions
        self.revision = revisions[opened.protocol]
        self.plan, self.severity = opened.plan, opened.severity
        self.home, self.designated = opened.home_region, opened.regions
        self.owed: list[Owed] = []
        self.standing_still: tuple[str, ...] = ()  # the promises that are paused now (6)
        self.said_soon: set[Name] = set()
        self.said_broken: set[Name] = set()
        self.waivers: list[tuple[Name, int, int]] = []  # which, what it is about (0: all of the name), by which fact

    def running(self, *kinds: str) -> list[Owed]:
        """Return what runs of these kinds, in the order that holds at one and the same fact."""
        return sorted(
            (owed for owed in self.owed if owed.ended is None and owed.kind in kinds),
            key=lambda owed: (ORDER.index(owed.kind), owed.about),
        )

    def in_time(self, *kinds: str) -> list[Owed]:
        """Return what runs and can be moved: what is late is moved by nothing."""
        return [owed for owed in self.running(*kinds) if not self.is_late(owed)]

    def is_late(self, owed: Owed) -> bool:
        return owed.is_late(self.now, self.said_broken)

    def comes_again(self) -> bool:
        """Say whether fix release is a cadence on the case's severity, and not a notice."""
        return self.revision.cell(self.plan, self.severity, PROMISE["cadence"]).style == "every"

    def hours(self):
        return self.revision.hours(self.home, self.designated)

    def by_table(self, kind: str, start: int, never_before: int = 0) -> Count:
        cell = (self.plan, self.severity, PROMISE[kind])
        amount = self.revision.cell(*cell).amount
        return Count(start, self.revision, self.hours(), amount=amount, cell=cell, never_before=never_before)

    def at_instant(self, instant: int) -> Count:
        return Count(self.now, self.revision, self.hours(), instant=instant)

    def hang(self, kind: str, counts: list[Count], own_start: int, **more) -> None:
        """A clock comes to stand; while its promise stands still it is paused from the first (6)."""
        cycle = 1 + sum(owed.promise == PROMISE[kind] for owed in self.owed)
        owed = Owed(kind, cycle, counts, own_start, self.now, **more)
        if owed.promise in self.standing_still:
            owed.pause(self.now)
        self.owed.append(owed)

    def supersede(self, owed: Owed, counts: list[Count], own_start: int, agreed: int = 0) -> None:
        """Another clock of the same promise takes the place of this one; it is paused on while it has time left."""
        owed.go_on(self.now)
        owed.ended, owed.superseded = self.now, True
        self.hang(owed.kind, counts, own_start, about=owed.about, agreed=agreed, pauses=[*owed.pauses])
        if self.owed[-1].due <= self.now:
            self.owed[-1].paused_since = None

    def end(self, owed: Owed, *, kept: bool = False) -> None:
        owed.late = self.is_late(owed)  # what is paused is not late
        owed.go_on(self.now)
        owed.ended, owed.kept = self.now, kept

    def end_all(self, *kinds: str) -> None:
        for owed in self.running(*kinds):
            self.end(owed)

    def stand_still(self, promises: tuple[str, ...]) -> None:
        """These promises are paused now, and no others (6)."""
        self.standing_still = promises
        for owed in self.in_time(*ORDER):
            if owed.promise not in promises:
                owed.go_on(self.now)
            elif owed.paused_since is None and owed.due > self.now:
                owed.pause(self.now)

    # what is said of clocks (9)

    def hears_due_soon(self, fact) -> None:
        self.said_soon.add(_name(fact.what))

    def hears_breached(self, fact) -> None:
        self.said_broken.add(_name(fact.what))

    def hears_waived(self, fact) -> None:
        self.waivers.append((_name(fact.what), fact.what.about, fact.seq))

    def waived_by(self, owed) -> int | None:
        """The last waiver of it; one that says what it is about goes before one that does not."""
        of_name = [(about > 0, nth, seq) for nth, (name, about, seq) in enumerate(self.waivers)
                   if name == owed.name and about in (0, owed.about)]  # fmt: skip
        return max(of_name)[2] if of_name else None


def _name(what) -> Name:
    return Name(str(what.promise), minute_of(what.due_at))
