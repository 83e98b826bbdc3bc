"""The slow, obvious model of the rota, which shares no code with the reading: it looks at the clock every minute.

A shift runs in every minute before which the clock on the wall has shown its start, or something later, and has not
yet shown its end. Changes are done to half hours, each of which has one person and the name of the part it is in.
"""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sundial.protocol.rota import Added, Away, Dropped, Offered, Passed, TakenBack

MINUTE, HALF_AN_HOUR, DAY = timedelta(minutes=1), timedelta(minutes=30), timedelta(days=1)


def minutes_on_shift(pattern, since, until):
    """Return for each minute between two instants the people whom a pattern puts on shift."""
    zone, at, shown = ZoneInfo(pattern.zone), since - 2 * DAY, datetime(1, 1, 1)
    found = {}
    while at < until:
        shown = max(shown, at.astimezone(zone).replace(tzinfo=None))
        if at >= since:
            found[at] = sorted(person for day in _last_days(shown) for person in _at_work(pattern, day, shown))
        at += MINUTE
    return found


def _last_days(shown):
    return [shown.date() - back * DAY for back in range(3)]


def _at_work(pattern, day, shown):
    if not (pattern.first <= day and (pattern.last is None or day <= pattern.last) and day.weekday() in pattern.days):
        return ()
    starts = datetime.combine(day, pattern.starts)
    ends = datetime.combine(day, pattern.ends)
    if ends <= starts:
        ends += DAY
    if not starts <= shown < ends:
        return ()
    monday = pattern.first - pattern.first.weekday() * DAY
    return pattern.crews[(day - monday).days // 7 % len(pattern.crews)]


class Cells:
    """Half hours of shifts: by the shift as it was whole and the instant, who has it, in which part, offered or not."""

    def __init__(self, shifts):
        self.whole, self.last, self.off = {}, {}, set()
        for shift in shifts:
            self.begin(shift.name, shift)

    def begin(self, name, shift):
        """Let a shift begin, whole."""
        cells, at = {}, shift.since
        while at < shift.until:
            cells[at] = (shift.person, name, False, shift.region)
            at += HALF_AN_HOUR
        self.whole[name], self.last[name] = cells, 1

    def do(self, changes):
        """Do all that was not taken back, in order."""
        back = set()
        for change in sorted(changes, key=lambda one: -one.seq):
            if change.seq not in back and isinstance(change.what, TakenBack) and change.what.change < change.seq:
                back.add(change.what.change)
        for change in changes:
            if change.seq not in back:
                self.one(change.seq, change.what)
        return self

    def one(self, seq, what):
        """Do one change."""
        if isinstance(what, Added):
            self.begin(f"+{seq}", what)
        if isinstance(what, Away):
            self.off |= {(what.person, what.since + half * HALF_AN_HOUR) for half in range(_halves(what))}
        if isinstance(what, Dropped | Passed | Offered):
            for whole in self.whole:
                self.named(whole, what)
        self.clear()

    def named(self, whole, what):
        """Do what is done to a part by its name."""
        cells = self.whole[whole]
        mine = {at: cell for at, cell in cells.items() if cell[1] == what.shift}
        if isinstance(what, Dropped):
            self.whole[whole] = {at: cell for at, cell in cells.items() if at not in mine}
        elif isinstance(what, Offered):
            cells |= {at: (who, name, True, region) for at, (who, name, _, region) in mine.items()}
        elif mine and next(iter(mine.values()))[0] != what.to:
            cells |= {
                at: (what.to, name, False, region)
                for at, (_, name, _, region) in mine.items()
                if (what.since is None or what.since <= at) and (what.until is None or at < what.until)
            }
            self.part(whole)

    def clear(self):
        """Take out what lies in anybody's time off."""
        for whole, cells in self.whole.items():
            left = {at: cell for at, cell in cells.items() if (cell[0], at) not in self.off}
            if left != cells:
                self.whole[whole] = left
                self.part(whole)

    def part(self, whole):
        """Give every stretch of one person a name: the first of those with one name keeps it."""
        cells, seen, before = self.whole[whole], set(), None
        for at in sorted(cells):
            who, name, offered, region = cells[at]
            follows = before is not None and at - before[0] == HALF_AN_HOUR and before[1][:3] == (who, name, offered)
            if not follows:
                given = name if name not in seen else self.next_name(whole)
                seen.add(name)
            before = at, cells[at]
            cells[at] = who, given, offered, region

    def next_name(self, whole):
        """Return a name that no part of a shift has had."""
        self.last[whole] += 1
        return f"{whole}/{self.last[whole]}"

    def told(self, since, until):
        """Return who has which half hours of the parts that are there between two instants."""
        found = {}
        for cells in self.whole.values():
            for at, (who, name, offered, region) in cells.items():
                found.setdefault((name, who, offered, region), set()).add(at)
        return {key: ats for key, ats in found.items() if any(since <= at < until for at in ats)}


def cells_of(shifts):
    """Return the same of shifts as they were read."""
    return {
        (one.name, one.person, one.offered, one.region): {
            one.since + half * HALF_AN_HOUR for half in range(_halves(one))
        }
        for one in shifts
    }


def _halves(span):
    return (span.until - span.since) // HALF_AN_HOUR
