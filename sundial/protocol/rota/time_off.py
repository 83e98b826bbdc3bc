"""Protocol 02, the rota: who is away, who stands in for them, and to whom a shift is offered (O2.3)."""

from collections.abc import Iterable
from datetime import datetime

from sundial.protocol.rota.change import Away, Change, Offered, holding
from sundial.protocol.rota.shift import Shift


def away_at(changes: Iterable[Change], person: str, at: datetime) -> Away | None:
    """Return the time off in which an instant lies for a person; of several the one written last."""
    found = None
    for change in holding(changes):
        what = change.what
        if isinstance(what, Away) and what.person == person and what.since <= at < what.until:
            found = what
    return found


def deputy_of(changes: Iterable[Change], person: str, at: datetime) -> str:
    """Return who has a person's roles at an instant: themselves, or while they are away their deputy, by id.

    A deputy who is away too has a deputy of their own. "" where this leads to nobody, or round in a circle.
    """
    held = holding(changes)
    asked: set[str] = set()
    while person and person not in asked:
        away = away_at(held, person, at)
        if away is None:
            return person
        asked.add(person)
        person = away.deputy
    return ""


def offered_to(changes: Iterable[Change], shift: Shift) -> str | None:
    """Return to whom an offered shift is offered, "" for anybody; None for one that is not offered."""
    offers = [one.what.to for one in holding(changes) if isinstance(one.what, Offered) and one.what.shift == shift.name]
    return offers[-1] if shift.offered and offers else None
