"""The database under test: real, thrown away, and entered under the real roles, never as owner or superuser."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import connection, connections, transaction
from django.db.backends.signals import connection_created

from sundial.commands.protocol import put_in_force
from sundial.models import CLOCKWORK, viewing
from sundial.outside.postgres import OWNER, SUPERUSER, Address, Cluster
from sundial.protocol.document import shipped
from sundial.surroundings import PREPARED
from tests.kept import start_migrated
from tests.kept_plans import keep_plans

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
UNREAD = {"parked", "case_words", "digest", "inbound_raw", "way_address"}  # walled, and not for the web to read
BLANK = "blank"  # a migrated database that nobody enters: what fresh ones are copied from
connection_created.connect(keep_plans)


@contextmanager
def throw_away_server() -> Iterator[Address]:
    """Start a server of our own in a short-lived folder, with roles and schema, and leave nothing of it."""
    with tempfile.TemporaryDirectory(prefix="sundial-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o711)
        cluster = start_migrated(Path(folder) / "home", make_schema)
        try:
            yield cluster.address
        finally:
            cluster.stop()


def enter(address: Address, user: str = SUPERUSER, name: str = "") -> None:
    """Let Django's connection log in there from now on; a superuser only to take a real role in each test."""
    connection.close()
    for settings in (connection.settings_dict, connections.settings["default"]):
        settings.update(HOST=address.host, PORT=address.port, USER=user, NAME=name or address.name)
        settings["OPTIONS"] = dict(PREPARED)


def make_schema(cluster: Cluster) -> None:
    """Make the schema as its owner."""
    enter(cluster.address, OWNER)
    call_command("migrate", verbosity=0)
    connection.close()


def begin(address: Address) -> None:
    """Enter a migrated server, put the shipped document in force, and keep a blank copy."""
    enter(address)
    with transaction.atomic(), as_role("sundial_worker"), viewing(CLOCKWORK):
        put_shipped_in_force()
    connection.close()
    enter(address, name="postgres")
    run(f'CREATE DATABASE {BLANK} TEMPLATE "{address.name}"')
    enter(address)


def put_shipped_in_force() -> None:
    """Put the shipped document in force for all time."""
    put_in_force(shipped(), now=LONG_AGO)


def run(statement: str, values: Any = None) -> list[tuple[Any, ...]]:
    """Run one statement as whoever we are, and return its rows, if it has any."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall()) if cursor.description else []


@contextmanager
def as_role(role: str) -> Iterator[None]:
    """Be another role of the desk, as if logged in as it, until the block ends."""
    before = who()
    run(f"SET SESSION AUTHORIZATION {role}")
    try:
        yield
    finally:
        if connection.connection.info.transaction_status.name != "INERROR":  # the rollback restores it
            run(f"SET SESSION AUTHORIZATION {before}")


def who() -> str:
    """Return the role that we are, as the server last reported it."""
    connection.ensure_connection()
    return str(connection.connection.info.parameter_status("session_authorization"))


def bound_by_the_wall() -> bool:
    """Whether the present role is one that the wall binds: no superuser, no owner, no BYPASSRLS."""
    unbound = run(
        "SELECT rolsuper OR rolbypassrls OR EXISTS (SELECT FROM pg_class c WHERE relowner = r.oid) "
        "FROM pg_roles r WHERE rolname = current_user"
    )
    return unbound == [(False,)]
