"""The fixes that a case waits for, and the dates that stand for them (docs/promises.md 3)."""

from dataclasses import dataclass, field


@dataclass
class Awaited:
    """A fix that is waited for; a date that was given without a fix stands for it too, unless its date was taken."""

    date: int | None = None
    shares: bool = True


@dataclass
class Fixes:
    """What is waited for, by key, and the date that was given without a fix; dates are minutes."""

    waited: dict[str, Awaited] = field(default_factory=dict)
    date: int | None = None

    def date_of(self, fix: str) -> int | None:
        awaited = self.waited[fix]
        if awaited.date is not None:
            return awaited.date
        return self.date if awaited.shares else None

    def dates(self) -> dict[str, int | None]:
        return {fix: self.date_of(fix) for fix in self.waited}

    def all_dated(self) -> bool:
        return bool(self.waited) and None not in self.dates().values()

    def give(self, fix: str, date: int) -> None:
        if fix:
            self.waited[fix] = Awaited(date)
            return
        self.date = date
        for awaited in self.waited.values():
            awaited.shares = True

    def take(self, fix: str) -> None:
        """No date stands for the fix any more."""
        self.waited[fix] = Awaited(shares=False)

    def forget_dates(self) -> None:
        self.date = None
        self.waited = {fix: Awaited() for fix in self.waited}
