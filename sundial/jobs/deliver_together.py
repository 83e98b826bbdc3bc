"""Word to many by mail: what is true of each is asked at once, and the letters go one behind the other on one line.

Each keeps its own key, lease, number and record, as if it went alone: it is leased when its turn comes, and settled
before the next. What is not plain by its rows, and what meets with any trouble, is left to `deliver`, which does all
there is to do about one alert. A job that dies is run again: what was sent says so, and the rest is owed.
"""

import logging
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import partial
from time import monotonic
from typing import NamedTuple
from uuid import UUID

from django.db import Error, connection, transaction
from procrastinate.contrib.django import app

from sundial.commands.later import asking_to_mail, queue_of
from sundial.commands.pages import needs_of
from sundial.commands.quieting import quiet_of
from sundial.commands.statements import write
from sundial.commands.storms import FIRST, IN_TURN, in_a_storm, turn_of
from sundial.jobs.alert_letter import letter_of
from sundial.jobs.attempts import DELIVERY, TryAgain, WhenAsked, lease_if_untouched, pay
from sundial.jobs.certain import Told, certain
from sundial.models import CLOCKWORK, Alert, Channel, Delivery, DeliveryState, Reaching, database_now, viewing
from sundial.models.fetch import fetch
from sundial.outside.mail import Letter, Line
from sundial.protocol.digests import Said, is_to_wait
from sundial.protocol.reaching import event_of, takes

MOMENT = 1.0  # seconds after which what was found true is asked again
INSIDE = """
    SELECT true FROM alert a JOIN support_case c ON c.id = a.case_id JOIN person p ON p.id = a.person_id
    WHERE a.id = %s AND c.regions = %s::varchar[] AND p.region = %s AND p.is_active
"""  # the wall is asked again for each letter, as it goes: a moment is too long for it
logger = logging.getLogger(__name__)


class Ready(NamedTuple):
    """An alert whose letter may go as it is, and its delivery."""

    alert: Alert
    delivery: Delivery
    letter: Letter


@app.task(name="deliver_together", queue=queue_of("deliver_together"), retry=WhenAsked())
def deliver_together(alerts: Sequence[str]) -> None:
    """Mail some alerts, by their ids; each as `deliver` would, and by it wherever that is more than a letter."""
    left: Sequence[UUID] = [UUID(one) for one in alerts]
    with Line() as line:
        while left:
            left = _send_some(_looked_at(left), line)


def _looked_at(alert_ids: Sequence[UUID]) -> Sequence[Ready]:
    """Look at alerts; where one stops the others, each is left to be looked at alone."""
    try:
        return look_at(alert_ids)
    except Exception:
        if connection.connection is None or connection.connection.closed:
            raise
        logger.exception("some alerts are mailed one by one")
        with transaction.atomic(), viewing(CLOCKWORK):
            write([asking_to_mail(alert_ids, priority=FIRST)])
        return ()


@transaction.atomic
def look_at(alert_ids: Sequence[UUID]) -> Sequence[Ready]:
    """Return those of the alerts that are owed and plain, with their letters; the others are asked for alone."""
    with viewing(CLOCKWORK):
        now = database_now()
        owed = _owed(alert_ids, now)
        letters = _plain([alert for alert, delivery in owed if not delivery.attempts], now)
        _ask_alone(alert for alert, _ in owed if alert.pk not in letters)
    return [Ready(alert, delivery, letters[alert.pk]) for alert, delivery in owed if alert.pk in letters]


def _send_some(ready: Sequence[Ready], line: Line) -> Sequence[UUID]:
    """Send letters for a moment; return those alerts that are to be looked at anew."""
    until = monotonic() + MOMENT
    for place, one in enumerate(ready):
        if monotonic() > until:
            return [later.alert.pk for later in ready[place:]]
        try:
            if _is_done(one, line):
                continue
            _leave(ready[place:])
        except TryAgain as patience:
            _leave(ready[place + 1 :], tried=one, again=patience.at)
        break
    return ()


