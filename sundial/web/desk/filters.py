"""What narrows a list, as links: the address says it all, so a view can be kept, sent and gone back to."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.urls import reverse

from sundial.models import Case
from sundial.models.search import LONGEST
from sundial.protocol.document import Protocol
from sundial.web.doing import page_in

PER_PAGE = 50
FIELDS = {"severity": "severity", "plan": "plan", "region": "home_region"}
TITLES = {"severity": "Severity", "plan": "Plan", "region": "Region", "owner": "Owner"}
NOBODY, OFF, ON = "nobody", "off", "on"
OWNERS = [(NOBODY, "nobody yet"), (OFF, "off shift"), (ON, "on shift or on call")]


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a facet, and the address that chooses it."""

    label: str
    url: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """One way to narrow the list: what is chosen ("" for everything), and what can be."""

    key: str
    title: str
    chosen: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """Where in the list this page is, and the addresses beside it ("" for none)."""

    earlier: str
    later: str
    says: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks for; unknown words are as if they were not there. `door` is the name of the page."""

    view: str
    narrowed: Mapping[str, str]
    words: str
    page: int
    door: str = "desk:queue"

    def url(self, **changes: object) -> str:
        """Return the address of this list with some of it changed; a changed filter starts at the first page."""
        said = {"view": self.view, "q": self.words, **self.narrowed, "page": "", **changes}
        query = urlencode({key: value for key, value in said.items() if value})
        return reverse(self.door) + (f"?{query}" if query else "")

    @property
    def plain_url(self) -> str:
        """The address of the list without its filters, "" where there is none."""
        return self.url(**dict.fromkeys(TITLES, "")) if self.narrowed else ""

    def chosen(self, protocol: Protocol) -> str:
        """Say what is chosen: `severity 4, plan Gold`."""
        named = {key: dict(values) for key, values in options(protocol).items()}
        return ", ".join(f"{TITLES[key].lower()} {named[key][value]}" for key, value in self.narrowed.items())

    def narrow(self, cases: QuerySet[Case], there: Collection[str] = ()) -> QuerySet[Case]:
        """Keep the cases that every chosen facet lets through; `there` are on shift or on call, by id."""
        columns = {FIELDS[key]: value for key, value in self.narrowed.items() if key in FIELDS}
        return cases.filter(_owned(self.narrowed.get("owner", ""), there), **columns)

    def beside(self, *, more: bool) -> Page:
        """Return the way to the pages before and after; `more` if there is one after."""
        earlier = self.url(page=self.page - 1 if self.page > 2 else "") if self.page > 1 else ""
        return Page(earlier, self.url(page=self.page + 1) if more else "", f"page {self.page}")


def asked(query: QueryDict, views: Iterable[str], protocol: Protocol, default: str) -> Asked:
    """Read an address."""
    allowed = options(protocol)
    chosen = {key: query.get(key, "") for key in TITLES}
    narrowed = {key: value for key, value in chosen.items() if value in dict(allowed[key])}
    view = query.get("view", "")
    words = query.get("q", "").replace("\0", "").strip()[:LONGEST]
    return Asked(view if view in views else default, narrowed, words, page_in(query))


def options(protocol: Protocol) -> dict[str, list[tuple[str, str]]]:
    """Return what each facet can be: the value in the address, and its name; all from the protocol document."""
    return {
        "severity": [(str(number), str(number)) for number in protocol.severities],
        "plan": [(key, plan.name) for key, plan in protocol.plans.items()],
        "region": [(key, region.name) for key, region in protocol.regions.items()],
        "owner": OWNERS,
    }


def _owned(owner: str, there: Collection[str]) -> Q:
    """Return the condition on the owner: nobody, somebody who is there now, or who is not."""
    if owner == NOBODY:
        return Q(owner=None)
    on = Q(owner__in=list(there))
    return on if owner == ON else Q(owner__isnull=False) & ~on if owner == OFF else Q()


def facets(asked: Asked, protocol: Protocol) -> tuple[Facet, ...]:
    """Return the facets as links, each with the rest of what is asked kept."""
    return tuple(_facet(key, values, asked) for key, values in options(protocol).items())


def _facet(key: str, values: list[tuple[str, str]], asked: Asked) -> Facet:
    now = asked.narrowed.get(key, "")
    every = Choice("Any", asked.url(**{key: ""}), not now)
    choices = [Choice(name, asked.url(**{key: value}), value == now) for value, name in values]
    return Facet(key, TITLES[key], dict(values).get(now, ""), (every, *choices))
