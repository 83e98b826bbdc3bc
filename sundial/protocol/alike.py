"""For which plans two documents say the same, so that a case which had no other plan is read alike under both."""

from typing import Any

from sundial.protocol.document import Protocol
from sundial.protocol.document.protocol import whole
from sundial.protocol.promises import PHASES


def alike(first: Protocol, second: Protocol) -> frozenset[str]:
    """Return the plans with the same targets in both documents; none where anything but the targets differs.

    It is worked out once for two documents.
    """
    known, key = first.worked_out, ("alike", second.digest)
    if key not in known:
        same = _but_for_targets(first) == _but_for_targets(second)
        known[key] = frozenset(plan for plan in first.plans if same and _targets(first, plan) == _targets(second, plan))
    found: frozenset[str] = known[key]
    return found


def _but_for_targets(protocol: Protocol) -> Any:
    """Return all of a document but its targets; which plan is the better one stays in it."""
    ranks = [table.plans for table in protocol.tables.values()]
    return {**whole(protocol), "tables": None}, ranks, list(protocol.plans)


def _targets(protocol: Protocol, plan: str) -> list[Any]:
    found = (protocol.target(plan, severity, promise) for severity in protocol.severities for promise in PHASES)
    return [(target.amount, target.style) for target in found]
