"""The desk on which the wall is measured: a million cases, 30 % of them behind one, and Amy, outside two of three."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg

from bench.desk import People, make_people
from bench.pages import talk

SQL = Path(__file__).with_name("wall_fill.sql").read_text()
CUSTOMERS, KNOWN = 500, 20
LONG, AMY = "LONG", "amy@desk.example"


def ground(login: dict[str, Any], cases: int) -> tuple[str, list[str]]:
    """Fill a desk that is empty; return the number of its long case, and of some that are hidden from Amy."""
    from sundial.protocol.number import number_of  # noqa: PLC0415

    with psycopg.connect(**login, autocommit=True) as server:
        if server.execute("SELECT FROM support_case LIMIT 1").fetchone() is None:
            people = make_people()
            fill(login, people, cases)
            name_some(login)
        server.execute(
            "INSERT INTO person (id, email, name, kind, role, tier, region, is_active, zone, title)"
            " SELECT gen_random_uuid(), %(amy)s::varchar, 'Amy', 'staff', 'support-engineer', 2, 'americas', true,"
            " 'UTC', ''"
            " WHERE NOT EXISTS (SELECT FROM person WHERE email = %(amy)s::varchar)",
            {"amy": AMY},
        )
    return number_of(0), [number_of(nth) for nth in range(1, KNOWN + 1)]


def fill(login: dict[str, Any], people: People, cases: int) -> None:
    """Write customers and cases straight into the tables, and one long conversation through the door."""
    from django.db import transaction  # noqa: PLC0415

    from bench.due import new_case  # noqa: PLC0415
    from sundial.commands.record import Entry, record_many  # noqa: PLC0415
    from sundial.models import CLOCKWORK, Case, ProtocolRevision, database_now, viewing  # noqa: PLC0415
    from sundial.protocol.facts import Opened  # noqa: PLC0415

    with transaction.atomic(), viewing(CLOCKWORK):
        now, revision = database_now(), ProtocolRevision.objects.latest("in_force_from").digest
        long = new_case(people, now - timedelta(days=2))
        long.number = LONG
        Case.objects.bulk_create([long])
        opened = Opened(1, "platinum", "emea", protocol=revision)
        record_many([Entry(long.pk, opened, people.ana, long.opened_at, "It stops.")], now=now)
        record_many(list(talk(people, long)), now=now)
    values = {"customers": CUSTOMERS, "cases": cases, "now": now, "revision": revision}
    with psycopg.connect(**login, autocommit=True) as server:
        server.execute("SET session_replication_role = replica")  # no triggers: the rows fit each other as written
        for statement in filter(str.strip, SQL.split(";\n")):
            server.execute(statement, values if "%" in statement else None)


def name_some(login: dict[str, Any]) -> None:
    """Give the long case and some hidden ones numbers as the desk draws them."""
    from sundial.protocol.number import number_of  # noqa: PLC0415

    with psycopg.connect(**login, autocommit=True) as server:
        server.execute("UPDATE support_case SET number = %s WHERE number = %s", [number_of(0), LONG])
        hidden = server.execute(
            "SELECT id FROM support_case WHERE regions = '{emea}' AND state = 'new' LIMIT %s", [KNOWN]
        ).fetchall()
        for nth, (case,) in enumerate(hidden, start=1):
            server.execute("UPDATE support_case SET number = %s WHERE id = %s", [number_of(nth), case])
