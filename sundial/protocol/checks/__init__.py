"""The checker: where a protocol contradicts itself, is silent, or promises what nobody can keep (O6.11).

Every rule is general: it reads the document as data and tries its promises with the engine that keeps them.
"""

from sundial.protocol.checks import people, rungs, services, silences, sun, targets, wording
from sundial.protocol.checks.finding import Finding, Level, place
from sundial.protocol.checks.sample import Sample
from sundial.protocol.document import Protocol

__all__ = ["Finding", "Level", "check"]


def check(protocol: Protocol) -> tuple[Finding, ...]:
    """Return all findings on a document: errors, then warnings, then notes, each kind in the order of its rules."""
    sample = Sample(protocol)
    found = [
        *targets.findings(sample),
        *rungs.findings(sample),
        *people.findings(sample),
        *wording.findings(protocol),
        *services.findings(sample),
        *sun.findings(protocol),
        *silences.findings(sample),
    ]
    return tuple(sorted(found, key=place))
