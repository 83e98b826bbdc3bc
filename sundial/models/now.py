"""One clock: the database's (never that of the machine that asks)."""

from datetime import datetime

from django.db import connection
from django.db.models.functions import Now

BY_THE_DATABASE = Now()  # within a statement: when a row is written, and how old it is, by nobody's word


def database_now() -> datetime:
    """Return the database's time at the start of this statement, aware and in UTC."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement_timestamp()")
        now: datetime = cursor.fetchone()[0]
    return now
