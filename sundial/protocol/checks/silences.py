"""What the promises of a document lean on and no section settles: a finding for each silence that matters here.

`stated` in the document names the section that settles a matter. A silence is reported only if something in the
document needs the matter settled; the reading that stands in for it is named.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sundial.protocol.amounts import BusinessDays, BusinessTime
from sundial.protocol.checks import examples
from sundial.protocol.checks.finding import Finding, Level
from sundial.protocol.checks.sample import Sample
from sundial.protocol.document import Cell, Protocol
from sundial.protocol.document.ladder import SEVERITY
from sundial.protocol.document.parts import Matter

Needs = Callable[[Protocol], list[str]]


def findings(sample: Sample) -> Iterator[Finding]:
    """Report every matter that is not stated, although a key path of the document needs it."""
    for silence in SILENCES:
        needed_by = silence.needed_by(sample.protocol)
        if needed_by and not sample.protocol.stated.get(silence.matter):
            says = f"{silence.says} ({len(needed_by)} such)" if len(needed_by) > 1 else silence.says
            bites = silence.example(sample) if silence.example else ""
            yield Finding(silence.id, silence.level, silence.obligation, needed_by[0], says, bites)


@dataclass(frozen=True, slots=True)
class Silence:
    """One matter: who needs it settled, what is missing, and where it would bite."""

    id: str
    matter: Matter
    level: Level
    obligation: str
    needed_by: Needs
    says: str
    example: Callable[[Sample], str] | None = None


def _cells(wanted: Callable[[Cell], bool]) -> Needs:
    def found(protocol: Protocol) -> list[str]:
        return [
            f"tables.{key}.targets.{severity}.{promise}"
            for key, table in protocol.tables.items()
            for severity, row in table.targets.items()
            for promise, cell in row.items()
            if wanted(cell)
        ]

    return found


def _worded(*words: str) -> Needs:
    return _cells(lambda cell: all(word in cell.wording.lower() for word in words))


def _in_business(cell: Cell) -> bool:
    return isinstance(cell.amount, BusinessTime | BusinessDays)


def _rungs(protocol: Protocol) -> list[str]:
    return [f"ladder.rungs.{number}" for number in protocol.ladder.rungs] if len(protocol.ladder.rungs) > 1 else []


def _by_severity(protocol: Protocol) -> list[str]:
    return [
        f"ladder.rungs.{number}.answers"
        for number, rung in protocol.ladder.rungs.items()
        if any(answer.within == SEVERITY for answer in rung.answers)
    ]


def _may_change(protocol: Protocol) -> list[str]:
    rungs = protocol.ladder.rungs.items()
    return [f"ladder.rungs.{number}.may_change_severity" for number, rung in rungs if rung.may_change_severity]


def _pausing(protocol: Protocol) -> list[str]:
    return [f"statuses.{key}.pauses" for key, status in protocol.statuses.items() if status.pauses]


def _pausing_nothing(protocol: Protocol) -> list[str]:
    return [] if _pausing(protocol) else ["readings.waiting_for_customer"]


def _always(where: str) -> Needs:
    return lambda _: [where]


ERROR, WARNING, INFO = Level
SILENCES = (
    Silence("A2", Matter.BUSINESS_HOURS, ERROR, "O6.6", _cells(lambda cell: isinstance(cell.amount, BusinessTime)),
            "a target in business hours, and no section says whose hours: read as business_calendar says",
            examples.in_each_region),
    Silence("A3", Matter.BUSINESS_DAY, WARNING, "O6.7", _cells(lambda cell: isinstance(cell.amount, BusinessDays)),
            "a target in business days, and no section says when such a day has passed: read as business_day says",
            examples.a_day_in_three_ways),
    Silence("A8", Matter.TIME_ZONE, WARNING, "O6.6", _cells(_in_business),
            "a target in business time, and no section names a time zone: each region has its own here",
            examples.in_each_region),
    Silence("A8", Matter.PUBLIC_HOLIDAYS, WARNING, "O6.6", _cells(_in_business),
            "a target in business time, and no section speaks of public holidays: each region keeps its own here",
            examples.over_a_holiday),
    Silence("B4", Matter.DIAGNOSIS_REGRESS, WARNING, "O6.8c", _worded("until", " and "),
            "an end with two conditions, and no section says what holds when one of them is withdrawn"),
    Silence("B5", Matter.DETERMINATION, WARNING, "O6.4", _cells(lambda cell: cell.style == "notice"),
            "a notice counts from a determination, and no section says who makes it and when it is recorded"),
    Silence("B6", Matter.ACCEPTANCE, WARNING, "O6.8d", _worded("accepts"),
            "updates stop when the customer accepts a date, and no section says what holds when that date slips"),
    Silence("B7", Matter.AGREEMENT, WARNING, "O6.2", _worded("otherwise agreed"),
            "something else can be agreed, and no section says by whom and until when"),
    Silence("B8", Matter.CADENCE_ANCHOR, WARNING, "O5.2", _cells(lambda cell: cell.style == "every"),
            "a cadence, and no section says whether it counts from the last update or on a fixed grid",
            examples.anchors),
    Silence("C2", Matter.RUNG_TARGET, WARNING, "O8.3", _by_severity,
            "a rung has the severity's target, and no section says of which promise", examples.three_promises),
    Silence("C7", Matter.RUNG_ORDER, WARNING, "O8.4", _rungs,
            "no section says whether a customer may begin on a higher rung"),
    Silence("C11", Matter.ESCALATION_SEVERITY, WARNING, "O6.8", _may_change,
            "an escalation may name another severity, and no section says whether it changes by that alone"),
    Silence("C12", Matter.RUNG_RESTART, WARNING, "O8.3", _by_severity,
            "a rung has the severity's target, and no section says whether a promise already kept is owed again",
            examples.owed_again),
    Silence("D6", Matter.ON_SITE_CLOCKS, WARNING, "O11.1", _always("onsite"),
            "no section says what the three promises do while a technician travels"),
    Silence("D7", Matter.REOPENING, WARNING, "O6.10", _always("readings.reopening"),
            "no section says what a reopened case is owed"),
    Silence("D7", Matter.MERGING, WARNING, "O6.10", _always("stated.merging"),
            "no section says what becomes of the promises of cases that are merged or have one fix in common"),
    Silence("P1", Matter.PAUSE, INFO, "O6.9", _pausing_nothing,
            "no section lets a promise pause while the customer is asked for something: nothing pauses",
            examples.over_a_silence),
    Silence("P2", Matter.SEVERITY_CHANGE, INFO, "O6.8", _always("readings.raised"),
            "no section says what becomes of a running promise when the severity changes"),
    Silence("P3", Matter.PAUSE, WARNING, "O6.9", _pausing,
            "a status pauses promises, and no section has such a clause: the published text promises them all the same",
            examples.over_a_pause),
)  # fmt: skip
