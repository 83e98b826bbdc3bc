"""A desk of its own with committed rows, for tests with real processes: entered under the worker's own login."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import UUID, uuid4

import psycopg
from django.db import connection, transaction
from psycopg import sql

from sundial.commands.record import Entry, record_many
from sundial.models import CLOCKWORK, Alert, Case, database_now, protocol_in_force, viewing
from sundial.outside.postgres import WORKER, Address
from sundial.protocol.facts import Opened
from tests import database
from tests.story import Cast, StoryTime

FIRST_RESPONSE = timedelta(hours=1)  # Platinum, severity 1, day and night


@dataclass
class Desk:
    """One database, its cast, and the processes that a test lets loose on it."""

    address: Address
    name: str
    cast: Cast
    home: Path

    def open_cases(self, count: int, *, due_in: timedelta) -> list[UUID]:
        """Open cases whose first response falls due so long from now."""
        with transaction.atomic(), viewing(CLOCKWORK):
            now = database_now()
            opened_at = now + due_in - FIRST_RESPONSE
            cases = [self._case(opened_at) for _ in range(count)]
            Case.objects.bulk_create(cases)
            what = Opened(1, "platinum", "emea", protocol=protocol_in_force(now).digest)
            record_many([Entry(case.pk, what, self.cast.ana.person, opened_at) for case in cases], now=now)
        return [case.pk for case in cases]

    def _case(self, opened_at: Any) -> Case:
        key, ana = uuid4(), self.cast.ana.person
        times = dict.fromkeys(("opened_at", "changed_at", "told_at"), opened_at)
        fixed = {"subject": "Uploads fail", "plan": "platinum", "home_region": "emea", "severity": 1}
        return Case(
            pk=key, number=f"T{key.hex[:14]}", organization_id=ana.organization_id, contact=ana, **fixed, **times
        )

    def ask(self, what: Callable[[], Any]) -> Any:
        """Ask the database as the desk's own hands."""
        with transaction.atomic(), viewing(CLOCKWORK):
            return what()

    def alerts(self) -> dict[UUID, list[str]]:
        """Return the kinds of alerts that each case has owed."""
        found: dict[UUID, list[str]] = {}
        for case, kind in self.ask(lambda: list(Alert.objects.order_by("at").values_list("case", "kind"))):
            found.setdefault(case, []).append(kind)
        return found

    def said(self) -> int:
        """Return how many alerts there are."""
        return int(self.ask(Alert.objects.count))

    @contextmanager
    def nobody_writes(self, table: str) -> Iterator[None]:
        """Make whoever writes to a table wait in the middle of what they do."""
        with psycopg.connect(**self.address.conninfo(name=self.name)) as superuser:
            superuser.execute(sql.SQL("LOCK TABLE {} IN EXCLUSIVE MODE").format(sql.Identifier(table)))
            yield

    @staticmethod
    def somebody_waits() -> bool:
        """Whether anybody waits for a lock."""
        return bool(database.run("SELECT count(*) FROM pg_locks WHERE NOT granted")[0][0])

    def cut_all_connections(self) -> None:
        """Cut every connection to this database but the test's own."""
        assert connection.connection is not None
        ours = connection.connection.info.backend_pid
        with psycopg.connect(**self.address.conninfo(), autocommit=True) as superuser:
            superuser.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND pid <> %s",
                [self.name, ours],
            )

    def sql(self, statement: str) -> None:
        """Change something behind the back of the desk, as the superuser."""
        with psycopg.connect(**self.address.conninfo(name=self.name), autocommit=True) as superuser:
            superuser.execute(statement)  # type: ignore[call-overload]

    @contextmanager
    def gives_behind_its_back(self, person: Any) -> Iterator[None]:
        """Give every case to somebody as the superuser, past every trigger; held until the block ends."""
        with psycopg.connect(**self.address.conninfo(name=self.name)) as superuser:
            superuser.execute("SET session_replication_role = replica")
            superuser.execute("UPDATE support_case SET owner_id = %s", [person.pk])
            yield

    @contextmanager
    def process(self, *words: str, **surroundings: str) -> Iterator[subprocess.Popen[bytes]]:
        """Run a `sundial` command on this desk; whatever is left of it at the end is killed."""
        url = f"postgresql://{WORKER}@localhost/{self.name}?host={quote(self.address.host, safe='')}"
        ours = {"SUNDIAL_DATABASE_URL": url, "SUNDIAL_ROLE": "worker", "SUNDIAL_HOME": str(self.home)}
        ours["PYTHONDONTWRITEBYTECODE"] = ""  # as bin/run does: a process starts from compiled files
        command = [sys.executable, "-m", "sundial", *words]
        with subprocess.Popen(command, env={**os.environ, **ours, **surroundings}) as process:
            try:
                yield process
            finally:
                process.kill()

    @staticmethod
    def wait_until(ready: Callable[[], Any], *, within: float = 20, every: float = 0.02) -> None:
        """Look again and again until something is so; it not being so within so many seconds is a failure."""
        until = time.monotonic() + within
        while not ready():
            assert time.monotonic() < until, "it did not come about"
            time.sleep(every)


@contextmanager
def a_desk(server: Address, home: Path) -> Iterator[Desk]:
    """Copy the blank database, enter it as the worker with the cast in place, and drop it at the end."""
    name = f"desk_{uuid4().hex[:12]}"
    copy, drop = (sql.SQL(words).format(sql.Identifier(name)) for words in (COPY, "DROP DATABASE {} WITH (FORCE)"))
    connection.close()
    with psycopg.connect(**server.conninfo(name="postgres"), autocommit=True) as superuser:
        superuser.execute(copy)
        try:
            database.enter(server, WORKER, name)
            with transaction.atomic():
                cast = Cast(StoryTime())
            yield Desk(server, name, cast, home)
        finally:
            database.enter(server)
            superuser.execute(drop)


COPY = f"CREATE DATABASE {{}} TEMPLATE {database.BLANK} STRATEGY FILE_COPY"  # through the log it costs twice as much
