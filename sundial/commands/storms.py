"""Word in a storm: what is urgent goes out singly and first, the rest waits for one digest (protocol/digests.py)."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sundial.commands.later import asking_for_delivery
from sundial.commands.owed import INSERT, Owed
from sundial.commands.statements import Statement, Write
from sundial.models import Alert
from sundial.models.fetch import fetch
from sundial.protocol.digests import SINGLY, WAIT, WITHIN, is_storm, may_wait
from sundial.protocol.facts import Breached, DueSoon
from sundial.protocol.paging import URGENT

FIRST, IN_TURN = 10, 0  # priorities of a job: the higher is fetched first
LATELY = """
    SELECT p.id, (SELECT count(*) FROM (SELECT FROM alert WHERE person_id = p.id AND at > %s LIMIT %s) few)
    FROM unnest(%s::uuid[]) AS p (id)
"""
WAITS = Statement(
    """
    INSERT INTO delivery (id, alert_id, channel, state, attempts, problem, unclear, at, send_at)
    SELECT gen_random_uuid(), new.alert_id, 'mail', 'in digest', 0, '', false, new.at, new.send_at
    FROM {rows} WHERE EXISTS (SELECT FROM alert WHERE alert.id = new.alert_id)
    """,  # an alert that was there already has its own delivery
    {"alert_id": "uuid", "at": "timestamptz", "send_at": "timestamptz"},
)


def owe_or_wait(
    alerts: Sequence[Owed], severities: Mapping[UUID, int], *, now: datetime, due_at_once: int = 0
) -> Iterable[Write]:
    """Return what writes alerts, each once, and asks for their delivery: urgent ones first, in a storm later in one.

    `severities` are those of their cases. Only the desk's own hands may ask, for they see what everybody was told.
    """
    if not alerts:
        return ()
    lately = told_lately([UUID(alert.hearer.id) for alert in alerts], now)
    rows = [alert.columns for alert in alerts]
    waiting: list[tuple[UUID, datetime, datetime]] = []
    singly: dict[int, list[UUID]] = {FIRST: [], IN_TURN: []}
    for alert in alerts:
        severity = severities[alert.case_id]
        storm = is_storm(lately[UUID(alert.hearer.id)], due_at_once)
        if storm and may_wait(alert.kind or alert.fact.kind, _promise(alert), severity):
            waiting.append((alert.id, now, now + WAIT))
        else:
            singly[FIRST if severity == URGENT else IN_TURN].append(alert.id)
    jobs = (asking_for_delivery(each, priority=priority) for priority, each in singly.items())
    return [Write(INSERT, rows), Write(WAITS, waiting), *jobs]


def joins_a_storm(alert: Alert, now: datetime) -> bool:
    """Say whether an alert that was to go out singly by mail waits for a digest instead: for whatever asked for it."""
    if alert.case is None or not may_wait(alert.kind, alert.promise, alert.case.severity):
        return False
    ((_, lately),) = fetch(LATELY, now - WITHIN, SINGLY + 1, [alert.person_id])
    return is_storm(lately)


def told_lately(hearers: Iterable[UUID], now: datetime) -> Counter[UUID]:
    """Return how many alerts each of these people has, with those of the last while; not counted far beyond a storm.

    Who stands here twice is about to have two more.
    """
    new = Counter(hearers)
    return new + Counter(dict(fetch(LATELY, now - WITHIN, SINGLY + 1, list(new))))


def _promise(alert: Owed) -> str:
    what = alert.fact.what
    return str(what.promise) if isinstance(what, DueSoon | Breached) else ""
