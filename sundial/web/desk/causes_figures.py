"""What is counted of causes: by rung, by region, plan and product; each figure leads to the rows that it counts."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from sundial.commands.causes import Climb
from sundial.protocol.causes import Answer, Figures, figures
from sundial.protocol.document import Protocol
from sundial.protocol.ladder_told_said import WAYS
from sundial.web import when

READS: Mapping[str, Callable[[Climb], str]] = {
    "rung": lambda one: str(one.cause.rung),
    "region": lambda one: one.case.home_region,
    "plan": lambda one: one.cause.plan,
    "product": lambda one: one.case.product,
}
TITLES = {"region": "By region", "plan": "By plan", "product": "By product"}
LONGEST = 200  # letters of a product in an address


@dataclass(frozen=True, slots=True)
class Summed:
    """The figures of some rungs, as a page says them."""

    figures: Figures

    @property
    def count(self) -> int:
        return self.figures.count

    @property
    def in_time(self) -> int:
        return self.figures.of(Answer.IN_TIME)

    @property
    def late(self) -> int:
        return self.figures.of(Answer.LATE)

    @property
    def never(self) -> int:
        return self.figures.of(Answer.NEVER)

    @property
    def owed(self) -> int:
        return self.figures.of(Answer.OWED)

    @property
    def comfortable(self) -> int:
        return len(self.figures.took)

    @property
    def typical(self) -> str:
        """The median time until a customer was comfortable: `6 h 20`; "" where nobody has said so."""
        found = self.figures.typical
        return when.length(found.total_seconds()) if found is not None else ""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table: what it counts, the address that shows exactly that, its figures, and its rungs in order."""

    name: str
    title: str
    url: str
    summed: Summed
    by_rung: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Cut:
    """The same rungs, cut by region, plan or product."""

    title: str
    rungs: tuple[int, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Narrowed:
    """Which of the rungs of a span are asked for, and the addresses beside that."""

    since: str
    until: str
    chosen: Mapping[str, str]

    def keeps(self, one: Climb) -> bool:
        """Say whether a rung is asked for."""
        return all(READS[key](one) == value for key, value in self.chosen.items())

    def url(self, **changes: str) -> str:
        """Return the address of the report with some of it changed."""
        said = {"since": self.since, "until": self.until, **self.chosen, **changes}
        return f"{reverse('desk:causes')}?{urlencode({key: value for key, value in said.items() if value})}"

    @property
    def plain_url(self) -> str:
        """The address of the whole span; "" where that is shown."""
        return self.url(**dict.fromkeys(READS, "")) if self.chosen else ""

    @property
    def csv_url(self) -> str:
        """The address of the same rows as a spreadsheet."""
        return self.url(csv="yes")

    def words(self, protocol: Protocol) -> str:
        """Say what is asked for: `rung 3, Gold`."""
        named = [
            f"rung {value}" if key == "rung" else name_of(key, value, protocol) for key, value in self.chosen.items()
        ]
        return ", ".join(named)


def narrowed(query: Mapping[str, Any], since: str, until: str) -> Narrowed:
    """Read an address."""
    said = {key: str(query.get(key, ""))[:LONGEST].replace("\0", "") for key in READS}
    return Narrowed(since, until, {key: value for key, value in said.items() if value})


def summed(climbs: Iterable[Climb]) -> Summed:
    """Count them."""
    return Summed(figures(one.cause for one in climbs))


def rungs(climbs: Sequence[Climb], asked: Narrowed, protocol: Protocol) -> list[Row]:
    """Return a line for each rung of the document, and for those of before that were taken."""
    numbers = sorted({*protocol.ladder.rungs, *(one.cause.rung for one in climbs)})
    return [_rung(number, climbs, asked, protocol) for number in numbers]


def _rung(number: int, climbs: Sequence[Climb], asked: Narrowed, protocol: Protocol) -> Row:
    rung = protocol.ladder.rungs.get(number)
    some = summed(one for one in climbs if one.cause.rung == number)
    return Row(str(number), WAYS[rung.way] if rung else "", asked.url(rung=str(number)), some)


def cuts(climbs: Sequence[Climb], asked: Narrowed, protocol: Protocol) -> list[Cut]:
    """Return the same rungs by region, plan and product, the most of them first."""
    numbers = tuple(sorted({one.cause.rung for one in climbs}))
    return [Cut(title, numbers, tuple(_rows(key, climbs, asked, protocol, numbers))) for key, title in TITLES.items()]


def _rows(
    key: str, climbs: Sequence[Climb], asked: Narrowed, protocol: Protocol, numbers: Sequence[int]
) -> Iterator[Row]:
    values: dict[str, list[Climb]] = {}
    for one in climbs:
        values.setdefault(READS[key](one), []).append(one)
    for value, some in sorted(values.items(), key=lambda pair: (-len(pair[1]), pair[0])):
        by_rung = tuple(sum(one.cause.rung == number for one in some) for number in numbers)
        yield Row(name_of(key, value, protocol), "", asked.url(**{key: value}), summed(some), by_rung)


def name_of(key: str, value: str, protocol: Protocol) -> str:
    """Return a value by its name in the document, or as it is where that has none."""
    if key == "region":
        return protocol.regions[value].name if value in protocol.regions else value
    if key == "plan":
        return protocol.plans[value].name if value in protocol.plans else value
    return value or "not said"
