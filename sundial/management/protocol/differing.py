"""`sundial protocol diff`: what two documents say differently, for a person or for a script."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import groupby
from typing import Any

from sundial.management.protocol.columns import titled
from sundial.protocol.diff import TITLES, Change
from sundial.protocol.document import Protocol


@dataclass(frozen=True, slots=True)
class Named:
    """A document, and the file that it was read from, or whatever else named it; `kept` is the digest of a revision."""

    file: str
    protocol: Protocol
    kept: str = ""

    @property
    def digest(self) -> str:
        """The name of the revision that it is, or would be."""
        return self.kept or self.protocol.digest

    def __str__(self) -> str:
        return f"{self.file} (revision {self.digest[:12]})"


def as_text(a: Named, b: Named, changes: Sequence[Change]) -> Iterator[str]:
    """Yield the changes under their kinds, and how many they are."""
    for kind, same in groupby(changes, key=lambda change: change.kind):
        yield from titled(TITLES[kind], (change.says for change in same))
    said = {0: "the same", 1: "1 change"}.get(len(changes), f"{len(changes)} changes")
    yield f"From {a} to {b}: {said}"


def as_json(a: Named, b: Named, changes: Sequence[Change]) -> dict[str, Any]:
    """Return the two documents by file and digest, and the changes as plain values."""
    return {"a": _named(a), "b": _named(b), "changes": [asdict(change) for change in changes]}


def _named(one: Named) -> dict[str, str]:
    return {"file": one.file, "digest": one.digest}
