"""What the checker says about a document: one place, one sentence, and an instant at which it would bite."""

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How grave a finding is: a contradiction that breaks a promise, a doubt, or something good to know."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding; `id` names the rule (docs/protocol.md lists them), `where` the key path in the document.

    `bites` is an example with its instants, computed by the same engine as every promise; "" where it is not a
    matter of time.
    """

    id: str
    level: Level
    obligation: str
    where: str
    says: str
    bites: str = ""


ORDER = list(Level)


def place(finding: Finding) -> tuple[int, str, int]:
    """Return what findings sort by: errors first, then by rule; A2 before A10."""
    return ORDER.index(finding.level), finding.id[:1], int("".join(filter(str.isdigit, finding.id)))
