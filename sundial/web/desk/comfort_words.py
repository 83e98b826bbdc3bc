"""How a customer's comfort stands, in one sentence: asked when, said what, and what comes next (O8.5)."""

from datetime import datetime, tzinfo

from sundial.protocol.comfort import asks_at, is_silent
from sundial.protocol.ladder import Escalation
from sundial.protocol.terms import Terms
from sundial.web import when


def comfort(one: Escalation, terms: Terms, now: datetime, zone: tzinfo) -> str:
    """Say it for one open escalation, on the clock of `zone`."""

    def at(moment: datetime | None) -> str:
        return when.short(moment, now, zone) if moment else ""

    if one.settles:
        return f"Comfortable since {at(one.said_at)}; it settles when the findings are written."
    if is_silent(one):
        return f"Asked and reminded, the last time {at(one.asked_at)}, without a word: the silence is to be decided."
    said = f"Not comfortable, said {at(one.said_at)}. " if one.comfortable is False else ""
    if one.answered_at is None:
        return f"{said}Comfort is asked for once it is answered."
    coming = at(asks_at(one, terms))
    if one.asked:
        return f"Comfort was asked for {at(one.asked_at)}; a reminder goes {coming}, if no word comes."
    return f"{said}Comfort is asked for {'again ' if said else ''}{coming}."
