"""The views beside the work: every list with its count, the alerts, and the last broken promise that was not read."""

from dataclasses import dataclass
from datetime import datetime, tzinfo

from django.db.models import CharField, Exists, OuterRef, Q
from django.db.models.functions import Cast
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from sundial.commands.moves import may_decide
from sundial.commands.rota_ground import colleague_of
from sundial.models import Alert, AlertKind, Person, protocol_in_force
from sundial.models.alerts import LETTERS as OF_LETTERS
from sundial.models.alerts import AlertQuerySet
from sundial.models.presence import seen_with
from sundial.protocol.letters.seeing import coordinates
from sundial.protocol.presence import Said, said_now
from sundial.web.access import SignedIn, for_staff, inside, wall_of
from sundial.web.desk import lists
from sundial.web.desk.alert_words import sentence
from sundial.web.desk.calendar_ahead import pressing
from sundial.web.desk.side_counts import Counts, counted
from sundial.web.letters_seen import letters_seen
from sundial.web.rota_now import NO_ROTA, Here
from sundial.web.rota_now import here as on_shift

ALERTS, REQUESTS, RELEASES, PROTOCOL, ROTA = "alerts", "requests", "releases", "protocol", "rota"
BOARD, COVERAGE, HANDOVER, ESCALATIONS, CAUSES = "board", "coverage", "handover", "escalations", "causes"
LETTERS = "letters"
ABOUT = (("People", "people"), ("Customers", "customers"), ("Directory", "directory"))
ENGINEER = "engineer"
GO = {
    "mine": "g q", "new": "g n", "late": "g l", ALERTS: "g a", REQUESTS: "g r", RELEASES: "g f", ROTA: "g s",
    HANDOVER: "g h", ESCALATIONS: "g e",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Link:
    """One list: its title, its address, how many it holds, and whether it is the one that is shown."""

    title: str
    url: str
    count: int | None
    says: str
    hot: bool
    current: bool
    key: str


@dataclass(frozen=True, slots=True)
class Block:
    """Some links under a heading."""

    title: str
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Side:
    """All of it, and who is on shift; `latest` names the last unread breach, `broken` says it ("" for none).

    `said` is what the reader says of themselves.
    """

    here: str
    groups: tuple[Block, ...]
    latest: str = ""
    broken: str = ""
    broken_url: str = ""
    shift: Here = NO_ROTA
    said: Said = Said.AVAILABLE


@require_GET
@for_staff
def show(request: SignedIn) -> HttpResponse:
    """Answer the side column, and the line about late alerts: the page asks for both when something has changed."""
    side = side_of(request.user, request.GET.get("here", ""), request.now, request.zone)
    return render(request, "desk/_side_again.html", {"side": side})


def side_of(person: Person, here: str, now: datetime, zone: tzinfo) -> Side:
    """Read the side column of one person, in two queries, and one more where a promise is broken."""
    counts = counted(person, now)
    shift, said = on_shift(person, now, zone), said_now(seen_with(person), now)
    blocks = _blocks(person, here, now, zone, counts)
    pages = (_page("Follow the sun", BOARD, here), _rota(shift, here), _page("Coverage", COVERAGE, here))
    blocks = (*blocks, Block("Shift", (*pages, _page("Handover", HANDOVER, here))))
    broken = counts.broken
    if broken is None or broken.case is None:
        return Side(here, blocks, shift=shift, said=said)
    url = reverse("desk:case", args=[broken.case.number])
    return Side(here, blocks, str(broken.pk), sentence(broken, now, zone), url, shift, said)


def alerts_of(person: Person) -> AlertQuerySet:
    """Return the alerts that are owed to somebody on cases and letters that they may see, or on shifts."""
    seen = letters_seen(person).annotate(named=Cast("pk", CharField())).filter(named=OuterRef("about"))
    of_a_letter = Q(kind__in=OF_LETTERS) | (Q(kind=AlertKind.UNDELIVERED) & ~Q(about=""))  # or its alarm
    of_none = Q(case__isnull=True) & (~of_a_letter | Exists(seen))
    return Alert.objects.filter(inside(wall_of(person), "case__") | of_none, person_id=person.pk)


def _blocks(person: Person, here: str, now: datetime, zone: tzinfo, counts: Counts) -> tuple[Block, ...]:
    """Return the links; people of another group find its queue with their work."""
    work = [_link("mine", counts, here), _link("new", counts, here), _alerts(counts, here)]
    team = [_link(key, counts, here) for key in _team(person)]
    (work if person.group else team).append(_requests(person, here, counts))
    team.append(_owed("Releases", RELEASES, here, "notices owed", counts.notices))
    team.append(_owed("Escalations", ESCALATIONS, here, "open", counts.escalated))
    if coordinates(colleague_of(person)):
        team.append(_owed("Letters", LETTERS, here, "to leadership wait", counts.letters))
    if person.role != ENGINEER and may_decide(person, now):  # most are engineers, and are spared a query
        team += [_page("Causes", CAUSES, here), _protocol(here, now, zone)]
    team += [_page(title, key, here) for title, key in ABOUT]
    return Block("Work", tuple(work)), Block("Team", tuple(team))


def _team(person: Person) -> tuple[str, ...]:
    regional = ("region",) if person.region else ()
    return (*regional, "open", "severity-1", "late", "resolved")


def _link(key: str, counts: Counts, here: str) -> Link:
    view, count = lists.VIEWS[key], counts.lists[key]
    return Link(view.title, _url(view), count, "", view.hot and count > 0, key == here, GO.get(key, ""))


def _url(view: lists.View) -> str:
    if view.key == "new":
        return reverse("desk:triage")
    return reverse("desk:queue") + ("" if view is lists.MINE else f"?view={view.key}")


def _page(title: str, key: str, here: str) -> Link:
    """Return the way to a page that holds nothing to be counted."""
    return Link(title, reverse(f"desk:{key}"), None, "", hot=False, current=here == key, key=GO.get(key, ""))


def _protocol(here: str, now: datetime, zone: tzinfo) -> Link:
    """Return the way to the protocol, with the holidays of the coming weeks that nobody has accepted or refused yet."""
    count = pressing(protocol_in_force(now), now.astimezone(zone).date()) or None
    says = "holidays of the coming weeks proposed"
    return Link("Protocol", reverse("desk:protocol"), count, says, hot=False, current=here == PROTOCOL, key="")


def _requests(person: Person, here: str, counts: Counts) -> Link:
    title = "Asked of my group" if person.group else "Asked of groups"
    return _owed(title, REQUESTS, here, "open", counts.asked)


def _rota(shift: Here, here: str) -> Link:
    count = shift.offers or None
    says = "offered to you"
    return Link("Shift plan", reverse("desk:rota"), count, says, hot=False, current=here == ROTA, key=GO[ROTA])


def _owed(title: str, key: str, here: str, what: str, counted: tuple[int, int]) -> Link:
    owed, late = counted
    says = f"{what}, {late} late" if late else what
    return Link(title, reverse(f"desk:{key}"), owed, says, late > 0, here == key, GO.get(key, ""))


def _alerts(counts: Counts, here: str) -> Link:
    hot = counts.broken is not None
    return Link("Alerts", reverse("desk:alerts"), counts.unread, "unread", hot, here == ALERTS, GO[ALERTS])
