"""What a bench prints and keeps: one table, each figure beside its limit and the bare limit of the machine."""

import os
import platform
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


@dataclass
class Report:
    """Lines of figures under one title."""

    name: str
    title: str
    beside: str = "the bare machine"
    lines: list[tuple[str, str, str, str]] = field(default_factory=list)

    def line(self, what: str, figure: str, limit: str = "", bare: str = "") -> None:
        """Add a figure, the limit that it must keep, and what the machine does without us; print it at once."""
        self.lines.append((what, figure, limit, bare))
        print(f"{what:<66} {figure:>12}  {limit:<12} {bare}", flush=True)

    def finish(self, *, write: bool) -> None:
        """Keep the table in bench/results if asked to."""
        if not write:
            return
        rows = [f"| {' | '.join(line)} |" for line in self.lines]
        day = f"{datetime.now(UTC):%Y-%m-%d}"
        head = [f"# {self.title}", "", f"Measured on {day}: {machine()}.", ""]
        table = [f"| what | figure | limit | {self.beside} |", "|---|---|---|---|", *rows, ""]
        (HERE / "results").mkdir(exist_ok=True)
        (HERE / "results" / f"{self.name}.md").write_text("\n".join([*head, *table]))


def machine() -> str:
    """Say on what it was measured, and how busy that was."""
    load = f"load average {os.getloadavg()[0]:.1f} at the end"
    system = f"{platform.system()} {platform.machine()}, Python {platform.python_version()}"
    return f"{os.cpu_count()} cores, {system}, {load}"


def percentile(values: Sequence[float], percent: float) -> float:
    """Return the value that `percent` of the values do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))]


def histogram(name: str, values: Sequence[float], title: str) -> None:
    """Draw the values into bench/out, where matplotlib is installed (`uv sync --group bench`)."""
    with _drawing(name, title, "ms", "alerts") as axes:
        if axes:
            axes.hist(values, bins=60, log=True)


def curves(name: str, series: Mapping[str, Sequence[float]], title: str) -> None:
    """Draw how many had come by when, in seconds, into bench/out likewise; each series is in order."""
    with _drawing(name, title, "s", "how many") as axes:
        for label, values in series.items() if axes else ():
            axes.step(values, range(1, len(values) + 1), label=label)
        if axes:
            axes.set_yscale("log")
            axes.legend()


@contextmanager
def _drawing(name: str, title: str, across: str, up: str) -> Iterator[Any]:
    try:
        from matplotlib.figure import Figure  # noqa: PLC0415
    except ImportError:
        yield None
        return
    figure = Figure(figsize=(7, 3), layout="tight")
    axes = figure.subplots()
    yield axes
    axes.set(title=title, xlabel=across, ylabel=up)
    (HERE / "out").mkdir(exist_ok=True)
    figure.savefig(HERE / "out" / f"{name}.png", dpi=120)
