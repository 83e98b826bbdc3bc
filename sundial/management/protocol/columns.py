"""Tables of plain text: columns as wide as their widest cell, long cells broken between words."""

from collections.abc import Iterator, Sequence
from itertools import zip_longest
from textwrap import wrap

WIDEST, GAP = 48, "  "


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Yield the lines of a table under its heads, with a rule between."""
    broken = [[wrap(cell, WIDEST) or [""] for cell in row] for row in (heads, *rows)]
    widths = [max(len(line) for row in broken for line in row[place]) for place in range(len(heads))]
    for number, row in enumerate(broken):
        for lines in zip_longest(*row, fillvalue=""):
            yield GAP.join(line.ljust(width) for line, width in zip(lines, widths, strict=True)).rstrip()
        if number == 0:
            yield GAP.join("-" * width for width in widths)


def titled(title: str, lines: Iterator[str]) -> Iterator[str]:
    """Yield a part under its title, and an empty line after it."""
    yield title
    yield "=" * len(title)
    yield from lines
    yield ""
