"""A person's own alerts: what they were told, when, about what, and whether the mail went out."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from sundial.models import Alert, AlertKind, Clock, Delivery, FactRow
from sundial.models.alerts import LETTERS
from sundial.protocol.clock import Outcome
from sundial.protocol.promises import Promise
from sundial.web import when
from sundial.web.access import NOT_FOUND, SignedIn, for_staff
from sundial.web.desk.alert_shifts import Offer, offers_of
from sundial.web.desk.alert_words import sentence
from sundial.web.desk.keys import EVERYWHERE
from sundial.web.desk.paging import Paged, paged_of
from sundial.web.desk.sent_words import in_short, mail_words, way_words
from sundial.web.desk.side import ALERTS, alerts_of, side_of
from sundial.web.promises import SHAPES

MOST = 100
LIST, PAGE = "desk/alerts/_list.html", "desk/alerts/page.html"
ANSWERS = ("messaged", "date-given", "resource-answered")  # what keeps a promise, in time or late
BECAME = {
    Outcome.MET: "answered",
    Outcome.BREACHED: "ended without an answer",
    Outcome.SUPERSEDED: "another due time took its place",
    Outcome.CANCELLED: "no longer owed since",
}
PAGES: Mapping[str, str] = {AlertKind.WAIVER_ASKED: "desk:waivers", AlertKind.UNDELIVERED: "desk:alert-log"}
UNREACHED = "Tell them yourself, and have their address put right under People; then it is sent again, or put aside."
End = tuple[Outcome, datetime]
Mails = Mapping[UUID, tuple[str, bool]]  # of an alert: how its mail stands, and whether that needs a look


@dataclass(frozen=True, slots=True)
class Item:
    """One alert, ready to be shown."""

    alert: Alert
    shape: str
    standing: str
    says: str
    url: str
    about: str
    since: str
    settled: bool  # what came of it since is that it was answered
    mail: str
    failed: bool
    paged: Paged | None = None

    @property
    def unread(self) -> bool:
        """Whether it has not been marked as read."""
        return self.alert.read_at is None


@dataclass(frozen=True, slots=True)
class Day:
    """The alerts of one of the reader's days."""

    title: str
    items: tuple[Item, ...]


@require_GET
@for_staff
def show(request: SignedIn) -> HttpResponse:
    """Show the person's own alerts, the newest first."""
    return inbox(request)


def inbox(request: SignedIn, problem: str = "", about: UUID | None = None) -> HttpResponse:
    """Answer the alerts; with a problem, why something was not done about one of them."""
    context = _list(request) | {"problem": problem, "wrong": about}
    status = 409 if problem else 200
    if request.htmx:
        return render(request, LIST, context, status=200)  # what is swapped in says it
    side = side_of(request.user, ALERTS, request.now, request.zone)
    return render(request, PAGE, context | {"side": side, "keys": EVERYWHERE}, status=status)


@require_POST
@for_staff
def read(request: SignedIn, alert: UUID) -> HttpResponse:
    """Mark one of one's own alerts as read."""
    if not _own(request).filter(pk=alert).exists():
        raise Http404(NOT_FOUND)
    return _mark(request, _own(request).filter(pk=alert))


@require_POST
@for_staff
def read_all(request: SignedIn) -> HttpResponse:
    """Mark all that had come when the page was read: what came since is still unread."""
    named = _uuid(request.POST.get("latest", ""))
    latest = _own(request).filter(pk=named).values_list("at", flat=True).first() if named else None
    if latest is None:
        raise Http404(NOT_FOUND)
    return _mark(request, _own(request).filter(at__lte=latest))


def _mark(request: SignedIn, alerts: QuerySet[Alert]) -> HttpResponse:
    alerts.filter(read_at__isnull=True).update(read_at=request.now)
    return render(request, LIST, _list(request)) if request.htmx else redirect("desk:alerts")


def _own(request: SignedIn) -> QuerySet[Alert]:
    return alerts_of(request.user)


def _list(request: SignedIn) -> dict[str, object]:
    found = list(_own(request).select_related("case__contact", "case__owner").order_by("-at", "-pk")[:MOST])
    mails = dict(_mails(found, request))
    clocks, offers = _clocks(found), offers_of(found, request)
    paged = paged_of(found, request)
    items = [
        replace(_item(one, clocks.get(_clock_of(one)), offers.get(one.pk), mails, request), paged=paged.get(one.pk))
        for one in found
    ]
    days = [Day(title, tuple(some)) for title, some in groupby(items, lambda item: _day(item.alert.at, request))]
    unread = sum(item.unread for item in items)
    return {"days": days, "unread": unread, "latest": found[0].pk if found else None}


