"""`sundial backtest`: histories compared in parts, by as many processes as are asked for."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from itertools import islice
from typing import Any, NamedTuple

from django.db import transaction

from sundial.management.lines import read_printable
from sundial.management.spread import slices
from sundial.models import CLOCKWORK, Case, NoProtocol, database_now, protocols_of, viewing
from sundial.models.bulk import Opening, opened_between
from sundial.models.fetch import fetch
from sundial.models.protocol import read_document
from sundial.protocol.backtest import Cell, Figures, Pair, compared
from sundial.protocol.case import HistoryError, named_protocols
from sundial.protocol.case_json import read_case
from sundial.protocol.document import Protocol
from sundial.protocol.facts import Fact
from sundial.protocol.facts_json import FactError, instant_text
from sundial.protocol.hours import HoursError

LINES, PARTS = 250, 512  # lines in one part of a file; parts of the database
FEW = 2_000  # cases: fewer are compared sooner than another process begins
UNREADABLE = (FactError, HistoryError, HoursError, NoProtocol)
TOLD = 100  # cases that could not be compared, told by name

Document = tuple[str, str]  # its digest, and itself as text


class NotTheWorker(RuntimeError):
    """The desk's own cases cannot be compared by a role that does not see them all."""


@dataclass(slots=True)
class Tested:
    """What came of some histories: figures by cell, lines for the file, how many could not be compared, and why not."""

    cases: int = 0
    cells: dict[Cell, Figures] = field(default_factory=dict)
    lines: list[tuple[Any, ...]] = field(default_factory=list)
    failed: int = 0
    problems: list[tuple[str, str]] = field(default_factory=list)

    def add(self, case: str, pairs: Iterable[Pair], *, told: bool) -> None:
        """Count the promises of a case; `told`: with a line for each whose outcome would have been another."""
        for pair in pairs:
            self.cells.setdefault(pair.shown.cell, Figures()).add(pair)
            if told and pair.differs:
                self.lines.append((case, *_line(pair)))

    def fail(self, where: str, error: Exception) -> None:
        """Count a case that could not be compared."""
        self.failed += 1
        self.problems.append((where, str(error)))

    def join(self, other: "Tested") -> None:
        """Take in what another part has found, but for its lines, which go to the file."""
        self.cases += other.cases
        self.failed += other.failed
        self.problems = (self.problems + other.problems)[:TOLD]
        for cell, figures in other.cells.items():
            self.cells.setdefault(cell, Figures()).join(figures)


class Asked(NamedTuple):
    """The other document, when what still runs is judged (None: at the last fact), and whether lines are wanted."""

    b: Document
    as_of: datetime | None
    told: bool


@dataclass(frozen=True, slots=True)
class FilePart:
    """Some lines of a file, each with its number, and the documents that they were promised under, the first first."""

    lines: tuple[tuple[int, bytes], ...]
    were: tuple[Document, ...]
    asked: Asked


@dataclass(frozen=True, slots=True)
class DatabasePart:
    """Some of the desk's own cases: a range of ids, and between which instants they were opened."""

    opening: Opening
    asked: Asked


def file_parts(lines: Iterable[tuple[int, bytes]], were: tuple[Document, ...], asked: Asked) -> Iterator[FilePart]:
    """Part a file."""
    rest = iter(lines)
    while some := tuple(islice(rest, LINES)):
        yield FilePart(some, were, asked)


def database_parts(many: int, since: datetime, until: datetime, asked: Asked) -> Iterator[DatabasePart]:
    """Part the cases that were opened between two instants; of few there is one part."""
    for bounds in slices(PARTS if many > FEW else 1):
        yield DatabasePart(Opening(*bounds, since, until), asked)


def opened_since(since: datetime, until: datetime | None) -> tuple[int, datetime, datetime]:
    """Return how many cases were opened since then, until when that is (by default now), and now.

    Raises NotTheWorker.
    """
    with transaction.atomic(), viewing(CLOCKWORK):
        if fetch("SELECT sundial_is_clockwork()") != [(True,)]:
            raise NotTheWorker("the desk's own cases are read as the worker: no other role sees every case")
        now = database_now()
        until = until or now
        return Case.objects.filter(opened_at__gte=since, opened_at__lt=until).count(), until, now


def hands_for(many: int, processes: int) -> int:
    """Return by how many processes so many cases are compared."""
    return processes if many > FEW else 1


def compare_lines(part: FilePart) -> Tested:
    """Compare the histories of some lines; what cannot be compared is told by the number of its line."""
    protocols = {digest: _read(document) for digest, document in (*part.were, part.asked.b)}
    tested = Tested(cases=len(part.lines))
    for number, line in part.lines:
        try:
            named = read_case(read_printable(line), part.were[0][0])
            pairs = _pairs(named.history, protocols, part.asked)
        except UNREADABLE as error:
            tested.fail(f"line {number}", error)
        else:
            tested.add(named.case, pairs, told=part.asked.told)
    return tested


def compare_cases(part: DatabasePart) -> Tested:
    """Compare the histories of some cases of the database, each as it was under its own revisions."""
    tested, (digest, document) = Tested(), part.asked.b
    with transaction.atomic(), viewing(CLOCKWORK):
        for number, history in opened_between(part.opening):
            tested.cases += 1
            try:
                protocols = {**protocols_of(named_protocols(history)), digest: _read(document)}
                pairs = _pairs(history, protocols, part.asked)
            except UNREADABLE as error:
                tested.fail(number, error)
            else:
                tested.add(number, pairs, told=part.asked.told)
    return tested


_read = lru_cache(maxsize=16)(read_document)


def _pairs(history: tuple[Fact, ...], protocols: Mapping[str, Protocol], asked: Asked) -> list[Pair]:
    return list(compared(history, protocols, asked.b[0], asked.as_of))


def _line(pair: Pair) -> tuple[Any, ...]:
    clock, (plan, severity, promise), _ = pair.shown
    ended = instant_text(clock.ended_at) if clock.ended_at else ""
    due_a, a, due_b, b = (
        said for one in pair for said in ((instant_text(one.clock.due_at), _word(one.late)) if one else ("", ""))
    )
    return (plan, severity, str(promise), clock.cycle, instant_text(clock.started_at), ended, due_a, a, due_b, b)


def _word(late: bool) -> str:
    return "late" if late else "kept"
