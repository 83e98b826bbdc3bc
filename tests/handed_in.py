"""Whole documents as TOML, such as are handed in on a page: the shipped one with other targets."""

from sundial.protocol.document import SHIPPED

HALVED = SHIPPED.parent / "examples" / "silver-halved.toml"


def halved() -> str:
    """Return the shipped file with Silver's targets in half the time, standing alone."""
    other = {place: line for place, line in _lines(HALVED.read_text(encoding="utf-8")) if place[1]}
    lines = [other.get(place, line) for place, line in _lines(SHIPPED.read_text(encoding="utf-8"))]
    return "\n".join(lines) + "\n"


def _lines(text: str) -> list[tuple[tuple[str, str], str]]:
    """Return the lines of a file, those of targets each with its table and its key."""
    found, table = [], ""
    for line in text.splitlines():
        table = line.strip() if line.startswith("[") else table
        key = line.split("=")[0].strip() if table.startswith("[tables.") else ""
        found.append(((table, key), line))
    return found
