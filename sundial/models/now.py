"""One clock: the database's (never that of the machine that asks)."""

from datetime import datetime

from django.db import connection


def database_now() -> datetime:
    """Return the database's time at the start of this statement, aware and in UTC."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement_timestamp()")
        now: datetime = cursor.fetchone()[0]
    return now
