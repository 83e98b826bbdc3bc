"""Prove an evidence pack without a database: what holds of it, and the first thing that does not (O12.1)."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from sundial.protocol.evidence import proofs
from sundial.protocol.evidence.proofs import UnderProof
from sundial.protocol.evidence.reading import Fault, NotAPack, kept_of, read

__all__ = ["NotAPack", "Report", "check"]

UNREADABLE = (LookupError, TypeError, ValueError, AttributeError, ArithmeticError)  # what a changed pack can raise
PROOFS: tuple[Callable[[UnderProof], Iterator[str]], ...] = (
    proofs.chain,
    proofs.words,
    proofs.head_from_elsewhere,
    proofs.revisions,
    proofs.clocks,
    proofs.rest,
    proofs.people,
    proofs.alerts,
    proofs.file,
)


@dataclass(slots=True)
class Report:
    """What was found of a pack: what holds, in sentences, and the first fault, "" if there is none."""

    case: str = ""
    facts: int = 0
    head: str = ""
    holds: list[str] = field(default_factory=list)
    fault: str = ""


def check(raw: bytes, here: Mapping[str, str], *, known: str = "") -> Report:
    """Check the bytes of a pack; `known` is a head of the case's chain that was kept elsewhere, "" if none was.

    `here` is what `made_with` says of whoever checks. Raises NotAPack for what is no evidence pack at all.
    """
    says = read(raw)
    report = Report()
    try:
        pack = UnderProof(raw, says, kept_of(says), here, known)
        report.case = str(pack.kept.case["number"])
        report.facts, report.head = len(pack.kept.facts), pack.kept.facts[-1].hash
        for prove in PROOFS:
            report.holds += prove(pack)
    except Fault as fault:
        report.fault = str(fault)
    except UNREADABLE as error:
        report.fault = f"the pack: it cannot be read: {error}"
    return report
