"""Many rows at once, in PostgreSQL's binary form: a third of the time that reading instants as text takes."""

from typing import Any

from django.db import connection
from psycopg import Cursor


def fetch(statement: str, *values: Any, **named: Any) -> list[tuple[Any, ...]]:
    """Run a query on Django's own connection and transaction, and return its rows; instants are aware, in UTC.

    Its values are given in their order, or by their names.
    """
    connection.ensure_connection()
    with connection.wrap_database_errors, Cursor(connection.connection) as cursor:
        cursor.execute(statement, named or values, binary=True)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def execute(statement: str, *values: Any) -> int:
    """Run a statement that returns nothing likewise, and return how many rows it was about."""
    connection.ensure_connection()
    with connection.wrap_database_errors, Cursor(connection.connection) as cursor:
        cursor.execute(statement, values)
        return cursor.rowcount
