"""What the page "How word reaches you" shows: ways with what came of them, the matrix, quiet hours."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.http import QueryDict

from sundial.commands.ways import TITLES, called, manages
from sundial.models import Delivery, Kind, Person, Reaching, Way, WayTrial, protocol_in_force
from sundial.protocol.digests import OFFERED, SET_TIMES
from sundial.protocol.reaching import MAIL, Event, Hears, takes
from sundial.protocol.staffing import roles_of_people
from sundial.web import when
from sundial.web.access import SignedIn
from sundial.web.desk.sent_words import Words, way_words

PAGE, HERE = "desk/reaching/page.html", "alerts"
EVENTS: Mapping[Event, tuple[str, str]] = {
    Event.ACT: ("Wants you to act", "a missed promise, a rung, what you took and is still open"),
    Event.PROMISES: ("Promises that fall due", "the warning before, of every severity but 1"),
    Event.ESCALATIONS: ("Escalations", "what the customer says of the progress, how one ends"),
    Event.CASES: ("Cases", "opened, given to you, a message, another severity, an agreement"),
    Event.RELEASES: ("Releases", "a fix is out, moved or taken out"),
    Event.GROUPS: ("Requests to groups", "asked, answered, withdrawn"),
    Event.SHIFTS: ("Handovers and shifts", "offered, questioned, accepted"),
    Event.DESK: ("The desk itself", "waivers, who asks to read a case, word that did not arrive"),
}
DIGEST = "/digest"  # after what is mailed: in a digest
NO_DIGEST: Mapping[Event, str] = {
    Event.ACT: "never in a digest: it waits for you",
    Event.ESCALATIONS: "never in a digest: a customer waits",
    Event.DESK: "never in a digest: a colleague waits, or was not reached",
}
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True, slots=True)
class Shown:
    """One way as it is shown: mail, or one that somebody made."""

    key: str
    name: str
    what: str
    address: str
    since: str
    last: str
    failed: bool
    trial: str
    trial_failed: bool
    hears: Mapping[str, str]
    quiet: Mapping[str, Any] | None = None  # of a role's way: its quiet hours, as they are or were typed
    hushed: str = ""  # the same in words

    @property
    def is_mail(self) -> bool:
        """Whether it is the mail that everybody has."""
        return self.key == MAIL


@dataclass(frozen=True, slots=True)
class Cell:
    """Of a way whether it hears of an event; of mail also how, and why not in a digest where that is not offered."""

    value: str
    name: str
    ticked: bool
    how: tuple[tuple[str, str, bool], ...] = ()  # the value, what it says, whether it is chosen
    why: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the matrix: an event, and of each way whether and how it hears of it."""

    title: str
    says: str
    cells: tuple[Cell, ...]


def context_of(request: SignedIn, typed: QueryDict) -> dict[str, Any]:
    """Return what the page shows; `typed` is what was typed and refused, so that nothing of it is lost."""
    person = request.user
    reaching = Reaching.objects.filter(person=person).first() or Reaching(person=person)
    live = list(Way.objects.live().order_by("role", "made_at", "pk"))
    own = [_mail(request, reaching), *(_shown(way, request) for way in live if way.person_id == person.pk)]
    protocol = protocol_in_force(request.now)
    roles = roles_of_people(protocol)
    region = protocol.regions.get(person.region)
    theirs = [_of_a_role(way, request, roles, typed) for way in live if way.role]
    return {
        "own": own,
        "own_rows": _rows(own, typed),
        "theirs": theirs,
        "their_rows": _rows(theirs, typed),
        "manages": bool(region) and manages(person, person.region),
        "region": region,
        "roles": roles,
        "services": sorted(TITLES.get(one, one) for one in settings.WAY_SCHEMES),
        "typed": typed,
        "times": _times(reaching, typed),
        "quiet": _quiet(reaching, QueryDict() if "way" in typed else typed),
        "colleagues": _colleagues(person),
        "stands_in_for": [one.person for one in Reaching.objects.filter(stand_in=person).select_related("person")],
    }


def _rows(ways: Sequence[Shown], typed: QueryDict) -> list[Row]:
    return [Row(*words, tuple(_cell(way, event, typed) for way in ways)) for event, words in EVENTS.items()]


