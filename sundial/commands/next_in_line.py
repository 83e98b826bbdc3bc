"""Protocol 08: what nobody answered in time goes to the next in line; whose time is over is asked again (O8.6).

All of it in one transaction, under the lock of the case: however often it is looked at, or by how many at once, one
person is told once. Killed in the middle it has not happened, and is done at the next look.
"""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property, partial
from uuid import UUID

from django.db import ProgrammingError, connection, transaction
from django.db.models import Min

from sundial.commands.acknowledging import tell_next
from sundial.commands.again import till_they_stand
from sundial.commands.later import deliver_later
from sundial.commands.page_office import office_of
from sundial.commands.pages import Page, page_of, ring, why_over, write_act
from sundial.commands.record import record
from sundial.commands.team_now import served, team_at
from sundial.models import Alert, AlertKind, Case, protocol_in_force
from sundial.protocol.facts import Messaged
from sundial.protocol.holders import Holder, Team, stand_ins
from sundial.protocol.next_in_line import line
from sundial.protocol.page_hours import wakes_at
from sundial.protocol.paging import Act, Deed, answered_by, is_answered

SILENT = timedelta(hours=1)  # before a page is looked at again of which everybody in line was told
LEFT = timedelta(hours=1)  # before a page is looked at again that could not be
AT_MOST = 50  # pages in one transaction: the clocks are looked at in between
logger = logging.getLogger(__name__)


@dataclass
class Looked:
    """One look at what is due at an instant (UTC); the team is read once, if anybody is needed."""

    now: datetime

    @cached_property
    def team(self) -> Team:
        """The team as it stands."""
        return team_at(self.now)

    def forget(self) -> None:
        """Read the team anew where it is needed again: somebody has moved or left since."""
        self.__dict__.pop("team", None)


def ask_the_next(now: datetime, *, at_most: int = AT_MOST) -> int:
    """Look at the pages whose time has come, the first first; return at how many.

    One that cannot be looked at stops no other: it is left for an hour, and the log says so.
    """
    rows = Alert.objects.filter(asks_at__lte=now, case__isnull=False).values("case_id", "seq", "kind")
    due = rows.annotate(first=Min("asks_at")).order_by("first", "case_id", "seq", "kind")[:at_most]
    looked = Looked(now)
    return sum(_look_or_say(one["case_id"], one["seq"], one["kind"], looked) for one in due)


def _look_or_say(case_id: UUID, seq: int, kind: str, looked: Looked) -> bool:
    try:
        return till_they_stand(lambda: _look_once(case_id, seq, kind, looked))
    except Exception:
        if connection.connection is None or connection.connection.closed:
            raise
        logger.exception("nobody could be asked next about %s %s on case %s", kind, seq, case_id)
        due = Alert.objects.filter(case_id=case_id, seq=seq, kind=kind, asks_at__lte=looked.now)
        due.update(asks_at=looked.now + LEFT)
        return False


def _look_once(case_id: UUID, seq: int, kind: str, looked: Looked) -> bool:
    try:
        with transaction.atomic():  # a savepoint
            return _look(case_id, seq, kind, looked)
    except ProgrammingError:
        looked.forget()
        raise


def _look(case_id: UUID, seq: int, kind: str, looked: Looked) -> bool:
    """Look at one page under the lock of its case; False where another has looked."""
    locked = Case.objects.select_for_update(of=("self",), no_key=True, skip_locked=True).filter(pk=case_id)
    if not locked.exists():
        return False
    rows = Alert.objects.select_related("case__organization", "person").filter(case_id=case_id, seq=seq, kind=kind)
    alerts = list(rows.order_by("at", "person__name", "pk"))
    if not any(one.asks_at and one.asks_at <= looked.now for one in alerts):
        return False
    again = _asks_at(alerts, looked)
    Alert.objects.filter(pk__in=[one.pk for one in alerts]).update(asks_at=again)
    ring()
    return True


def _asks_at(alerts: Sequence[Alert], looked: Looked) -> datetime | None:
    """Do what is to be done about a page, and return when it is looked at again; None where it is over."""
    first, now = alerts[0], looked.now
    page = page_of(first, now)
    if page is None or why_over(first, page, now):
        return None
    if is_answered(page.needs, (str(one.person_id) for one in alerts), page.acts, page.held):
        return min(act.until for act in page.held if act.until)
    office = office_of(first)
    if (opens := wakes_at(now, office)) > now:
        return opens  # its promise stands still: nobody is woken for it
    by = partial(answered_by, severity=page.case.severity, document=protocol_in_force(now).alerts, office=office)
    soon = by(now)
    told_at = max([one.at for one in alerts] + [act.at for act in page.acts if act.to])
    if (theirs := by(told_at)) > now:
        return theirs  # who was told last has the whole time
    if lapsed := _lapsed(page, now):
        _ask_again(page, alerts, lapsed, now)
        return soon
    return soon if _tell_the_next(page, alerts, looked) else now + SILENT


def _lapsed(page: Page, now: datetime) -> list[str]:
    """Return whose time with it is over and who still could do it; of each the last word counts."""
    last = {act.person: act for act in page.acts if act.person}
    return [one for one, act in last.items() if act.until and act.until <= now and one not in page.gone]


def _ask_again(page: Page, alerts: Iterable[Alert], lapsed: Iterable[str], now: datetime) -> None:
    """Ask those whose time is over: their alert is unread again, and they have word of it once for each such time."""
    theirs = {str(one.person_id): one for one in alerts}
    for person in lapsed:
        alert = theirs[person]
        act = write_act(page, Act(Deed.AGAIN, person, now))
        page = replace(page, acts=(*page.acts, Act(Deed.AGAIN, person, now)))
        Alert.objects.filter(pk=alert.pk).update(read_at=None)
        fields = {"seq": page.seq, "kind": AlertKind.ASKED_AGAIN, "about": str(act.pk), "at": now}
        word = Alert.objects.create(
            case=page.case, person_id=alert.person_id, text=f"still open: {alert.text}"[:300], **fields
        )
        deliver_later([word.pk])


def _tell_the_next(page: Page, alerts: Sequence[Alert], looked: Looked) -> bool:
    """Tell the next in line who was not told; False where there is nobody left, which the case says once."""
    told = {str(one.person_id) for one in alerts}
    case = page.case
    whom = replace(served(case.organization, case.regions), home_region=case.home_region)
    following = next((one for one in line(whom, looked.team) if one.id not in told), None)
    if following:
        write_act(page, Act(Deed.NEXT, "", looked.now, to=following.id))
        tell_next(alerts[0], UUID(following.id), now=looked.now)
    elif not page.acts or page.acts[-1].deed is not Deed.SILENCE:
        write_act(page, Act(Deed.SILENCE, "", looked.now))
        if not any(act.deed is Deed.SILENCE for act in page.acts):
            text = _silence(alerts, stand_ins(whom, looked.team))
            record(case, Messaged(public=False, automatic=True), by=None, now=looked.now, text=text)
    return following is not None


def _silence(alerts: Sequence[Alert], charged: Sequence[Holder]) -> str:
    """Say on the case that nobody is left to be told, and who decides now."""
    names = ", ".join(one.person.name for one in alerts)
    decides = charged[0].person.name if charged else "Whoever manages support next"
    return (
        f"Nobody has answered ({alerts[0].text}), and there is nobody left to be told. It was told to {names}. "
        f"{decides} decides what becomes of it. For four days it can still be answered, and whoever comes into the "
        "line hears of it; after that nobody is asked any more."
    )
