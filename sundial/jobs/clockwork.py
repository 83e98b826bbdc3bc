"""Clockwork: one loop that sleeps until a clock wants attention, looks, and records what is to be said.

No clock has a timer of its own, so none can be lost, doubled or left behind when a due time moves: the row says
when (`check_at`), and this reads the rows. Late, twice, restarted, two at once: no harm, for all that is said
goes through the door for change and is folded from the history there. The only time is the database's.
"""

import logging
import time
from datetime import UTC, datetime, timedelta

from django.db import Error, connection, transaction

from sundial.commands.ahead import ask_for_what_is_due
from sundial.commands.comforting import ask_who_is_due
from sundial.commands.digesting import gather
from sundial.commands.next_in_line import AT_MOST, ask_the_next
from sundial.commands.reaching import wake
from sundial.commands.sla import say
from sundial.jobs.looking import Looking
from sundial.jobs.pulse import Pulses
from sundial.models import CLOCKWORK, Clock, database_now, viewing
from sundial.models.fetch import fetch
from sundial.outside.bell import Bell

HEARTBEAT = 5.0  # seconds: what a lost notification costs at most
BREATH = 0.03  # seconds between two looks: much that falls due at almost once is one look's work
AWAY = 1.0  # seconds before a database that is away is asked again
CLOCK = """
    SELECT statement_timestamp(), least(
        (SELECT min(check_at) FROM clock WHERE check_at IS NOT NULL),
        (SELECT min(check_at) FROM protocol_move WHERE check_at IS NOT NULL)
    )
"""
DECIDED = "SELECT 1 FROM protocol_move WHERE check_at <= statement_timestamp() LIMIT 1"
TO_ASK = "SELECT 1 FROM escalation WHERE asks_at <= statement_timestamp() LIMIT 1"
TO_ANSWER = "SELECT 1 FROM alert WHERE asks_at <= statement_timestamp() LIMIT 1"
TO_GATHER = """
    SELECT 1 FROM delivery WHERE state = 'in digest' AND digest_id IS NULL AND send_at <= statement_timestamp() LIMIT 1
"""
TO_WAKE = "SELECT 1 FROM delivery WHERE state = 'quiet' AND send_at <= statement_timestamp() LIMIT 1"
END_OF_TIME = datetime.max.replace(tzinfo=UTC)
logger = logging.getLogger(__name__)


def run(bell: Bell, *, heartbeat: float = HEARTBEAT, behind: float = 0.0) -> None:
    """Keep watch until the bell says stop; a database that is away is waited for.

    A spare stays so many seconds `behind`: it takes only what another has left lying for that long.
    """
    pulses, looking = Pulses(), Looking()
    rehearse()
    while not bell.stopping:
        bell.listen()  # before looking, so that nothing can move unheard between the look and the sleep
        try:
            if bell.wait(_watch(pulses, looking, heartbeat, timedelta(seconds=behind))):
                time.sleep(BREATH)  # much may move at once
        except Error:
            logger.warning("clockwork has lost the database", exc_info=True)
            connection.close()
            looking = Looking()
            bell.wait(AWAY)


def rehearse() -> None:
    """Say what is to be said next of some clock, and take it back: the first real one shall not wait for a cold start.

    It reads the protocol, builds the calendars and lets the server plan; a spare has nothing else to warm itself with.
    """
    try:
        with transaction.atomic():
            with viewing(CLOCKWORK):
                for clock in Clock.objects.wanting_attention(END_OF_TIME)[:1]:
                    assert clock.check_at is not None
                    say([clock.pk], now=clock.check_at)
            transaction.set_rollback(True)
    except Exception:
        logger.warning("the rehearsal failed; what is due is said all the same", exc_info=True)


def look_at_decisions() -> int:
    """Ask for what was decided of the protocol for a day that has come; return of how many decisions.

    The document comes into force when the worker does it: nobody is promised by one that no row says is in force.
    """
    with transaction.atomic(), viewing(CLOCKWORK):
        return ask_for_what_is_due(database_now()) if fetch(DECIDED) else 0


def look_at_comfort() -> int:
    """Ask the customers of escalations whose time to be asked has come; a heartbeat late is no promise broken."""
    with transaction.atomic(), viewing(CLOCKWORK):
        return ask_who_is_due(database_now()) if fetch(TO_ASK) else 0


def look_at_pages() -> int:
    """Let the next in line hear of what nobody answered in time; a heartbeat late is no promise broken."""
    with transaction.atomic(), viewing(CLOCKWORK):
        return ask_the_next(database_now()) if fetch(TO_ANSWER) else 0


def look_at_digests() -> int:
    """Gather what waits for a digest whose time has come; a heartbeat late is no promise broken."""
    with transaction.atomic(), viewing(CLOCKWORK):
        return gather(database_now()) if fetch(TO_GATHER) else 0


def look_at_quiet() -> int:
    """Send on what waited for quiet hours that are over; a heartbeat late is no promise broken."""
    with transaction.atomic(), viewing(CLOCKWORK):
        return wake(database_now()) if fetch(TO_WAKE) else 0


def pause(now: datetime, next_at: datetime | None, heartbeat: float) -> float:
    """Return for how many seconds to sleep: until the next clock, at most one heartbeat."""
    if next_at is None:
        return heartbeat
    return min(heartbeat, max(BREATH, (next_at - now).total_seconds()))


def _watch(pulses: Pulses, looking: Looking, heartbeat: float, behind: timedelta) -> float:
    """Look until nothing is due that can be taken, and return for how many seconds to sleep."""
    while looking.look(database_now(), behind=behind):
        pulses.beat()
        time.sleep(looking.breath)
    look_at_decisions()
    look_at_comfort()
    more = look_at_pages() == AT_MOST
    look_at_digests()
    look_at_quiet()
    pulses.beat()
    now, next_at = _times()
    if looking.breath:
        return looking.breath  # another hand says what is due
    return BREATH if more else pause(now, next_at and next_at + behind, heartbeat)


def _times() -> tuple[datetime, datetime | None]:
    """Return what time it is and when the next clock wants attention, both by the database."""
    with transaction.atomic(), viewing(CLOCKWORK), connection.cursor() as cursor:
        cursor.execute(CLOCK)
        now, next_at = cursor.fetchone()
    return now, next_at
