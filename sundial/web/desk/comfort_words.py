"""How a customer's comfort stands, in one sentence: asked when, said what, and what comes next (O8.5)."""

from collections.abc import Sequence
from datetime import datetime, tzinfo

from sundial.protocol.comfort import asks_at, is_silent
from sundial.protocol.ladder import Escalation
from sundial.protocol.terms import Terms
from sundial.web import when


def comfort(standing: Sequence[Escalation], terms: Terms, now: datetime, zone: tzinfo) -> str:
    """Say it of the open escalations of a case, lowest first, on the clock of `zone`; "" where there is none.

    Customers are asked of the highest alone.
    """
    if not standing:
        return ""
    one, asked = standing[-1], asks_at(standing[-1], standing, terms)

    def at(moment: datetime | None) -> str:
        return when.short(moment, now, zone) if moment else ""

    if one.settles:
        since = f"Comfortable since {at(one.said_at)}" if one.comfortable else "The silence is decided"
        return f"{since}; it settles when the findings are written."
    if is_silent(one):
        return f"Asked and reminded, the last time {at(one.asked_at)}, without a word: the silence is to be decided."
    if one.asked:
        return f"Comfort was asked for {at(one.asked_at)}; a reminder goes {at(asked)}, if no word comes."
    said = f"Not comfortable, said {at(one.said_at)}. " if one.comfortable is False else ""
    again = "again " if said and asked else ""
    return f"{said}Comfort is asked for {again}{at(asked) or 'once it is answered'}."