def _item(alert: Alert, end: End | None, offer: Offer | None, mails: Mails, request: SignedIn) -> Item:
    shape = SHAPES[Promise(alert.promise)] if alert.promise else ""
    standing = {AlertKind.BREACHED: "late", AlertKind.DUE_SOON: "soon"}.get(AlertKind(alert.kind), "due")
    mail, failed = mails.get(alert.pk, ("", False))
    if offer:
        offered = (offer.says, offer.url, offer.about, offer.since)
        return Item(alert, shape, standing, *offered, settled=False, mail=mail, failed=failed)
    says, settled = sentence(alert, request.now, request.zone), end is not None and end[0] is Outcome.MET
    about = UNREACHED if alert.kind == AlertKind.UNDELIVERED else alert.case.subject if alert.case else ""
    return Item(alert, shape, standing, says, _url(alert), about, _since(end, request), settled, mail, failed)


def _url(alert: Alert) -> str:
    """Return where an alert leads: to the page that its kind has, of a case, a letter or a shift."""
    if alert.kind in LETTERS:
        return reverse("desk:letter", args=[alert.about])
    if alert.kind == AlertKind.LETTER_UNSEEN:
        return reverse("desk:letters")
    if alert.case is None and alert.kind == AlertKind.UNDELIVERED:
        return reverse("desk:dead-letter", args=[alert.pk])
    if alert.case is None:
        return reverse("desk:rota")
    return reverse(PAGES.get(alert.kind, "desk:case"), args=[alert.case.number])


def _clock_of(alert: Alert) -> tuple[object, ...]:
    return (alert.case_id, alert.promise, alert.due_at)


def _clocks(alerts: Sequence[Alert]) -> dict[tuple[object, ...], End]:
    """Return how and when the clocks ended that these alerts are about; one that was kept late was answered as well."""
    about = {alert.case_id for alert in alerts if alert.promise and alert.case_id}
    rows = Clock.objects.filter(case_id__in=about).order_by("cycle")  # of one due time the latest counts
    values = rows.values_list("case_id", "promise", "due_at", "outcome", "ended_at")
    last = {tuple(clock): (Outcome(outcome), end) for *clock, outcome, end in values}
    ended = {clock: (outcome, end) for clock, (outcome, end) in last.items() if end}
    late = [end for outcome, end in ended.values() if outcome is Outcome.BREACHED]
    facts = FactRow.objects.filter(case_id__in=about, at__in=late, kind__in=ANSWERS)
    answers = set(facts.values_list("case_id", "at"))
    return {
        clock: (Outcome.MET if (clock[0], end) in answers else outcome, end) for clock, (outcome, end) in ended.items()
    }


def _since(end: End | None, request: SignedIn) -> str:
    """Say what came of it since, and when: answered, replaced, owed no more; "" while nothing did."""
    return f"{BECAME[end[0]]} {when.short(end[1], request.now, request.zone)}" if end else ""


def _day(at: datetime, request: SignedIn) -> str:
    days = when.days_between(at, request.now, request.zone)
    return ("Today", "Yesterday")[days] if days in (0, 1) else when.day(at, request.zone)


def _mails(alerts: Sequence[Alert], request: SignedIn) -> Iterator[tuple[UUID, tuple[str, bool]]]:
    """Say of each alert how its mail and its own ways stand, and whether that needs a look."""
    own = Q(way__isnull=True) | Q(way__person=request.user)
    rows = Delivery.objects.filter(own, alert__in=[alert.pk for alert in alerts])
    found: dict[UUID, list[tuple[str, bool]]] = {}
    columns = ("alert_id", "way__name", "state", "attempts", "sent_at", "send_at")
    for alert, way, state, attempts, *times in rows.order_by("at", "pk").values_list(*columns):
        sent, digest = (when.hour(at, request.zone) if at else "" for at in times)
        words = way_words(way, state, attempts, sent) if way else in_short(mail_words(state, attempts, sent, digest))
        found.setdefault(alert, []).append(words)
    for alert, some in found.items():
        yield alert, (", ".join(words for words, _ in some), any(needs_a_look for _, needs_a_look in some))


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
