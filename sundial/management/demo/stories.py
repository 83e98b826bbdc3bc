"""The demo's cases as they are written: what was said and done on each, counted back from the moment of the demo."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from sundial.management.demo.moments import Moments

DATA = Path(__file__).parent
PLAIN = ("customer", "contact", "severity", "product", "subject")
TO_THE_CUSTOMER = {"say", "resolve", "date", "notice"}  # by one of the staff these keep promises
NOW = "0"


@dataclass(frozen=True, slots=True)
class Beat:
    """One thing that somebody does on a case: a verb, what it is done with, and what else belongs to it."""

    at: datetime
    who: str
    verb: str
    value: Any
    more: Mapping[str, Any] = field(default_factory=dict)

    @property
    def words(self) -> str:
        """What is said with it, beside what it is done with."""
        return str(self.more.get("words", ""))


@dataclass(frozen=True, slots=True)
class Story:
    """One case: how it begins, what is done on it, and the updates with which its promises are kept in between.

    `key` names it for other stories. `called` is who of the staff took the call by which it came, `split_from` the
    story from whose last message of the customer it was split off.
    """

    key: str
    customer: str
    contact: str
    severity: int
    product: str
    version: str
    region: str
    subject: str
    text: str
    opened_at: datetime
    owner: str
    beats: tuple[Beat, ...]
    updates: tuple[str, ...]
    breaks: bool
    called: str
    split_from: str

    def answers(self, after: datetime, until: datetime) -> bool:
        """Say whether the customer hears from us in this span by what is written."""
        return any(after < beat.at <= until and self.is_answer(beat) for beat in self.beats)

    def is_answer(self, beat: Beat) -> bool:
        """Say whether a beat is a word of ours to the customer."""
        return beat.verb in TO_THE_CUSTOMER and beat.who not in (self.contact, "")


def table(name: str) -> dict[str, dict[str, Any]]:
    """Return one of the data files that hold people or customers."""
    return tomllib.loads((DATA / f"{name}.toml").read_text())


def stories(moments: Moments) -> tuple[Story, ...]:
    """Read every case of the demo."""
    customers, files = table("customers"), sorted(DATA.glob("stories-*.toml"))
    written = [one for file in files for one in tomllib.loads(file.read_text())["case"]]
    return tuple(_story(one, customers[one["customer"]], moments) for one in written)


def _story(one: Mapping[str, Any], customer: Mapping[str, Any], moments: Moments) -> Story:
    region = customer["region"]
    since = moments.at(one.get("from", NOW), region)
    return Story(
        **{name: one[name] for name in PLAIN},
        **{name: one.get(name, "") for name in ("key", "owner", "called", "split_from")},
        version=one.get("version", customer["products"].get(one["product"], "")),
        region=region,
        text=" ".join(one.get("text", "").split()),
        opened_at=moments.at(one["ago"], region, since),
        beats=tuple(_beats(one.get("beats", []), region, since, moments)),
        updates=tuple(one.get("updates", ())),
        breaks=one.get("breaks", False),
    )


def _beats(written: list[dict[str, Any]], region: str, since: datetime, moments: Moments) -> Iterator[Beat]:
    """Yield what is done; the first key behind the time and the person is the verb."""
    for beat in written:
        (verb, value), *more = [pair for pair in beat.items() if pair[0] not in ("ago", "who")]
        yield Beat(moments.at(beat["ago"], region, since), beat["who"], verb, value, dict(more))
