"""Carry out what was decided about the protocol: a document comes into force, and open cases are told, some at a time.

That a case was told is seen on the case itself, so whoever goes on after a worker that was killed leaves none out and
tells none twice. Each chunk is a transaction of its own: while thousands are moved the desk waits for none of it.
"""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import connection, transaction
from django.db.models import Q
from procrastinate.contrib.django import app

from sundial.commands.ahead import JOB, call_off
from sundial.commands.errors import Refused
from sundial.commands.moves import concerned, enforce
from sundial.commands.record_moves import move_cases, pin_cases
from sundial.jobs.attempts import TryAgain, WhenAsked
from sundial.jobs.hands import share
from sundial.models import CLOCKWORK, ProtocolMove, database_now, viewing
from sundial.models.fetch import fetch

CHUNK = 1_000  # cases in one transaction
ROUNDS = 5  # looks for cases that somebody had in hand when they were to be told
LINE = 0x5D1A_F0D0  # the lock of whoever carries out decisions, so that they are carried out in their order
SOON = timedelta(seconds=1)
NOT_WAITED_FOR = "SELECT set_config('synchronous_commit', 'off', true)"  # the commit of `_finish` is, and keeps it all
UNREADABLE = "Some cases could not be read, and were left as they are; the log of the worker names them."
STRAGGLERS = timedelta(seconds=60)  # longer than any request: a case that was being opened meanwhile is there by then
logger = logging.getLogger(__name__)


@app.task(name=JOB, retry=WhenAsked())
def carry_out_moves() -> None:
    """Carry out every decision that is not, in the order in which they were made.

    Raises TryAgain while another worker does it, while somebody has a case in hand, and once more at the end, for what
    was being opened when a document came into force.
    """
    with _first_in_line() as first:
        again = [at for move in _owed() if (at := carry_out(move)) is not None] if first else [database_now() + SOON]
    if again:
        raise TryAgain(min(again))


def carry_out(move: ProtocolMove) -> datetime | None:
    """Carry out one decision; return when to look again, None if there is no need."""
    if move.kind == ProtocolMove.Kind.DROP:
        _called_off(move)
        return None
    if move.finished_at is None and not _is_in_force(move):
        return None
    failed: set[str] = set()
    for _ in range(ROUNDS):
        left = [case for case in _concerned(move) if case not in failed]
        if not left:
            return _finish(move, UNREADABLE if failed else "")
        failed |= _tell(move, left)
    return database_now() + SOON


def _called_off(drop: ProtocolMove) -> None:
    with transaction.atomic(), viewing(CLOCKWORK):
        now = database_now()
        if drop.finished_at is None:
            call_off(drop, now=now)
            drop.finished_at = now
            drop.save(update_fields=["finished_at"])


def _is_in_force(move: ProtocolMove) -> bool:
    """Put the document in force, or note on the decision why that cannot be; say whether it is."""
    with transaction.atomic(), viewing(CLOCKWORK):
        now = database_now()
        try:
            enforce(move, now=now)
        except Refused as refusal:
            move.refusal, move.finished_at = str(refusal), now
            move.save(update_fields=["refusal", "finished_at"])
    return not move.refusal


def _finish(move: ProtocolMove, refusal: str) -> datetime | None:
    """Note that every case was told that could be; return when to look for stragglers."""
    with transaction.atomic(), viewing(CLOCKWORK):
        now = database_now()
        if move.finished_at is None or refusal:
            move.finished_at, move.refusal = now, refusal
            move.save(update_fields=["finished_at", "refusal"])
    last = move.finished_at + STRAGGLERS
    return last if now < last and move.kind != ProtocolMove.Kind.KEEP else None


def _owed() -> list[ProtocolMove]:
    """Return the decisions whose day has come and that are not carried out, or were so lately: somebody may be late."""
    with transaction.atomic(), viewing(CLOCKWORK):
        begun = Q(finished_at__isnull=True, check_at__isnull=True)
        lately = begun | Q(finished_at__gt=database_now() - 2 * STRAGGLERS, refusal="")
        return list(ProtocolMove.objects.select_related("by").filter(lately).order_by("at", "-kind", "pk"))


def _concerned(move: ProtocolMove) -> list[str]:
    with transaction.atomic(), viewing(CLOCKWORK):
        return list(concerned(move))


class Part(NamedTuple):
    """Some cases, and the decision that they are told."""

    move: ProtocolMove
    cases: Sequence[str]


def tell_part(part: Part) -> set[str]:
    """Tell some cases, and return those that could not be told: where one stops the others, each is told alone."""
    if _is_told(*part):
        return set()
    return {case for case in part.cases if not _is_told(part.move, [case])}


def _tell(move: ProtocolMove, cases: Sequence[str]) -> set[str]:
    """Tell some cases, chunk by chunk, with as many hands as there are; return those that could not be told."""
    parts = [Part(move, cases[start : start + CHUNK]) for start in range(0, len(cases), CHUNK)]
    return set().union(*share(tell_part, parts))


def _is_told(move: ProtocolMove, cases: Sequence[str]) -> bool:
    """Tell cases in one transaction; say whether that could be done."""
    try:
        with transaction.atomic(), viewing(CLOCKWORK):
            fetch(NOT_WAITED_FOR)
            now = database_now()
            if move.kind == ProtocolMove.Kind.PIN:
                pin_cases(cases, by=move.by, now=now)
            else:
                move_cases(cases, move.digest, by=move.by, now=now)
    except Exception:
        if connection.connection is None or connection.connection.closed:
            raise
        logger.warning("%s: could not be told to %s", move, ", ".join(cases[:3]), exc_info=True)
        return False
    return True


@contextmanager
def _first_in_line() -> Iterator[bool]:
    """Say whether nobody else carries out decisions, and keep it so; who dies leaves the line with its connection."""
    ((first,),) = fetch("SELECT pg_try_advisory_lock(%s)", LINE)
    try:
        yield first
    finally:
        if first and connection.connection is not None:
            fetch("SELECT pg_advisory_unlock(%s)", LINE)
