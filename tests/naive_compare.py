"""Where the fold and the naive model do not say the same, in words that can be read."""

from collections.abc import Iterable, Sequence
from dataclasses import fields
from itertools import zip_longest

from sundial.protocol.facts import Fact
from sundial.protocol.sla import Clock, HistoryError, clocks, terms_of
from tests.naive import COLUMNS, Case, Impossible, Row, rows, watch
from tests.naive_shrink import smallest
from tests.naive_tables import revisions


def disagreement(history: Sequence[Fact], case: Case) -> str:
    """Return "" where the fold says what the naive model says; else the smallest history, and where they part."""
    if fold(history) == rows(case):
        return ""
    least = smallest(history, lambda fewer: bool(parting(fewer)))
    return "\n".join(["the fold and the naive model part:", told(least), *parting(least)])


def parting(history: Sequence[Fact]) -> list[str]:
    """Return where they part, also where only one of them refuses the history."""
    try:
        naive = rows(watch(history))
    except Impossible as impossible:
        naive = str(impossible)
    found = fold(history)
    if isinstance(found, str) and isinstance(naive, str):
        return []
    if isinstance(found, str) or isinstance(naive, str):
        return [f"fold: {found}"[:200], f"naive: {naive}"[:200]]
    return differences(found, naive)


def fold(history: Sequence[Fact]) -> list[Row] | str:
    """Return the fold's clocks as rows; in words if it refuses the history."""
    protocols = {digest: revision.protocol for digest, revision in revisions().items()}
    try:
        return [of_fold(clock) for clock in clocks(tuple(history), terms_of(history, protocols))]
    except HistoryError as error:
        return f"refused: {error}"


def of_fold(clock: Clock) -> Row:
    times = (clock.started_at, clock.due_at, clock.warn_at, clock.ended_at)
    said = (clock.kept_by is not None, clock.soon_said, clock.breach_said, clock.check_at)
    rest = (clock.about, clock.paused, clock.waived)
    return (clock.promise.value, clock.cycle, *times, clock.outcome.value, *said, *rest)


def differences(fold: Iterable[Row], naive: Iterable[Row]) -> list[str]:
    """Return a line for each clock of which they do not say the same; [] is agreement."""
    found = []
    for one, other in zip_longest(fold, naive):
        if one is None or other is None:
            found.append(f"only {'naive' if one is None else 'fold'}: {_row(one or other)}")
        elif one != other:
            where = [name for name, a, b in zip(COLUMNS, one, other, strict=True) if a != b]
            found += [f"{', '.join(where)} differ", f"    fold:  {_row(one)}", f"    naive: {_row(other)}"]
    return found


def told(history: Sequence[Fact]) -> str:
    """Return the history as lines: when, who, what; in the order of recording."""
    return "\n".join(
        f"  {fact.seq:>3} {fact.at:%a %Y-%m-%d %H:%M} {fact.by.side:<8} {fact.kind}: {_what(fact.what)}"
        for fact in history
    )


def _what(what) -> str:
    said = {field.name: getattr(what, field.name) for field in fields(what)}
    return ", ".join(f"{key}={_text(value)}" for key, value in said.items() if value not in ((), "", None, False))


def _row(row: Row) -> str:
    said = [f"{name}={_text(value)}" for name, value in zip(COLUMNS[2:], row[2:], strict=True)]
    return " ".join([row[0], str(row[1]), *(text for text in said if not text.endswith(("=None", "=False", "=0")))])


def _text(value) -> str:
    if hasattr(value, "strftime"):
        return f"{value:%m-%dT%H:%M}"
    if isinstance(value, tuple):
        return f"({', '.join(map(_text, value))})"
    return str(value)[:60]
