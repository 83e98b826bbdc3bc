"""`sundial protocol check`: findings and problems, for a person or for a script."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from sundial.protocol.checks import Finding, Level
from sundial.protocol.document import DocumentError, Protocol

NAMES = {Level.ERROR: "error", Level.WARNING: "warning", Level.INFO: "note"}


def as_text(file: str, findings: Sequence[Finding]) -> Iterator[str]:
    """Yield each finding with its rule, obligation and key path, and the counts at the end."""
    for finding in findings:
        yield f"{NAMES[finding.level]} {finding.id} ({finding.obligation}) {finding.where}"
        yield f"    {finding.says}"
        if finding.bites:
            yield f"    for example {finding.bites}"
    counts = Counter(finding.level for finding in findings)
    yield f"{file}: " + ", ".join(_counted(counts[level], NAMES[level]) for level in Level)


def _counted(count: int, name: str) -> str:
    return f"{count} {name}" if count == 1 else f"{count} {name}s"


def as_json(file: str, protocol: Protocol, findings: Sequence[Finding]) -> dict[str, Any]:
    """Return the findings as plain values, with the revision that they are about."""
    return {"file": file, "digest": protocol.digest, "problems": [], "findings": [asdict(one) for one in findings]}


def problems_as_json(error: DocumentError) -> dict[str, Any]:
    """Return what keeps a document from being read, in the same form."""
    problems = [asdict(problem) for problem in error.problems]
    return {"file": error.file, "digest": None, "problems": problems, "findings": []}
