"""What one difference between two documents is told as: its kind, its place, before and after, one sentence."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sundial.protocol.amounts import Amount, AmountError, BusinessDays, parse

NOTHING = "nothing"
LONGEST = 120  # letters of a value in a sentence; `was` and `now` have all of it


class Kind(StrEnum):
    """What a change is about, in the order in which changes are told."""

    TARGET = "target"
    CALENDAR = "calendar"
    READING = "reading"
    LADDER = "ladder"
    PLAN = "plan"
    SEVERITY = "severity"
    STATUS = "status"
    WARNING = "warning"
    WORDING = "wording"
    REST = "rest"


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that two documents say differently; `where` is its key path, in the second one if it stands in both.

    `was` and `now` are "" where a document says nothing of it. `says` is a sentence for a person, in which long words
    are cut.
    """

    kind: Kind
    where: str
    was: str
    now: str
    says: str


def change(kind: Kind, where: str, label: str, values: tuple[str, str], *, more: str = "") -> Change:
    """Return a change told as "label: before becomes after", or as what is new, or gone."""
    was, now = values
    if not was:
        says = f"{label} is new: {_cut(now)}"
    elif not now:
        says = f"{label} is gone: {_cut(was)}"
    else:
        says = f"{label}: {_cut(was)} becomes {_cut(now)}{more}"
    return Change(kind, where, was, now, says)


def compared(was: Amount, now: Amount) -> str:
    """Return " (stricter)" or " (looser)" of an amount that changed; "" of two types, which nothing can compare."""
    if type(was) is not type(now) or was == now:
        return ""
    return " (stricter)" if _size(now) < _size(was) else " (looser)"


def text(value: Any) -> str:
    """Return a value of a document in words; "" for what is not there."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, Mapping):
        return ", ".join(f"{words(key)} {text(part)}" for key, part in value.items() if part is not None) or NOTHING
    if isinstance(value, Sequence):
        return ", ".join(map(text, value)) or NOTHING
    return str(value)


def words(key: str) -> str:
    """Return a key as words: "first response"."""
    return key.replace("-", " ").replace("_", " ")


def spans(found: Sequence[Sequence[str]]) -> str:
    """Return opening hours in words: "09:00 to 13:00 and 14:00 to 18:00", or "closed"."""
    return " and ".join(f"{opens} to {closes}" for opens, closes in found) or "closed"


def _quoted(value: str) -> str:
    """Words are quoted; keys, figures and amounts stand as they are."""
    try:
        parse(value)
    except AmountError:
        return (f"“{value}”" if " " in value else value) or NOTHING
    return value


def _cut(value: str) -> str:
    if len(value) <= LONGEST:
        return value
    return value[: LONGEST - 2].rstrip() + ("…”" if value.startswith("“") and value.endswith("”") else "…")


def _size(amount: Amount) -> int:
    return amount.days if isinstance(amount, BusinessDays) else amount.seconds
