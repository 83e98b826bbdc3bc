"""Word that wants somebody to act, as it stands: who has it, whether it is over, what was done about it (O8.6)."""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import Q

from sundial.models import Alert, AlertAct, AlertKind, Case, Clock, Escalation, Person
from sundial.protocol.case import State
from sundial.protocol.paging import Act, Deed, Wants, having, is_given_up, wants

Key = tuple[object, int, str]  # of a page: the case, the fact, the kind
GIVEN_UP = "nobody answered for days, and what becomes of it is decided on the case"
About = tuple[int, str]  # of a page on a case: the fact and the kind


@dataclass(frozen=True, slots=True)
class Page:
    """One page: all the alerts of one fact and kind on a case, with what was done about it.

    `held` is who has it now; `gone` are those who had it and cannot have it any more. It is `given_up` when nobody did
    anything about it for days after everybody in line was told.
    """

    case: Case
    seq: int
    kind: str
    needs: Wants
    acts: tuple[Act, ...]
    held: tuple[Act, ...]
    gone: frozenset[str]
    given_up: bool

    def of(self, person: Person) -> Act | None:
        """Return that somebody has it now; None if they do not."""
        return next((act for act in self.held if act.person == str(person.pk)), None)

    @property
    def key(self) -> Key:
        """By what it is known."""
        return (self.case.pk, self.seq, self.kind)

    @property
    def others(self) -> tuple[Act, ...]:
        """Those who have it, where that is enough for everybody else."""
        return self.held if self.needs is Wants.ONE else ()


def page_of(alert: Alert, now: datetime) -> Page | None:
    """Return the page that an alert belongs to, as the viewer may see it; None where it does not page."""
    return pages_of([alert], now).get(key_of(alert))


def pages_of(alerts: Iterable[Alert], now: datetime) -> dict[Key, Page]:
    """Return the pages of some alerts, in two queries; each alert must have its case with it."""
    cases = {key_of(alert): (alert.case, needs_of(alert)) for alert in alerts if alert.case}
    paging = {key: (case, needs) for key, (case, needs) in cases.items() if needs is not Wants.NOBODY}
    if not paging:
        return {}
    found: dict[Key, list[AlertAct]] = {}
    about = Q()
    for case_id, seq, kind in paging:
        about |= Q(case_id=case_id, seq=seq, kind=kind)
    for row in AlertAct.objects.filter(about).order_by("nth"):
        found.setdefault((row.case_id, row.seq, row.kind), []).append(row)
    return {key: _page(case, key[1:], needs, _acts(found.get(key, ())), now) for key, (case, needs) in paging.items()}


def pages_on(case: Case, needs: Mapping[About, Wants], now: datetime) -> dict[About, Page]:
    """Return those of some pages of a case about which anything was done: one query, and one for who had one."""
    acts = acts_of(case)
    return {key: _page(case, key, needs[key], done, now) for key, done in acts.items() if key in needs}


def _page(case: Case, about: About, needs: Wants, acts: tuple[Act, ...], now: datetime) -> Page:
    gone = _gone(acts, case)
    return Page(case, *about, needs, acts, having(acts, now, gone), gone, is_given_up(acts, now))


def acts_of(case: Case) -> dict[About, tuple[Act, ...]]:
    """Return what was done about every page of a case, by the fact and the kind."""
    found: dict[About, list[AlertAct]] = {}
    for row in AlertAct.objects.filter(case=case).order_by("nth"):
        found.setdefault((row.seq, row.kind), []).append(row)
    return {key: _acts(rows) for key, rows in found.items()}


def key_of(alert: Alert) -> Key:
    """Return by what an alert's page is known."""
    return (alert.case_id, alert.seq, alert.kind)


def needs_of(alert: Alert) -> Wants:
    """Say whether an alert pages."""
    return wants(alert.kind, alert.promise, alert.case.severity) if alert.case else Wants.NOBODY


def _acts(rows: Iterable[AlertAct]) -> tuple[Act, ...]:
    return tuple(Act(Deed(row.deed), str(row.person_id or ""), row.at, row.until, str(row.to_id or "")) for row in rows)


def _gone(acts: Iterable[Act], case: Case) -> frozenset[str]:
    wanted = frozenset(act.person for act in acts if act.until)
    if not wanted:
        return wanted
    there = Person.objects.filter(pk__in=wanted, is_active=True)
    if case.regions:
        there = there.filter(region__in=case.regions)
    return wanted - {str(pk) for pk in there.values_list("pk", flat=True)}


def why_over(alert: Alert, page: Page | None, now: datetime) -> str:
    """Say why a page needs nobody any more, "" if it does."""
    return why_over_each([alert], {key_of(alert): page} if page else {}, now)[alert.pk]


def why_over_each(alerts: Iterable[Alert], pages: Mapping[Key, Page], now: datetime) -> dict[UUID, str]:
    """Say why pages need nobody any more: the promise was kept, the rung answered, the case closed; "" if they do.

    Or nobody answered for days: what becomes of it is decided on the case.
    """
    alerts = list(alerts)
    cases = {alert.case_id for alert in alerts if alert.case_id}
    running = Clock.objects.running().filter(case_id__in=cases).values_list("case_id", "promise", "due_at")
    waiting = Escalation.objects.filter(case_id__in=cases, answered_at__isnull=True).values_list("case_id", "seq")
    open_still = {*running, *waiting} if cases else set()
    given_up = {key for key, page in pages.items() if page.given_up}
    return {
        alert.pk: _why_over(alert, open_still, now) or (GIVEN_UP if key_of(alert) in given_up else "")
        for alert in alerts
    }


def _why_over(alert: Alert, open_still: Container[object], now: datetime) -> str:
    if alert.case is None or alert.case.state == State.CLOSED:
        return "the case is closed"
    if alert.kind == AlertKind.ESCALATED:
        waits = (alert.case_id, alert.seq) in open_still
        return "" if waits else "the escalation is answered, settled, or over with its case"
    if alert.kind == AlertKind.DUE_SOON and alert.due_at and now >= alert.due_at:
        return "the due time has passed"
    runs = (alert.case_id, alert.promise, alert.due_at) in open_still
    return "" if runs else "the promise was kept, or is no longer owed"


def write_act(page: Page, act: Act) -> AlertAct:
    """Write down that something was done about a page, behind what was done before; the case is locked."""
    return AlertAct.objects.create(
        case=page.case,
        seq=page.seq,
        kind=page.kind,
        nth=len(page.acts) + 1,
        deed=act.deed,
        person_id=act.person or None,
        to_id=act.to or None,
        until=act.until,
        at=act.at,
    )


def ring() -> None:
    """Wake whoever listens: pages on which it stands ask again."""
    with connection.cursor() as cursor:
        cursor.execute("NOTIFY sundial")
