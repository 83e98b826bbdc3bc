"""What pages, as its hearer reads it: who has it until when, how it came to them, and what they can do (O8.6)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sundial.commands.alert_log import of_how_many
from sundial.commands.pages import Key, Page, key_of, pages_of, why_over_each
from sundial.models import Alert, Case, Person, protocol_of
from sundial.protocol.page_hours import wakes_at
from sundial.protocol.paging import URGENT, Act, Deed, Wants
from sundial.web import when
from sundial.web.access import SignedIn

FOR = (("", "as the protocol says"), ("30", "30 minutes"), ("60", "1 hour"), ("240", "4 hours"), ("480", "8 hours"))


@dataclass(frozen=True, slots=True)
class Paged:
    """One page for one of its hearers: lines that say how it stands, whom to call, and what may be pressed."""

    lines: tuple[str, ...]
    calls: tuple[tuple[str, str], ...]
    is_open: bool
    may_take: bool
    take: str
    spans: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Known:
    """What is read once for many pages: the names of people by id, how many must answer where each must; the reader."""

    names: Mapping[str, str]
    many: Mapping[Key, int]
    request: SignedIn

    def name(self, person: str, otherwise: str = "Somebody") -> str:
        return self.names.get(person, otherwise)

    def at(self, at: datetime) -> str:
        return when.short(at, self.request.now, self.request.zone)


def paged_of(alerts: Sequence[Alert], request: SignedIn) -> Mapping[UUID, Paged]:
    """Return how the pages among some alerts stand, by the alert."""
    pages = pages_of(alerts, request.now)
    mine = [alert for alert in alerts if key_of(alert) in pages]
    over = why_over_each(mine, pages, request.now)
    still = {key_of(one) for one in mine if not over[one.pk]}
    known = Known(_names(pages.values()), of_how_many(pages[key] for key in still), request)
    return {one.pk: _paged(one, pages[key_of(one)], over[one.pk], known) for one in mine}


def _names(pages: Iterable[Page]) -> Mapping[str, str]:
    people = {one for page in pages for act in page.acts for one in (act.person, act.to) if one}
    return {str(pk): name for pk, name in Person.objects.filter(pk__in=people).values_list("pk", "name")}


def _paged(alert: Alert, page: Page, over: str, known: Known) -> Paged:
    reader = known.request.user
    mine, others = page.of(reader), [one for one in page.others if one.person != str(reader.pk)]
    assert alert.case is not None
    return Paged(
        lines=tuple(_lines(alert, page, known)) if not over else (),
        calls=tuple(_calls(alert.case, reader)),
        is_open=not over,
        may_take=not others,
        take="Keep it longer" if mine else "I have it",
        spans=FOR[1:] if mine else FOR,
    )


def _lines(alert: Alert, page: Page, known: Known) -> Iterator[str]:
    me = str(known.request.user.pk)
    came = next((act for act in reversed(page.acts) if act.to == me), None)
    if came and came.deed is Deed.PASSED:
        yield f"{known.name(came.person)} passed it on to you {known.at(came.at)}."
    elif came:
        yield f"Nobody answered in time: you are the next in line, since {known.at(came.at)}."
    if page.needs is Wants.EACH:
        yield f"Each of you answers for themselves: {answered(page, known.many.get(page.key, 1))}."
    yield from (_has(act, known) for act in page.held)
    passed = next((act for act in reversed(page.acts) if act.person == me), None)
    if passed and passed.deed is Deed.PASSED:
        yield f"You passed it on to {known.name(passed.to, 'a colleague')} {known.at(passed.at)}."
    elif not page.held and alert.asks_at and alert.asks_at > known.request.now:
        yield f"Nobody has it yet. At {known.at(alert.asks_at)} the next in line hears{or_later(alert)}."


def answered(page: Page, needed: int) -> str:
    """Say how many have answered of those who each must: `one of two has answered`."""
    have = "has" if len(page.held) == 1 else "have"
    return f"{when.number(len(page.held))} of {when.number(max(needed, len(page.held)))} {have} answered"


def or_later(alert: Alert) -> str:
    """Say that it may be later, where the office is closed then and the promise may rest until it opens; "" if not."""
    case = alert.case
    if case is None or alert.asks_at is None or case.severity == URGENT:
        return ""
    protocol = protocol_of(case.revision)
    office = protocol.calendar(protocol.counting_regions(case.home_region, tuple(case.counts_on or case.regions)))
    closed = wakes_at(alert.asks_at, office) > alert.asks_at
    return ", or when the office opens, if its promise rests until then" if closed else ""


def _has(act: Act, known: Known) -> str:
    who = "You have" if act.person == str(known.request.user.pk) else f"{known.name(act.person)} has"
    return f"{who} it until {known.at(act.until or act.at)}."


def _calls(case: Case, reader: Person) -> Iterator[tuple[str, str]]:
    """Yield whom to call: the customer's contact where their number is known, or else the owner."""
    people = [one for one in (case.contact, case.owner) if one and one.phone and one.pk != reader.pk]
    yield from ((one.name, one.phone) for one in people[:1])
