"""One case as a line of JSON, as people write it by hand or another system exports it (docs/replay.md)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sundial.protocol.facts import KINDS, Fact
from sundial.protocol.facts_json import FactError, decode

BY_CUSTOMER = (
    "opened", "reopened", "severity-asked", "agreement-made", "agreement-declined", "date-accepted", "escalated",
    "comfort-said",
)  # fmt: skip
BY_SYSTEM = ("due-soon", "breached", "comfort-asked")
BY_ANYBODY = ("messaged",)


@dataclass(frozen=True, slots=True)
class NamedHistory:
    """A case's history under the name that it goes by."""

    case: str
    history: tuple[Fact, ...]


def read_case(obj: Any, protocol: str) -> NamedHistory:
    """Read one case; what a hand-written line leaves out is filled in, `protocol` being the digest that is meant.

    Raises FactError naming the key: `case`, `facts`, `facts[2].at`.
    """
    if not isinstance(obj, Mapping):
        raise FactError("case", 'is not an object; write {"case": ..., "facts": [...]}')
    for key in obj:
        if key not in ("case", "facts"):
            raise FactError(key, "is not known; a case has case, facts")
    case, facts = obj.get("case"), obj.get("facts")
    if not isinstance(case, str) or not case:
        raise FactError("case", "is missing" if case is None else f"{case!r} is not a name")
    if not isinstance(facts, list) or not facts:
        raise FactError("facts", "is missing" if facts is None else "is not a list of facts")
    return NamedHistory(case, tuple(_facts(facts, protocol)))


def _facts(facts: list[Any], protocol: str) -> Iterator[Fact]:
    for place, given in enumerate(facts):
        try:
            yield decode(_filled(given, place + 1, protocol))
        except FactError as error:
            raise FactError(f"facts[{place}].{error.key}", error.problem) from None


def _filled(given: Any, seq: int, protocol: str) -> dict[str, Any]:
    """Return the fact with what was left out: its place in the list, its recording, its author, its protocol."""
    if not isinstance(given, Mapping):
        raise FactError("fact", 'is not an object; write {"at": ..., "by": ..., "fact": ...}')
    fact = {"seq": seq, "recorded_at": given.get("at"), "by": _author(given.get("fact")), **given}
    if fact["by"] is None:
        raise FactError("by", "is missing; write customer, staff or system")
    if isinstance(fact["by"], str):
        fact["by"] = {"side": fact["by"]}
    if fact.get("fact") == "opened":
        return _opened(fact, protocol)
    return {"public": True, **fact} if fact.get("fact") == "messaged" else fact


def _author(kind: Any) -> str | None:
    """Return who writes such a fact; of one that is no fact at all the reading of its kind complains."""
    if not isinstance(kind, str) or kind not in KINDS or kind in BY_SYSTEM:
        return "system"
    if kind in BY_ANYBODY:
        return None
    return "customer" if kind in BY_CUSTOMER else "staff"


def _opened(fact: dict[str, Any], protocol: str) -> dict[str, Any]:
    if "region" in fact and "home_region" not in fact:
        fact["home_region"] = fact.pop("region")
    fact.setdefault("protocol", protocol)
    if fact["protocol"] != protocol:
        raise FactError("protocol", f"{fact['protocol']!r} is not the one that is read here ({protocol}); leave it out")
    return fact
