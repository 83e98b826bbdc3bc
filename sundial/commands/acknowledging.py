"""Protocol 08: whoever is told of what wants somebody to act answers for it, or passes it on to a colleague (O8.6).

One press is one record, and so are two: the second learns who has it. Nothing that was done is ever changed.
"""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import transaction

from sundial.commands.errors import Refused
from sundial.commands.later import asking_for_delivery
from sundial.commands.owed import INSERT
from sundial.commands.page_office import office_of
from sundial.commands.pages import Page, page_of, ring, why_over, write_act
from sundial.commands.statements import Write, write
from sundial.models import Alert, Case, Kind, Person, protocol_in_force
from sundial.protocol.paging import LONGEST, Act, Deed, answered_by


class AlertRefused(Refused):
    """An alert cannot be answered or passed on like this; `field` names what is wrong, "" for all of it."""

    def __init__(self, text: str, field: str = "") -> None:
        super().__init__(text)
        self.field = field


class HadAlready(AlertRefused):
    """Somebody else was quicker: they have it."""

    def __init__(self, name: str, until: datetime) -> None:
        super().__init__(f"{name} has it until {until:%H:%M} UTC. Nothing is left to be taken.")
        self.name, self.until = name, until


def acknowledge(alert: Alert, until: datetime | None, *, by: Person, now: datetime) -> Act:
    """Say that somebody has what they were told of, until an instant (UTC); None: for the protocol's own time.

    Who has it for as long already has it once. Raises AlertRefused, HadAlready.
    """
    with transaction.atomic():
        page = _ground(alert, by, now)
        mine = page.of(by)
        if mine and mine.until and (until is None or mine.until >= until):
            return mine
        until = until or now + timedelta(seconds=protocol_in_force(now).alerts.mine_for.seconds)
        if not now < until <= now + LONGEST:
            raise AlertRefused("Say until when it is yours: within the next 24 hours.", "until")
        act = Act(Deed.MINE, str(by.pk), now, until)
        _done(page, act, alert, now)
    return act


def pass_on(alert: Alert, to: Person, *, by: Person, now: datetime) -> Act:
    """Give what somebody was told of to a colleague who may see the case, who is told of it, once.

    Raises AlertRefused, HadAlready.
    """
    with transaction.atomic():
        page = _ground(alert, by, now)
        if to.pk == by.pk or to not in who_could_take(page.case):
            raise AlertRefused("Whom you chose cannot take it. Choose somebody of the list.", "to")
        act = Act(Deed.PASSED, str(by.pk), now, to=str(to.pk))
        _done(page, act, alert, now)
        tell_next(alert, to.pk, now=now)
    return act


def who_could_take(case: Case) -> list[Person]:
    """Return the colleagues who may see a case, by name."""
    staff = Person.objects.filter(kind=Kind.STAFF, is_active=True).order_by("name", "pk")
    return list(staff.filter(region__in=case.regions) if case.regions else staff)


def tell_next(alert: Alert, person: UUID, *, now: datetime) -> None:
    """Tell somebody else of what an alert says; whoever was told of it already is not told twice."""
    assert alert.case is not None
    asks_at = answered_by(now, alert.case.severity, protocol_in_force(now).alerts, office_of(alert))
    clock = (alert.promise, alert.cycle, alert.due_at)
    new = uuid4()
    row = (new, alert.case_id, alert.seq, person, alert.kind, *clock, alert.text, now, asks_at)
    write([Write(INSERT, [row]), asking_for_delivery([new])])


def _ground(alert: Alert, by: Person, now: datetime) -> Page:
    """Lock the case of one's own alert, and return its page as it stands. Raises AlertRefused, HadAlready."""
    if alert.person_id != by.pk or alert.case_id is None:
        raise AlertRefused("This alert wants nothing of you.")
    list(Case.objects.select_for_update(of=("self",), no_key=True).filter(pk=alert.case_id).values_list("pk"))
    page = page_of(alert, now)
    if page is None:
        raise AlertRefused("This alert wants nothing of you.")
    if why := why_over(alert, page, now):
        raise AlertRefused(f"Nothing is left to be done: {why}.")
    other = next((act for act in page.others if act.person != str(by.pk)), None)
    if other and other.until:
        raise HadAlready(Person.objects.get(pk=other.person).name, other.until)
    return page


def _done(page: Page, act: Act, alert: Alert, now: datetime) -> None:
    write_act(page, act)
    Alert.objects.filter(pk=alert.pk, read_at__isnull=True).update(read_at=now)
    ring()
