"""The facts of a story, as a person writes them in TOML, made whole."""

from collections.abc import Mapping
from dataclasses import MISSING, fields
from typing import Any
from zoneinfo import ZoneInfo

from sundial.protocol.case_json import read_case
from sundial.protocol.document import Protocol
from sundial.protocol.facts import KINDS, Fact
from sundial.protocol.scenarios.local import fact_in_utc
from sundial.protocol.scenarios.revisions import Revisions
from sundial.protocol.scenarios.written import WrittenScenario

NAMES_A_REVISION = ("protocol-moved", "protocol-pinned")


def history_of(
    written: WrittenScenario, region: str | None, zone: ZoneInfo, revisions: Revisions, protocol: Protocol
) -> tuple[Fact, ...]:
    """Return the history of a story that is opened under a protocol; raises ValueError naming the key.

    `region` is the home region of stories that name none, `zone` the one of instants without an offset.
    """
    opening = _opening(written, region)
    facts = [_whole(f"facts[{place}]", fact, zone, opening, revisions) for place, fact in enumerate(written.facts)]
    history = read_case({"case": written.name, "facts": facts}, protocol.digest).history
    late = [fact for fact in history if written.as_of and fact.at > written.as_of]
    if late:
        raise ValueError(f"as_of: found an instant before {late[0]}; allowed: one that no fact follows")
    return history


def _opening(written: WrittenScenario, region: str | None) -> dict[str, Any]:
    """Return what the story says once, and its opening need not say again."""
    home = written.region or region
    said = {"plan": written.plan, "severity": written.severity, "regions": list(written.regions)}
    return {**said, "region": home} if home else said


def _whole(
    key: str, fact: Mapping[str, Any], zone: ZoneInfo, opening: Mapping[str, Any], revisions: Revisions
) -> dict[str, Any]:
    """Fill in what the story says once, what TOML cannot write, and the digest of a revision that is named."""
    try:
        whole = fact_in_utc(fact, zone)
    except ValueError as error:
        raise ValueError(f"{key}.{error}") from None
    kind = whole.get("fact")
    if kind == "opened":
        return {**opening, **whole}
    if kind in NAMES_A_REVISION:
        return {**whole, "protocol": revisions.named(whole.get("protocol"), f"{key}.protocol").digest}
    return {**_nothings(kind), **whole}


def _nothings(kind: Any) -> dict[str, None]:
    """Return the keys that a fact must have and that may hold nothing: left out, they do."""
    form = KINDS.get(kind) if isinstance(kind, str) else None
    return {one.name: None for one in fields(form) if one.default is MISSING and one.type == str | None} if form else {}
