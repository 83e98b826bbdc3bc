"""How long word that wants somebody to act may stay unanswered, before the next in line hears (O8.6)."""

from typing import Annotated

from pydantic import AfterValidator

from sundial.protocol.amounts import Elapsed
from sundial.protocol.document.values import ElapsedAmount, Value


def _is_some(amount: Elapsed) -> Elapsed:
    if not 60 <= amount.seconds <= 24 * 3600:
        msg = "1 minute to 24 hours"
        raise ValueError(msg)
    return amount


Within = Annotated[ElapsedAmount, AfterValidator(_is_some)]


class Alerting(Value):
    """`mine_for`: how long somebody has a page who answers it and names no time; `urgent` is of severity 1 alone."""

    acknowledged_within: Within
    urgent_acknowledged_within: Within
    mine_for: Within
