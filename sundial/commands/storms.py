"""Word in a storm: what is urgent goes out singly and first, the rest waits for one digest (protocol/digests.py)."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sundial.commands.later import asking_for_delivery
from sundial.commands.owed import INSERT, Owed, id_of
from sundial.commands.quieting import NOT_CHOSEN
from sundial.commands.statements import Row, Statement, Write
from sundial.commands.storm_choices import BY_ITSELF, NEVER, Leaves, StormChoices
from sundial.models import Alert, DeliveryState
from sundial.models.fetch import fetch
from sundial.protocol.digests import SINGLY, WITHIN, Said, is_storm, may_wait
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
    SELECT gen_random_uuid(), new.alert_id, 'mail', new.state, 0, new.problem, false, new.at, new.send_at
    FROM {rows} WHERE EXISTS (SELECT FROM alert WHERE alert.id = new.alert_id)
    """,  # an alert that was there already has its own delivery
    {"alert_id": "uuid", "state": "text", "problem": "text", "at": "timestamptz", "send_at": "timestamptz"},
)


def owe_or_wait(
    alerts: Sequence[Owed], severities: Mapping[UUID, int], *, now: datetime, due_at_once: int = 0
) -> Iterable[Write]:
    """Return what writes alerts, each once, and asks for their delivery: urgent ones first, in a storm later in one.

    `severities` are those of their cases. Only the desk's own hands may ask, for they see what everybody was told.
    """
    if not alerts:
        return ()
    waiting, singly = _parted(alerts, severities, now, due_at_once)
    jobs = (asking_for_delivery(each, priority=priority) for priority, each in singly.items())
    return [Write(INSERT, [alert.columns for alert in alerts]), Write(WAITS, waiting), *jobs]


def _parted(
    alerts: Sequence[Owed], severities: Mapping[UUID, int], now: datetime, due_at_once: int
) -> tuple[list[Row], dict[int, list[UUID]]]:
    """Return the deliveries of what waits, and of the rest the alerts that go out singly, by the priority of that."""
    hearers = [id_of(alert.hearer) for alert in alerts]
    lately = told_lately(hearers, now)
    choices = StormChoices.of(lately, now)
    waiting: list[Row] = []
    singly: dict[int, list[UUID]] = {FIRST: [], IN_TURN: []}
    for alert, hearer in zip(alerts, hearers, strict=True):
        severity, kind, promise = severities[alert.case_id], alert.kind or alert.fact.kind, _promise(alert)
        at: Leaves = BY_ITSELF
        if is_storm(lately[hearer], due_at_once) and may_wait(kind, promise, severity):
            at = choices.leaves_at(hearer, Said(kind, promise, severity, alert.due_at))
        if isinstance(at, datetime):
            waiting.append((alert.id, DeliveryState.IN_DIGEST, "", now, at))
        elif at is NEVER:
            waiting.append((alert.id, DeliveryState.NOT_NEEDED, NOT_CHOSEN, now, None))
        else:
            singly[turn_of(severity)].append(alert.id)
    return waiting, singly


def joins_a_storm(alert: Alert, now: datetime) -> bool:
    """Say whether an alert that was to go out singly by mail waits for a digest instead: for whatever asked for it."""
    return alert.pk in in_a_storm([alert], now)


def in_a_storm(alerts: Iterable[Alert], now: datetime) -> frozenset[UUID]:
    """Return which of some alerts that were to go out singly by mail wait for a digest instead."""
    may = [one for one in alerts if one.case and may_wait(one.kind, one.promise, one.case.severity)]
    if not may:
        return frozenset()
    lately = dict(fetch(LATELY, now - WITHIN, SINGLY + 1, list({one.person_id for one in may})))
    return frozenset(one.pk for one in may if is_storm(lately[one.person_id]))


def turn_of(severity: int) -> int:
    """Return the priority of what is asked for about a case."""
    return FIRST if severity == URGENT else IN_TURN


def told_lately(hearers: Iterable[UUID], now: datetime) -> Counter[UUID]:
    """Return how many alerts each of these people has, with those of the last while; not counted far beyond a storm.

    Who stands here twice is about to have two more.
    """
    new = Counter(hearers)
    return new + Counter(dict(fetch(LATELY, now - WITHIN, SINGLY + 1, list(new))))


def _promise(alert: Owed) -> str:
    what = alert.fact.what
    return str(what.promise) if isinstance(what, DueSoon | Breached) else ""
