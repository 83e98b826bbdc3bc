"""Protocol 02, follow the sun: promises that run day and night on a desk that stays at home (O2.1, O2.2)."""

from collections.abc import Iterator

from sundial.protocol.amounts import Elapsed
from sundial.protocol.checks.finding import Finding, Level
from sundial.protocol.document import Protocol
from sundial.protocol.promises import PHASES


def findings(protocol: Protocol) -> Iterator[Finding]:
    """Look for targets on elapsed time where no case leaves its home region."""
    if protocol.readings.follow_the_sun != "no-case":
        return
    targets = [
        protocol.target(plan, severity, promise).amount
        for plan in protocol.plans
        for severity in protocol.severities
        for promise in PHASES
    ]
    many = sum(isinstance(amount, Elapsed) for amount in targets)
    if many and len(protocol.regions) > 1:
        says = f"every case stays at home, and {many} targets run day and night: each region keeps them alone at night"
        yield Finding("D9", Level.WARNING, "O2.2", "readings.follow_the_sun", says)
