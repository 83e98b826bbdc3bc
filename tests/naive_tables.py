"""The tables of O6 typed off by hand, and other revisions: what the naive model counts by, and the documents they make.

EH elapsed hours, EM minutes, BH business hours, BD business days; a fix release comes `every` so often, or it is a
`notice` within so much of a determination.
"""

from functools import cache
from typing import NamedTuple

from sundial.protocol.document import Protocol, from_json, shipped, to_json
from tests.naive_hours import Hours, Place

FIRST, UPDATE, FIX, ANSWER = "first-response", "diagnosis-update", "fix-release", "resource-answer"
HANDOVER, ESCALATION = "handover", "escalation-answer"

PUBLISHED = """
platinum 1 | 1 EH | 2 EH  | every  2 EH
platinum 2 | 1 EH | 1 BD  | notice 1 BD
platinum 3 | 4 EH | 1 BD  | notice 2 BD
platinum 4 | 4 EH | 1 BD  | notice 3 BD
gold     1 | 2 BH | 8 EH  | every  1 BD
gold     2 | 2 EH | 8 EH  | notice 2 BD
gold     3 | 8 EH | 1 BD  | notice 2 BD
gold     4 | 8 EH | 1 BD  | notice 3 BD
silver   1 | 4 BH | 12 BH | every  1 BD
silver   2 | 4 EH | 12 BH | notice 2 BD
silver   3 | 1 BD | 1 BD  | notice 2 BD
silver   4 | 1 BD | 1 BD  | notice 3 BD
"""
SHORTER = """
platinum 1 | 30 EM | 1 EH | every  1 EH
platinum 2 | 1 EH  | 6 BH | notice 6 BH
platinum 3 | 2 EH  | 6 BH | notice 1 BD
platinum 4 | 4 EH  | 1 BD | notice 2 BD
gold     1 | 1 BH  | 4 EH | every  5 BH
gold     2 | 2 BH  | 9 EH | notice 1 BD
gold     3 | 4 BH  | 1 BD | notice 3 BD
gold     4 | 1 BD  | 2 BD | notice 4 BD
silver   1 | 3 BH  | 6 BH | every  2 BD
silver   2 | 3 EH  | 9 BH | notice 1 BD
silver   3 | 1 BD  | 1 BD | notice 9 BH
silver   4 | 2 BD  | 2 BD | notice 3 BD
"""
TABLE_OF = {"platinum": "platinum", "emerald": "platinum", "gold": "gold", "silver": "silver"}
BEST_FIRST = ("platinum", "gold", "silver")
UNITS = {"EM": ("minutes", "EM", 1), "EH": ("hours", "EM", 60), "BH": ("business hours", "BM", 60)}
UNITS["BD"] = ("business days", "BD", 1)


class Amount(NamedTuple):
    """So many of EM elapsed minutes, BM business minutes, BD business days."""

    number: int
    unit: str


class Cell(NamedTuple):
    """One target: "1", "EH"; a cadence comes again, a notice and a first response do not."""

    number: int
    unit: str
    style: str

    @property
    def amount(self) -> Amount:
        _, unit, size = UNITS[self.unit]
        return Amount(self.number * size, unit)


def cells(table: str) -> dict[tuple[str, int, str], Cell]:
    found = {}
    for line in table.strip().splitlines():
        row, first, update, fix = line.split("|")
        plan, severity = row.split()
        for promise, text in ((FIRST, f"within {first}"), (UPDATE, f"every {update}"), (FIX, fix)):
            style, number, unit = text.split()
            found[plan, int(severity), promise] = Cell(int(number), unit, style)
    return found


class Revision:
    """One revision: a table typed by hand, and of its document what is data (hours, holidays, warnings, statuses)."""

    def __init__(self, protocol: Protocol, cells: dict[tuple[str, int, str], Cell]) -> None:
        self.protocol = protocol
        self.cells = cells
        self.places = {key: Place(region.rule) for key, region in protocol.regions.items()}
        self.warn = {str(promise): warn for promise, warn in protocol.warn.items()}
        self.pauses = {key: tuple(map(str, status.pauses)) for key, status in protocol.statuses.items()}
        self.updates_from_opening = protocol.readings.diagnosis_starts == "opening"
        self.union = protocol.readings.business_calendar == "union"
        self.hours = cache(self.hours)

    def cell(self, plan: str, severity: int, promise: str) -> Cell:
        return self.cells[TABLE_OF[plan], severity, promise]

    def hours(self, home: str, designated: tuple[str, ...]) -> Hours:
        """Return whose hours count: the home region's, or those that are designated, the home region first (O6.6)."""
        counted = set(designated) or (set(self.places) if self.union else {home})
        first = [home] if home in counted else []
        return Hours([self.places[region] for region in [*first, *sorted(counted - {home})]])


def is_better(plan: str, than: str) -> bool | None:
    """Say whether a plan is better than another; None if they share a table."""
    one, other = BEST_FIRST.index(TABLE_OF[plan]), BEST_FIRST.index(TABLE_OF[than])
    return None if one == other else one < other


@cache
def revisions() -> dict[str, Revision]:
    """Return the revisions of the tests, by digest, the published one first."""
    pausing = {"waiting-for-customer": [UPDATE, FIX], "waiting-for-test": [FIRST, UPDATE]}
    lunch = {"hours": [["08:30", "12:00"], ["13:00", "18:00"]], "weekly": {"fri": [["08:30", "14:00"]]}}
    found = (
        Revision(shipped(), cells(PUBLISHED)),
        Revision(changed(PUBLISHED, statuses=pausing), cells(PUBLISHED)),
        Revision(changed(SHORTER, statuses=pausing, region=lunch, diagnosis_starts="opening"), cells(SHORTER)),
        Revision(changed(PUBLISHED, business_calendar="union", diagnosis_starts="opening"), cells(PUBLISHED)),
    )
    return {revision.protocol.digest: revision for revision in found}


def changed(table: str, *, statuses=None, region=None, **readings) -> Protocol:
    """Return the shipped document with other targets, statuses that pause, other hours and other readings."""
    document = to_json(shipped())
    for (plan, severity, promise), cell in cells(table).items():
        said = document["tables"][plan]["targets"][str(severity)][promise]
        said |= {"within": None, "every": None, "notice": None, cell.style: f"{cell.number} {UNITS[cell.unit][0]}"}
    for status, paused in (statuses or {}).items():
        document["statuses"][status]["pauses"] = paused
    for one in document["regions"].values():
        one.update(region or {})
    document["regions"]["emea"]["days"] |= {"2026-03-11": [], "2026-03-14": [["10:00", "12:00"]]} if region else {}
    document["readings"] |= readings
    return from_json(document)


def read(protocol: Protocol) -> Revision:
    """Read the tables of any document, as `revisions` has them by hand."""
    business = protocol.readings.unqualified_hours == "business"
    found = {
        (table, int(severity), promise): _cell(said, business)
        for table, written in to_json(protocol)["tables"].items()
        for severity, row in written["targets"].items()
        for promise, said in row.items()
    }
    return Revision(protocol, found)


def _cell(said: dict, business: bool) -> Cell:
    style = next(style for style in ("within", "every", "notice") if said[style])
    number, unit = said[style].rstrip("s").split(" ", 1)
    short = next(short for short, (words, _, _) in UNITS.items() if words.rstrip("s") == unit)
    return Cell(int(number), "BH" if business and short == "EH" else short, style)
