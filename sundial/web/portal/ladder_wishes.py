"""What a customer can ask for on the first rung, by what the protocol lets them ask for there (O7.1)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sundial.protocol.document.ladder import Rung
from sundial.protocol.facts import Asks


@dataclass(frozen=True, slots=True)
class Wished:
    """One thing to ask for on the first rung, in words."""

    asks: Asks
    title: str
    says: str


def wishes(rung: Rung) -> Iterator[Wished]:
    """Yield what can be asked for on a rung, by what the protocol lets its customers ask for there."""
    yield Wished(Asks.VIDEO, "A video conference", "We look at it together, at a time that suits you.")
    if rung.may_change_severity:
        yield Wished(Asks.SEVERITY, "Another severity", "The team confirms it, or tells you why not.")
    if "duty-manager" in rung.may_speak_to:
        yield Wished(Asks.MANAGER, "A word with a Duty Manager", "They run the shift and decide who works on what.")
    if "director" in rung.may_speak_to:
        yield Wished(Asks.DIRECTOR, "A word with a Director of Support", "They lead support in your region.")
    yield Wished(Asks.OTHER, "Something else", "Say what, in your own words.")
