"""The mail room: looks through the mailboxes, and reads what came in by any door; a process of its own (O1.6, O7.4).

A letter is hostile until it is read. What it costs to read one is paid here, and no alert waits for it. Two mail rooms
do no harm: a letter is taken and marked in one transaction, under the lock of its mailbox, and read by one of them.
"""

import logging
import math
import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import Error, connection, transaction

from sundial.commands.inbound import Arrived, largest, take_in
from sundial.commands.inbound_reading import read_in, think_again
from sundial.commands.letters_told import remind
from sundial.jobs.backoff import doubled
from sundial.models import CLOCKWORK, InboundRaw, MailAccount, database_now, viewing
from sundial.models.fetch import fetch
from sundial.outside.bell import Bell
from sundial.outside.imap import Account, Away, Line, opened

EVERY = 20.0  # seconds between two looks into a mailbox
LOOK = 5.0  # seconds between two looks for what a webhook laid down: what a lost notification costs at most
THINK = 60.0  # seconds between two thoughts about whose the open letters may be
AT_ONCE = 200  # letters that are read before anything else is looked after
MOST = 100  # letters of one mailbox in one look
TRIES = 3  # readings that were begun and never ended
FIRST_LOOK = timedelta(days=7)  # of a mailbox that was never looked through, letters of so many days are taken
KEEP = timedelta(days=30)  # what was dropped or is no case, as it came
LONGEST = timedelta(minutes=5)  # between two looks into a mailbox that is away
LEASE = timedelta(seconds=30)  # longer than a reading takes; whoever was killed reading is succeeded after it
NEXT = """
    UPDATE inbound_raw SET tries = tries + 1, trying_until = statement_timestamp() + %s
    WHERE id = (
        SELECT id FROM inbound_raw
        WHERE read_at IS NULL AND (trying_until IS NULL OR trying_until <= statement_timestamp())
        ORDER BY at, id LIMIT 1 FOR UPDATE SKIP LOCKED
    ) RETURNING id, tries
"""
LET_GO = """
    DELETE FROM inbound_raw raw WHERE read_at < %s AND NOT EXISTS (
        SELECT FROM inbound_letter WHERE id = raw.id AND fate NOT IN ('dropped', 'astray')
    )
"""  # a double has no letter of its own
logger = logging.getLogger(__name__)


class MailRoom:
    """Looks into each mailbox when its time has come: one that is away is left alone for longer and longer."""

    def __init__(self, accounts: Sequence[Account]) -> None:
        self.accounts = accounts
        self._next = dict.fromkeys(accounts, 0.0)
        self._failed = dict.fromkeys(accounts, 0)
        self._think = 0.0

    def run(self, bell: Bell) -> None:
        """Keep at it until the bell says stop; a database that is away is waited for."""
        while not bell.stopping:
            bell.listen()
            more = False
            try:
                more = self.look()
            except Error:
                logger.warning("the mail room has lost the database", exc_info=True)
                connection.close()
            bell.wait(0.0 if more else LOOK)

    def look(self) -> bool:
        """Look into every mailbox whose time has come, and read what came in; return whether there may be more of it.

        However much pours in, mailboxes are looked into meanwhile, and people are reminded of what waits.
        """
        for account in self.accounts:
            if self._next[account] <= time.monotonic():
                found = fetch_from(account)
                self._failed[account] = self._failed[account] + 1 if found is None else 0
                wait = doubled(self._failed[account] + 1, first=timedelta(seconds=EVERY), longest=LONGEST)
                self._next[account] = time.monotonic() + (wait.total_seconds() if found is None else EVERY)
        more = read_all(at_most=AT_ONCE) == AT_ONCE
        if self._think <= time.monotonic():
            self._think = time.monotonic() + THINK
            tidy()
        return more


def fetch_from(account: Account) -> int | None:
    """Take in what is new in a mailbox; return how many letters, None where it is away. What was taken stays taken."""
    taken = 0
    try:
        with opened(account) as line:
            last, validity = _mark(account, line.validity)
            since = None if validity == line.validity else (_now() - FIRST_LOOK).date()
            for uid in line.uids(last, since)[:MOST]:
                taken += _take(account, line, uid)
    except Away as away:
        logger.warning("the mailbox %s is away: %s", account.mailbox, away)
        _note(account, problem=str(away))
        return None
    _note(account)
    return taken


def read_all(at_most: float = math.inf) -> int:
    """Read what came in and waits; return how many letters. One that cannot be read stops no other."""
    count = 0
    while count < at_most and (found := _next()):
        key, tries = found
        count += 1
        try:
            with transaction.atomic(), viewing(CLOCKWORK):
                raw = InboundRaw.objects.select_for_update().filter(pk=key, read_at__isnull=True).first()
                if raw is not None:
                    read_in(raw, now=database_now(), readable=tries <= TRIES)
        except Error:
            raise
        except Exception:
            logger.exception("letter %s could not be read, %s tries", key, tries)
            _leave(key)
    return count


def tidy() -> None:
    """Remind of what waits, think again whose it may be, and let go of what was never to be a case."""
    with transaction.atomic(), viewing(CLOCKWORK):
        now = database_now()
        think_again(now)
        remind(now)
        with connection.cursor() as cursor:
            cursor.execute(LET_GO, [now - KEEP])


def _take(account: Account, line: Line, uid: int) -> int:
    """Take one letter and mark how far the mailbox was looked through, both or neither; 0 if another was quicker."""
    limit = largest()
    letter = line.letter(uid, limit)
    with transaction.atomic(), viewing(CLOCKWORK):
        now = database_now()
        mark = MailAccount.objects.select_for_update().get(pk=account.mailbox)
        if mark.validity == line.validity and mark.last_uid >= uid:
            return 0
        if letter is not None:
            source = f"imap:{account.mailbox}:{line.validity}:{uid}"
            take_in(Arrived(source, account.mailbox, letter.content, letter.size, letter.arrived_at), now=now)
        mark.validity, mark.last_uid = line.validity, uid
        mark.save(update_fields=["validity", "last_uid"])
    return 1


def _mark(account: Account, validity: int) -> tuple[int, int]:
    """Return how far this mailbox was looked through, 0 where its numbers began anew; and under which validity."""
    with transaction.atomic(), viewing(CLOCKWORK):
        mark, _ = MailAccount.objects.get_or_create(mailbox=account.mailbox)
        return (mark.last_uid if mark.validity == validity else 0), mark.validity


def _note(account: Account, problem: str = "") -> None:
    """Keep when a mailbox was looked through last, or since when it is away and why."""
    with transaction.atomic(), viewing(CLOCKWORK):
        mark, _ = MailAccount.objects.select_for_update().get_or_create(mailbox=account.mailbox)
        now = database_now()
        mark.failed_at = (mark.failed_at or now) if problem else None
        mark.problem, mark.looked_at = problem, mark.looked_at if problem else now
        mark.save(update_fields=["failed_at", "problem", "looked_at"])


def _next() -> tuple[UUID, int] | None:
    """Begin the next reading, and keep that it was begun before anything is read."""
    with transaction.atomic(), viewing(CLOCKWORK):
        found = fetch(NEXT, LEASE)
        return (found[0][0], found[0][1]) if found else None


def _leave(key: UUID) -> None:
    """Give the lease of a reading back that has ended without one."""
    with transaction.atomic(), viewing(CLOCKWORK):
        InboundRaw.objects.filter(pk=key).update(trying_until=None)


def _now() -> datetime:
    with transaction.atomic():
        return database_now()


def standing() -> MailRoom:
    """Return the mail room of this desk's settings."""
    return MailRoom(settings.MAIL_ACCOUNTS)
