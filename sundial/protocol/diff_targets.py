"""Which targets two documents give differently: by plan, severity and phase, as a customer is promised them (O6.1)."""

from collections.abc import Iterator
from itertools import product

from sundial.protocol.diff_change import Change, Kind, change, compared, words
from sundial.protocol.diff_paths import Difference
from sundial.protocol.document import Protocol, Target
from sundial.protocol.document.tables import STYLES
from sundial.protocol.promises import PHASES, Promise


def target_changes(a: Protocol, b: Protocol) -> Iterator[Change]:
    """Yield each target that changes for a plan and a severity that both documents have, whatever changes it.

    So also where a plan moves to another table, or where hours are read in another way (O6.5).
    """
    plans = [plan for plan in b.plans if plan in a.plans]
    severities = [severity for severity in b.severities if severity in a.severities]
    for plan, severity, promise in product(plans, severities, PHASES):
        was, now = (protocol.target(plan, severity, promise) for protocol in (a, b))
        if _differ(was, now):
            where = f"tables.{_table(b, plan)}.targets.{severity}.{promise}"
            label = f"{b.plans[plan].name}, severity {severity}, {words(promise)}"
            more = compared(was.amount, now.amount) if was.style == now.style else ""
            yield change(Kind.TARGET, where, label, (was.said, now.said), more=more)


def is_told(difference: Difference, a: Protocol, b: Protocol) -> bool:
    """Is this difference of one cell's amount among the changes of `target_changes`?"""
    match difference.path:
        case ("tables", table, "targets", severity, promise, word) if word in STYLES:
            cells = [(plan, int(severity), Promise(promise)) for plan in _shared(a, b, table)]
            return any(_differ(a.target(*cell), b.target(*cell)) for cell in cells)
    return False


def _shared(a: Protocol, b: Protocol, table: str) -> Iterator[str]:
    """The plans that have this table in both documents, and so are promised what its cells say."""
    return (plan for plan in a.tables[table].plans if plan in b.tables[table].plans)


def _differ(was: Target, now: Target) -> bool:
    return (was.amount, was.style) != (now.amount, now.style)


def _table(protocol: Protocol, plan: str) -> str:
    return next(key for key, table in protocol.tables.items() if plan in table.plans)
