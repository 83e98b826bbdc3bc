"""Protocol 02, the rota: which patterns are refused (O2.3)."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

from sundial.protocol.rota.change import Change
from sundial.protocol.rota.error import RotaError, in_utc
from sundial.protocol.rota.pattern import Pattern, in_force
from sundial.protocol.rota.reading import shifts
from sundial.protocol.rota.who import clashes

AHEAD = timedelta(weeks=53)  # both transitions of every zone


def check_pattern(patterns: Iterable[Pattern], changes: Iterable[Change], pattern: Pattern, since: datetime) -> None:
    """Refuse a pattern that rewrites another, or puts somebody in two places within 53 weeks (O2.3).

    A key that is there already may only be written again with another `last`: that is how a pattern is ended, and a
    new one has a new key. Looks from the later of `since` and the pattern's `first`. Raises RotaError.
    """
    there, made = in_force(patterns), tuple(changes)
    earlier = next((one for one in there if one.key == pattern.key), None)
    if earlier is not None and replace(earlier, last=pattern.last) != pattern:
        raise RotaError("key", f"{pattern.key!r} is there already; it can only be ended, with another last day")
    start = max(in_utc("since", since), datetime.combine(pattern.first, time(), UTC) - timedelta(days=1))
    known = set(clashes(shifts(there, made, start, start + AHEAD)))
    for one, other in clashes(shifts((*there, pattern), made, start, start + AHEAD)):
        if (one, other) not in known:
            problem = f"{one.person} would be in two places on {other.since:%Y-%m-%d %H:%M} UTC"
            raise RotaError("crews", f"{problem}: {one.name} and {other.name}")
