"""What pages, as its hearer reads it: who has it until when, how it came to them, and what they can do (O8.6)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sundial.commands.pages import Page, key_of, pages_of, why_over_each
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


def paged_of(alerts: Sequence[Alert], request: SignedIn) -> Mapping[UUID, Paged]:
    """Return how the pages among some alerts stand, by the alert."""
    pages = pages_of(alerts, request.now)
    mine = [alert for alert in alerts if key_of(alert) in pages]
    over, names = why_over_each(mine, pages, request.now), _names(pages.values())
    return {one.pk: _paged(one, pages[key_of(one)], over[one.pk], names, request) for one in mine}


def _names(pages: Iterable[Page]) -> Mapping[str, str]:
    people = {one for page in pages for act in page.acts for one in (act.person, act.to) if one}
    return {str(pk): name for pk, name in Person.objects.filter(pk__in=people).values_list("pk", "name")}


def _paged(alert: Alert, page: Page, over: str, names: Mapping[str, str], request: SignedIn) -> Paged:
    mine, others = page.of(request.user), [one for one in page.others if one.person != str(request.user.pk)]
    assert alert.case is not None
    return Paged(
        lines=tuple(_lines(alert, page, names, request)) if not over else (),
        calls=tuple(_calls(alert.case, request.user)),
        is_open=not over,
        may_take=not others,
        take="Keep it longer" if mine else "I have it",
        spans=FOR[1:] if mine else FOR,
    )


def _lines(alert: Alert, page: Page, names: Mapping[str, str], request: SignedIn) -> Iterator[str]:
    me = str(request.user.pk)
    came = next((act for act in reversed(page.acts) if act.to == me), None)
    if came and came.deed is Deed.PASSED:
        yield f"{names.get(came.person, 'Somebody')} passed it on to you {_at(came.at, request)}."
    elif came:
        yield f"Nobody answered in time: you are the next in line, since {_at(came.at, request)}."
    if page.needs is Wants.EACH:
        yield "Each of you answers for themselves."
    yield from (_has(act, names, request) for act in page.held)
    passed = next((act for act in reversed(page.acts) if act.person == me), None)
    if passed and passed.deed is Deed.PASSED:
        yield f"You passed it on to {names.get(passed.to, 'a colleague')} {_at(passed.at, request)}."
    elif not page.held and alert.asks_at and alert.asks_at > request.now:
        yield f"Nobody has it yet. At {_at(alert.asks_at, request)} the next in line hears{or_later(alert)}."


def or_later(alert: Alert) -> str:
    """Say that it may be later, where the office is closed then and the promise may rest until it opens; "" if not."""
    case = alert.case
    if case is None or alert.asks_at is None or case.severity == URGENT:
        return ""
    protocol = protocol_of(case.revision)
    office = protocol.calendar(protocol.counting_regions(case.home_region, tuple(case.counts_on or case.regions)))
    closed = wakes_at(alert.asks_at, office) > alert.asks_at
    return ", or when the office opens, if its promise rests until then" if closed else ""


def _has(act: Act, names: Mapping[str, str], request: SignedIn) -> str:
    who = "You have" if act.person == str(request.user.pk) else f"{names.get(act.person, 'Somebody')} has"
    return f"{who} it until {_at(act.until or act.at, request)}."


def _at(at: datetime, request: SignedIn) -> str:
    return when.short(at, request.now, request.zone)


def _calls(case: Case, reader: Person) -> Iterator[tuple[str, str]]:
    """Yield whom to call: the customer's contact where their number is known, or else the owner."""
    people = [one for one in (case.contact, case.owner) if one and one.phone and one.pk != reader.pk]
    yield from ((one.name, one.phone) for one in people[:1])
