"""The demo's cases as they are written: what was said on each, counted back from the moment of the demo."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent
VERBS = ("say", "note", "resolve", "reopen", "close")
AGO = re.compile(r"(?:(\d+) d ?)?(?:(\d+) h ?)?(\d+)?")


@dataclass(frozen=True, slots=True)
class Beat:
    """One thing that somebody does on a case, and the words with it."""

    at: datetime
    who: str
    verb: str
    text: str

    @property
    def answers(self) -> bool:
        """Whether the customer hears from us by it."""
        return self.verb in {"say", "resolve"}


@dataclass(frozen=True, slots=True)
class Story:
    """One case: how it begins, what is done on it, and the updates with which its promises are kept in between."""

    customer: str
    contact: str
    severity: int
    product: str
    subject: str
    text: str
    opened_at: datetime
    owner: str
    beats: tuple[Beat, ...]
    updates: tuple[str, ...]
    breaks: bool


def table(name: str) -> dict[str, dict[str, Any]]:
    """Return one of the data files that hold people or customers."""
    return tomllib.loads((DATA / f"{name}.toml").read_text())


def stories(now: datetime) -> tuple[Story, ...]:
    """Read every case of the demo, with its times counted back from `now`."""
    files = sorted(DATA.glob("stories-*.toml"))
    return tuple(_story(one, now) for file in files for one in tomllib.loads(file.read_text())["case"])


def before(now: datetime, ago: str) -> datetime:
    """Return the instant "3 d 2 h 10" (days, hours, minutes) before `now`; raises ValueError on other words."""
    match = AGO.fullmatch(ago)
    if not match or not ago:
        raise ValueError(f"{ago!r} is not a time like '3 d 2 h 10'")
    days, hours, minutes = (int(part or 0) for part in match.groups())
    return now - timedelta(days=days, hours=hours, minutes=minutes)


def _story(one: Mapping[str, Any], now: datetime) -> Story:
    return Story(
        **{name: one[name] for name in ("customer", "contact", "severity", "product", "subject")},
        text=" ".join(one["text"].split()),
        opened_at=before(now, one["ago"]),
        owner=one.get("owner", ""),
        beats=tuple(_beats(one.get("beats", []), now)),
        updates=tuple(one.get("updates", ())),
        breaks=one.get("breaks", False),
    )


def _beats(written: list[Mapping[str, str]], now: datetime) -> Iterator[Beat]:
    for beat in written:
        (verb,) = [verb for verb in VERBS if verb in beat]
        yield Beat(before(now, beat["ago"]), beat["who"], verb, beat[verb].strip())
