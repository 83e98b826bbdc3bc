"""The plans of prepared statements, kept from test to test: each ends in a rollback, at which psycopg forgets them all.

It does so for what a rollback takes away, tables among it, whose statements fail if they come again. Here they fail
aloud, and PostgreSQL itself plans anew what a change of the schema has touched. A desk's own lines seldom roll back.
"""

from collections.abc import Sequence
from typing import Any

from psycopg._preparing import Prepare, PrepareManager

from sundial.outside.postgres import SUPERUSER

CHANGES = (b"DROP", b"ALTER", b"DISCARD ALL", b"DEALLOCATE ALL")  # at which all of them are forgotten all the same


class KeptPlans(PrepareManager):
    """Forgets at a change of the schema or when told to, and not at a rollback."""

    prepared_max = 500  # a process of a desk has the few of one page or job; a run of tests has them all

    def _should_discard(self, prep: Prepare, results: Sequence[Any], *_: Any) -> bool:
        changed = any((result.command_status or b"").startswith(CHANGES) for result in results)
        return super().clear() if changed else False

    def clear(self) -> bool:
        """Keep them: this is asked at a rollback."""
        return False


def keep_plans(*, connection: Any, **_: Any) -> None:
    """Keep them on this line, as it is opened, if tests roll back on it; the lines of a desk forget as ever."""
    if connection.settings_dict["USER"] != SUPERUSER:
        return
    kept = KeptPlans()
    kept.prepare_threshold = connection.connection.prepare_threshold
    connection.connection._prepared = kept
