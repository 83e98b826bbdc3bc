"""When a customer hears from us, in a sentence for them: by the protocol's table, or as they agreed (O6.2)."""

from collections.abc import Callable, Sequence
from datetime import datetime

from sundial.protocol.agreed import instead_of
from sundial.protocol.amounts import Amount
from sundial.protocol.case import CaseState
from sundial.protocol.facts import Fact
from sundial.protocol.promises import Promise
from sundial.protocol.terms import Terms


def when_heard(
    promise: Promise, history: Sequence[Fact], terms: Terms, state: CaseState, at: datetime
) -> Callable[[str, Callable[[datetime], str]], str]:
    """Return the sentence that says, at an instant, when updates of a promise come, for whoever gives its two parts.

    The parts: until when that holds (`it is out`), and how an instant is said on the customer's clock.
    """
    agreed = instead_of(promise, history, terms, at)
    often = every(terms.measure(state.plan, state.severity, state.protocol, promise).amount)

    def said(until: str, on: Callable[[datetime], str]) -> str:
        if agreed is None:
            return f"Until {until} you hear from us {often}."
        if agreed.silent_until is not None:
            return f"As you agreed, no update comes before {on(agreed.silent_until)}."
        if agreed.due_by is not None:
            return f"As you agreed, you hear from us by {on(agreed.due_by)}."
        assert agreed.every is not None
        return f"Until {until} you hear from us {every(agreed.every)}, as you agreed."

    return said


def every(amount: Amount) -> str:
    """Say how often: `every 2 hours`, `every business day`."""
    return f"every {str(amount).removeprefix('1 ')}"
