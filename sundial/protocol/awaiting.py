"""The fixes that a case waits for, and the release date that stands for each (O6.8c)."""

from collections.abc import Iterable
from datetime import datetime

from sundial.protocol.facts import Fact
from sundial.protocol.history_error import HistoryError


class Fixes:
    """What is waited for: by its key each fix, with the date that was given for it, None while none stands."""

    __slots__ = ("_by_the_way", "_standing", "dates", "moved_from")

    def __init__(self) -> None:
        self.dates: dict[str, datetime | None] = {}
        self._standing: datetime | None = None  # given without a fix, for those that have none of their own
        self._by_the_way: set[str] = set()  # whose date is that one
        self.moved_from: datetime | None = None  # the earliest that the last date that was given, or reschedule, moved

    @property
    def standing(self) -> datetime | None:
        """The date that was given without a fix and stands, for those that have none of their own."""
        return self._standing

    @property
    def all_dated(self) -> bool:
        """Whether something is waited for, and a date stands for all of it."""
        return bool(self.dates) and None not in self.dates.values()

    def identified(self, fix: str) -> None:
        """Wait for a fix from now on; one that was waited for already keeps its date."""
        if fix not in self.dates:
            self.carried(fix, None)

    def carried(self, fix: str, date: datetime | None) -> None:
        """Wait for a fix that another case waited for, with the date that stood there."""
        if fix not in self.dates:
            self.dates[fix] = date or self._standing
            if date is None and self._standing:
                self._by_the_way.add(fix)
        elif self.dates[fix] is None:
            self.dates[fix] = date

    def gone(self, fact: Fact, fix: str) -> None:
        """Wait for a fix no more; raises HistoryError if it was not waited for."""
        self._check(fact, fix)
        del self.dates[fix]
        self._by_the_way.discard(fix)

    def dated(self, fact: Fact, fix: str, date: datetime) -> None:
        """Let a date stand for a fix, or ("") for all that have none of their own."""
        if fix:
            self._check(fact, fix)
            self._note_moved((fix,), date)
            self.dates[fix] = date
            self._by_the_way.discard(fix)
            return
        self._standing = date
        self._note_moved(self._by_the_way, date)
        for one, own in self.dates.items():
            if own is None or one in self._by_the_way:
                self.dates[one] = date
                self._by_the_way.add(one)

    def undated(self, fact: Fact, fix: str) -> None:
        """Let a date stand no more: that of a fix, or ("") what was given without one."""
        if fix:
            self.removed(fact, fix)
            return
        self._standing = None
        for one in self._by_the_way:
            self.dates[one] = None
        self._by_the_way.clear()

    def removed(self, fact: Fact, fix: str) -> None:
        """Let no date stand for a fix any more; raises HistoryError if it is not waited for."""
        self._check(fact, fix)
        self.dates[fix] = None
        self._by_the_way.discard(fix)

    def rescheduled(self, fact: Fact, fixes: tuple[str, ...], to: datetime | None) -> None:
        """Move the dates that stand for some fixes; raises HistoryError if none of them is waited for."""
        concerned = [fix for fix in fixes if fix in self.dates]
        if not concerned:
            raise HistoryError(f"{fact} names no fix that the case waits for")
        self._note_moved(concerned, to)
        for fix in concerned:
            if self.dates[fix] is not None:
                self.dates[fix] = to
                self._by_the_way.discard(fix)

    def forget_dates(self) -> None:
        """Let no date stand any more."""
        self._standing = None
        self._by_the_way.clear()
        self.dates = dict.fromkeys(self.dates)

    def _note_moved(self, fixes: Iterable[str], to: datetime | None) -> None:
        stood = (self.dates[fix] for fix in fixes)
        self.moved_from = min((date for date in stood if date is not None and date != to), default=None)

    def _check(self, fact: Fact, fix: str) -> None:
        if fix not in self.dates:
            raise HistoryError(f"{fact} names fix {fix!r}, for which the case does not wait")