def _leave(ready: Sequence[Ready], tried: Ready | None = None, again: datetime | None = None) -> None:
    """Leave letters to jobs of their own: at once, but the one that was tried and may be tried again at `again`."""
    with transaction.atomic(), viewing(CLOCKWORK):
        _ask_alone(one.alert for one in ready)
        if tried is not None:
            _ask_alone([tried.alert], at=again)


def _is_done(one: Ready, line: Line) -> bool:
    """Send one letter, unless somebody else does; False where that met with trouble, as the next may too.

    Raises TryAgain where it was tried in vain.
    """
    attempt = lease_if_untouched(DELIVERY, one.delivery, partial(line.send, one.letter), partial(_stands, one.alert))
    try:
        if attempt is not None:
            pay(attempt)
    except (Error, TryAgain):
        raise
    except Exception:
        logger.exception("the letter of alert %s could not be sent with others", one.alert.pk)
        return False
    return attempt is not None


def _stands(alert: Alert) -> bool:
    """Whether wall and person stand as they did when the letter was written."""
    case = alert.case
    return case is not None and bool(fetch(INSIDE, alert.pk, case.regions, alert.person.region))


def _owed(alert_ids: Sequence[UUID], now: datetime) -> list[tuple[Alert, Delivery]]:
    """Return the alerts whose mail is owed, in the order given; a delivery that is not there yet is written."""
    alerts = Alert.objects.select_related("case__organization", "person").in_bulk(alert_ids)
    mail = Delivery.objects.filter(alert__in=list(alerts), channel=Channel.MAIL)
    there = set(mail.values_list("alert_id", flat=True))
    new = [Delivery(alert_id=pk, channel=Channel.MAIL, at=now) for pk in alerts if pk not in there]
    Delivery.objects.bulk_create(new, ignore_conflicts=True)
    owed = {one.alert_id: one for one in mail.filter(state=DeliveryState.OWED)}
    return [(alerts[pk], owed[pk]) for pk in alert_ids if pk in owed]


def _plain(alerts: Sequence[Alert], now: datetime) -> Mapping[UUID, Letter]:
    """Return the letters of those alerts that are true, and that their people want by mail and at once."""
    true, storm = certain(list(map(Told.of, alerts)), now), in_a_storm(alerts, now)
    chosen = {one.person_id: one for one in Reaching.objects.filter(person__in={one.person_id for one in alerts})}
    wanted = [one for one in alerts if one.pk in true and one.pk not in storm]
    letters = {one.pk: _letter(one) for one in wanted if _is_mailed_now(one, chosen.get(one.person_id), now)}
    return {pk: letter for pk, letter in letters.items() if letter}


def _is_mailed_now(alert: Alert, reaching: Reaching | None, now: datetime) -> bool:
    """Whether somebody has an alert by mail, at no set time, and is not quiet; where they are, there is more to ask."""
    case = alert.case
    if reaching is None or case is None:
        return case is not None
    said = Said(alert.kind, alert.promise, case.severity, alert.due_at)
    if not takes(event_of(alert.kind, needs_of(alert)), reaching.mail) or is_to_wait(said, reaching.mail):
        return False
    quiet = quiet_of(reaching, alert.person)
    return quiet is None or not quiet.covers(now)


def _letter(alert: Alert) -> Letter | None:
    """Return the letter; None where it cannot be written, which `deliver` counts and says."""
    try:
        return letter_of(alert, at_first=True)
    except Error:
        raise
    except Exception:
        logger.exception("the letter of alert %s could not be written with others", alert.pk)
        return None


def _ask_alone(alerts: Iterable[Alert], *, at: datetime | None = None) -> None:
    """Leave alerts to `deliver`, each by itself, what is urgent first, and none before `at`."""
    turns: dict[int, list[UUID]] = {FIRST: [], IN_TURN: []}
    for alert in alerts:
        turns[turn_of(alert.case.severity) if alert.case else IN_TURN].append(alert.pk)
    write(asking_to_mail(some, priority=turn, at=at) for turn, some in turns.items())
