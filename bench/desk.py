"""A throw-away desk to measure on: its own durable cluster, migrated, with a protocol in force and a few people.

Nothing here is the product: rows by the million are written straight into the tables, as the superuser.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg

if TYPE_CHECKING:
    from sundial.models import Organization, Person

SUNDIAL = [sys.executable, "-m", "sundial"]
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
FILL = Path(__file__).with_name("fill.sql").read_text()


@dataclass(frozen=True, slots=True)
class People:
    """Who is on the desk: one who asks, one who answers, one who manages."""

    customer: "Organization"
    ana: "Person"
    eve: "Person"
    dan: "Person"


@contextmanager
def desk(kept: Path | None = None) -> Iterator[dict[str, Any]]:
    """Stand up a desk in a folder of its own, log this process in as the worker, and yield the superuser's login.

    The folder is removed at the end, but for one that is `kept`, whose desk is gone on with.
    """
    home = kept or Path(tempfile.mkdtemp(prefix="sundial-bench-"))
    home.mkdir(parents=True, exist_ok=True)
    home.chmod(0o711)
    os.environ.update(SUNDIAL_HOME=str(home), DJANGO_SETTINGS_MODULE="sundial.settings", SUNDIAL_ROLE="worker")
    for name in ("SUNDIAL_DATABASE_URL", "PYTHONDONTWRITEBYTECODE"):  # as bin/run does
        os.environ.pop(name, None)
    from sundial.outside.postgres import DURABLE, Cluster, prepare_roles  # noqa: PLC0415 - the home comes first

    cluster = Cluster(home, settings={**DURABLE, "track_commit_timestamp": "on"})
    try:
        address = cluster.start()
        prepare_roles(address)
        subprocess.run([*SUNDIAL, "migrate", "-v0"], check=True, env={**os.environ, "SUNDIAL_ROLE": "owner"})
        import django  # noqa: PLC0415

        django.setup()
        yield address.conninfo()
    finally:
        cluster.stop()
        if not kept:
            shutil.rmtree(home, ignore_errors=True)


def make_people() -> People:
    """Put the shipped document in force, and write a customer on the Platinum plan, a contact and a team of two."""
    from django.db import transaction  # noqa: PLC0415

    from sundial.commands.protocol import put_in_force  # noqa: PLC0415
    from sundial.models import CLOCKWORK, Entitlement, Organization, Person, viewing  # noqa: PLC0415
    from sundial.protocol.document import shipped  # noqa: PLC0415
    from sundial.protocol.team import Role  # noqa: PLC0415

    with transaction.atomic(), viewing(CLOCKWORK):
        put_in_force(shipped(), now=LONG_AGO)
        customer = Organization.objects.create(name="Nordwind", home_region="emea", zone="Europe/Berlin")
        Entitlement.objects.create(organization=customer, plan="platinum")
        ana = Person.objects.create(email="ana@nordwind.example", name="Ana", kind="contact", organization=customer)
        staff = {"kind": "staff", "region": "emea"}
        eve = Person.objects.create(email="eve@desk.example", name="Eve", role="support-engineer", tier=2, **staff)
        dan = Person.objects.create(email="dan@desk.example", name="Dan", role=Role.DUTY_MANAGER, **staff)
    return People(customer, ana, eve, dan)


def fill(login: dict[str, Any], people: People, *, up_to: int, first_due: datetime) -> None:
    """Bring the number of pending clocks to `up_to`, each on a case of its own, due within the month after."""
    from sundial.models import ProtocolRevision  # noqa: PLC0415

    revision = ProtocolRevision.objects.latest("in_force_from").digest
    with psycopg.connect(**login, autocommit=True) as server:
        server.execute("SET session_replication_role = replica")  # no triggers: the rows fit each other as written
        values = {
            "up_to": up_to,
            "customer": people.customer.pk,
            "contact": people.ana.pk,
            "revision": revision,
            "first_due": first_due,
            "opened": first_due - timedelta(days=1),
        }
        for statement in filter(str.strip, FILL.split(";\n")):
            server.execute(statement, values if "%(" in statement else None)
