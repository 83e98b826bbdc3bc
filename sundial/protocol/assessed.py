"""Protocol 03, triage: what it found of a case, and what is still to be asked of the customer (O3.1, O3.2, O4.2)."""

from collections.abc import Sequence
from dataclasses import dataclass

from sundial.protocol.document import Complexity
from sundial.protocol.facts import Fact, Opened, SeverityAsked, SeverityChanged, Side, Triaged

LONGEST_PRODUCT, LONGEST_VERSION = 120, 40  # characters, as a case keeps them


@dataclass(frozen=True, slots=True)
class Assessed:
    """What triage found: in `fact`, with `what`; `said` is the severity that the customer had named by then.

    `severity` is what triage confirmed, or in the fact `change` changed it to (None: it changed nothing).
    """

    fact: Fact
    what: Triaged
    said: int
    severity: int
    change: Fact | None = None


def assessed(history: Sequence[Fact]) -> Assessed | None:
    """Return what triage found of a case, the last time that it was done; None while it was not (O3.1)."""
    triaged = [(fact, fact.what) for fact in history if isinstance(fact.what, Triaged)]
    if not triaged:
        return None
    fact, what = triaged[-1]
    before = [one for one in history if one.seq < fact.seq]
    change = next((one for one in before if _of_one_act(one, fact)), None)
    severity = next(one.what.severity for one in reversed(before) if isinstance(one.what, Opened | SeverityChanged))
    return Assessed(fact, what, said_by_customer(before), severity, change)


def corrected(history: Sequence[Fact]) -> tuple[str, str] | None:
    """Return the product with which a case was opened, and the one that triage put in its place; None: it did not."""
    named = [fact.what for fact in history if isinstance(fact.what, Triaged) and fact.what.product]
    was, now = (named[0].product_was, named[-1].product) if named else ("", "")
    return (was, now) if was != now else None


def said_by_customer(history: Sequence[Fact]) -> int:
    """Return the severity that a case was opened with, or that its customer has asked for or agreed to since (O4.2)."""
    own = [
        fact.what.severity
        for fact in history
        if isinstance(fact.what, Opened)
        or (isinstance(fact.what, SeverityAsked | SeverityChanged) and fact.by.side is Side.CUSTOMER)
    ]
    return own[-1]


def lacking(product: str, version: str) -> tuple[str, ...]:
    """Return what a case does not say of its product, in words that can be asked of a customer."""
    asked = () if product else ("Which product it is about",)
    return asked if version else (*asked, "Which version or build it runs")


def to_ask(complexity: Complexity | None, product: str, version: str) -> tuple[str, ...]:
    """Return what can be asked in one act: what the case lacks, then what its complexity wants to know (O3.1)."""
    return tuple(dict.fromkeys([*lacking(product, version), *(complexity.asks if complexity else ())]))


def _of_one_act(one: Fact, triaged: Fact) -> bool:
    """Whether a severity was changed by the act of triage itself."""
    same = one.recorded_at == triaged.recorded_at and one.by == triaged.by
    return same and isinstance(one.what, SeverityChanged)
