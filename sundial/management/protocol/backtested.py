"""`sundial backtest`: what came of it, for a person, for a script and for a spreadsheet."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any

from sundial.management.protocol.backtesting import Tested
from sundial.management.protocol.columns import table, titled
from sundial.management.protocol.differing import Named
from sundial.management.spreadsheet import Write, written
from sundial.protocol.backtest import Cell, Figures
from sundial.protocol.document import Protocol
from sundial.protocol.promises import PHASES

HEADS = ("Promise", "Kept", "Late", "Kept under B", "Late under B", "Newly late", "No longer late")
COLUMNS = (
    "case", "plan", "severity", "promise", "cycle", "started", "ended", "due_a", "a", "due_b", "b",
)  # fmt: skip
TOLD = 20  # cases that could not be compared; --json has more of them


def as_text(whole: Tested, b: Named) -> Iterator[str]:
    """Yield the figures by plan, severity and promise with their sum, and what could not be compared."""
    yield f"{_counted(whole.cases)}, as opened and as if opened under B: {b}"
    yield ""
    if whole.cells:
        rows = [(_name(cell, b.protocol), *_row(figures)) for cell, figures in _sorted(whole, b.protocol)]
        yield from titled("Promises kept and late", table(HEADS, [*rows, ("all", *_row(_all(whole)))]))
    else:
        yield "No promise was kept or late, nor would one have been."
    if whole.failed:
        yield from titled(f"Could not be compared: {whole.failed:,}", _failed(whole))


def as_json(whole: Tested, b: Named) -> dict[str, Any]:
    """Return the figures as plain values."""
    cells = [
        {"plan": plan, "severity": severity, "promise": str(promise), **asdict(figures)}
        for (plan, severity, promise), figures in _sorted(whole, b.protocol)
    ]
    problems = [{"case": case, "problem": problem} for case, problem in whole.problems]
    figures = {"all": asdict(_all(whole)), "by": cells, "failed": whole.failed, "problems": problems}
    return {"b": {"file": b.file, "digest": b.digest}, "cases": whole.cases, **figures}


@contextmanager
def as_csv(out: str | None) -> Iterator[Write]:
    """Take lines of comma-separated values; the file is there when all of them are, or not at all.

    Raises CommandError where it cannot be written.
    """
    if out is None:
        yield lambda lines: None
        return
    with written(out) as write:
        write([COLUMNS])
        yield write


def _all(whole: Tested) -> Figures:
    found = Figures()
    for figures in whole.cells.values():
        found.join(figures)
    return found


def _failed(whole: Tested) -> Iterator[str]:
    shown = whole.problems[:TOLD]
    yield from (f"{where}: {problem}" for where, problem in shown)
    if whole.failed > len(shown):
        yield f"and {whole.failed - len(shown):,} more"


def _sorted(whole: Tested, protocol: Protocol) -> list[tuple[Cell, Figures]]:
    """Return the cells in the order of the document, plans that it does not know last."""
    plans = list(protocol.plans)

    def place(one: tuple[Cell, Figures]) -> tuple[int, str, int, int]:
        plan, severity, promise = one[0]
        return (plans.index(plan) if plan in plans else len(plans), plan, severity, PHASES.index(promise))

    return sorted(whole.cells.items(), key=place)


def _name(cell: Cell, protocol: Protocol) -> str:
    plan, severity, promise = cell
    named = protocol.plans[plan].name if plan in protocol.plans else plan
    return f"{named}, severity {severity}, {promise.replace('-', ' ')}"


def _row(figures: Figures) -> tuple[str, ...]:
    return tuple(f"{value:,}" for value in asdict(figures).values())


def _counted(cases: int) -> str:
    return "1 case" if cases == 1 else f"{cases:,} cases"
