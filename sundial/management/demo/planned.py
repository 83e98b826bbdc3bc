"""The demo's releases and fixes as they are written: who decided what about them, and when."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sundial.management.demo.moments import Moments, whole_hour
from sundial.management.demo.stories import DATA

OFFICE = "emea"  # where releases are made


@dataclass(frozen=True, slots=True)
class Decided:
    """One decision about a release of a product or about a fix, by its key: at an instant, by somebody, with a date."""

    at: datetime
    verb: str
    who: str
    product: str
    release: str = ""
    fix: str = ""
    to: datetime | None = None
    words: str = ""


def decisions(moments: Moments) -> tuple[Decided, ...]:
    """Read everything that was decided; of one moment in the order in which it is written."""
    written = tomllib.loads((DATA / "releases.toml").read_text())
    found = [decided for one in written["release"] for decided in _of_release(one, moments)]
    found += [_fix(one, one, moments) for one in written["fix"]]
    return tuple(sorted(found, key=lambda one: one.at))


def _of_release(one: Mapping[str, Any], moments: Moments) -> Iterator[Decided]:
    """Yield that it was planned, with its fixes, then moved, and shipped."""
    yield _decided("plan", one["planned"], one, moments)
    for fix in one["fixes"]:
        yield _fix({**one["planned"], **fix}, one, moments)
    for moved in one.get("moved", ()):
        yield _decided("move", moved, one, moments)
    if "shipped" in one:
        yield _decided("ship", one["shipped"], one, moments)


def _fix(fix: Mapping[str, Any], one: Mapping[str, Any], moments: Moments) -> Decided:
    named = moments.at(fix["ago"], OFFICE)
    return Decided(named, "fix", one["owner"], one["product"], one.get("name", ""), fix["key"], words=fix["title"])


def _decided(verb: str, what: Mapping[str, Any], one: Mapping[str, Any], moments: Moments) -> Decided:
    to = whole_hour(moments.at(what["to"], OFFICE)) if "to" in what else None
    at = moments.at(what["ago"], OFFICE)
    return Decided(at, verb, one["owner"], one["product"], one["name"], to=to, words=what.get("why", ""))
