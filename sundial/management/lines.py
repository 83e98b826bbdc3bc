"""Cases as lines of a file: numbered, empty ones left out, each read by itself: a bad one is an error of its own."""

import json
from collections.abc import Iterator
from typing import IO, Any

from sundial.protocol.facts_json import FactError
from sundial.protocol.json_line import read_line


def numbered_lines(file: IO[bytes]) -> Iterator[tuple[int, bytes]]:
    """Yield each line that says something, with its number from 1; half a character is an error of its line alone."""
    yield from ((number, line) for number, line in enumerate(file, start=1) if line.strip())


def read_printable(line: bytes) -> Any:
    """Return the JSON of a line; raises FactError for what is none, or could be read and never printed."""
    try:
        obj = read_line(line)
        json.dumps(obj, ensure_ascii=False).encode()  # half a character, as in "\\ud800"
    except ValueError as error:
        raise FactError("JSON", f"cannot be read: {error}") from None
    return obj