def _cell(way: Shown, event: Event, typed: QueryDict) -> Cell:
    """Return one cell as it was chosen, or as it was typed and refused."""
    at_once = f"{way.key}/{event}"
    digest = f"{at_once}{DIGEST}"
    if way.key in typed.getlist("way"):
        chosen = next((one for one in typed.getlist("hears") if one in (at_once, digest)), "")
    elif way.hears.get(event) == Hears.IN_DIGEST:
        chosen = digest
    else:
        chosen = at_once if takes(event, way.hears) else ""
    if not way.is_mail:
        return Cell(at_once, way.name, bool(chosen))
    offered = [(at_once, "at once"), *([(digest, "in a digest")] if event in OFFERED else []), ("", "not")]
    how = tuple((value, says, value == chosen) for value, says in offered)
    return Cell(at_once, way.name, bool(chosen), how, NO_DIGEST.get(event, ""))


def _times(reaching: Reaching, typed: QueryDict) -> str:
    """Return the times of the digest as they are, or as they were typed and refused."""
    kept = ", ".join(f"{one:%H:%M}" for one in reaching.times or SET_TIMES)
    return typed.get("times") or "" if "times" in typed else kept


def _mail(request: SignedIn, reaching: Reaching) -> Shown:
    trial, failed = _tried(WayTrial.objects.filter(way=None, by=request.user), request)
    nothing: Words = ("", False)
    return Shown(MAIL, "Mail", "mail", request.user.email, "", *nothing, trial, failed, reaching.mail)


def _of_a_role(way: Way, request: SignedIn, roles: Mapping[str, str], typed: QueryDict) -> Shown:
    """Return a role's way, with its quiet hours."""
    quiet = _quiet(way, typed if typed.get("way") == str(way.pk) else QueryDict())
    hours = f"{way.since:%H:%M} to {way.until:%H:%M}" if way.since and way.until else ""
    said = ", ".join(filter(None, (hours, *(DAYS[day] for day in way.days))))
    return replace(_shown(way, request, roles), quiet=quiet, hushed=said)


def _shown(way: Way, request: SignedIn, roles: Mapping[str, str] | None = None) -> Shown:
    says, failed = _last(way, request)
    trial, trial_failed = _tried(WayTrial.objects.filter(way=way), request)
    what = f"{called(way.scheme)}, {roles.get(way.role, way.role)}" if roles else called(way.scheme)
    since = when.short(way.made_at, request.now, request.zone)
    return Shown(str(way.pk), way.name, what, way.shown, since, says, failed, trial, trial_failed, way.hears)


def _last(way: Way, request: SignedIn) -> Words:
    """Say how the last alert by one's own way stands; "" where there was none, and of a role's."""
    rows = Delivery.objects.filter(way=way, way__person=request.user).order_by("-at")
    for state, attempts, sent_at in rows.values_list("state", "attempts", "sent_at")[:1]:
        at = when.short(sent_at, request.now, request.zone) if sent_at else ""
        return way_words("last alert", state, attempts, at)
    return "", False


def _tried(trials: Any, request: SignedIn) -> Words:
    """Say what came of the last test, and whether that needs a look."""
    last = trials.order_by("at").last()
    if last is None:
        return "", False
    at = when.short(last.ended_at or last.at, request.now, request.zone)
    says = {
        WayTrial.State.ASKED: f"test on its way since {at}; look again in a moment",
        WayTrial.State.SENT: f"test taken {at}",
        WayTrial.State.FAILED: f"test failed {at}: {last.problem}",
    }
    return says[WayTrial.State(last.state)], last.state == WayTrial.State.FAILED


def _quiet(kept: Reaching | Way, typed: QueryDict) -> dict[str, Any]:
    """Return quiet hours as they are, or as they were typed and refused."""
    if "since" in typed:
        days, named = typed.getlist("days"), {name: typed.get(name, "") for name in ("since", "until", "stand_in")}
    else:
        days = [str(day) for day in kept.days]
        hours = {name: f"{one:%H:%M}" if one else "" for name, one in (("since", kept.since), ("until", kept.until))}
        named = {**hours, "stand_in": str(kept.stand_in_id or "") if isinstance(kept, Reaching) else ""}
    return {**named, "days": [(str(number), title, str(number) in days) for number, title in enumerate(DAYS)]}


def _colleagues(person: Person) -> list[Person]:
    """Return who can be named to hear instead: those of one's own region first."""
    others = Person.objects.filter(kind=Kind.STAFF, is_active=True).exclude(pk=person.pk).order_by("name")
    return sorted(others, key=lambda one: one.region != person.region)
