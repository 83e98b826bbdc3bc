"""One clock: the database's (never that of the machine that asks)."""

from datetime import datetime

from django.db import connection
from django.db.models import DateTimeField, Func
from django.db.models.functions import Now

WHEN_WRITTEN = Now()  # the default of a column: bound to PostgreSQL's own clock when the column was made
ITS_CLOCK = Func(
    function="pg_catalog.statement_timestamp", output_field=DateTimeField()
)  # what such a column compares with


def database_now() -> datetime:
    """Return the database's time at the start of this statement, aware and in UTC."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement_timestamp()")
        now: datetime = cursor.fetchone()[0]
    return now
