"""`state__among=("new", "fixed")`: one of some words of our own, which stand in the statement itself.

A value that travels apart from its statement is not known when a plan is kept, so PostgreSQL cannot tell that an index
of, say, open cases alone holds all that is asked for. Words of people never stand here: only keys of ours are taken.
"""

import re
from collections.abc import Iterable
from typing import cast

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import CharField, Lookup
from django.db.models.sql.compiler import SQLCompiler

KEY = re.compile(r"[a-z-]*")


@CharField.register_lookup
class Among(Lookup):
    """Whether a column holds one of some keys."""

    lookup_name = "among"

    def get_prep_lookup(self) -> tuple[str, ...]:
        """Take the keys; raises ValueError for anything that is no key of ours."""
        keys = tuple(_key(one) for one in self.rhs)
        if not keys:
            raise ValueError("among takes at least one key")
        return keys

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, tuple[str | int, ...]]:
        """Write the keys into the statement."""
        column, params = self.process_lhs(compiler, connection)
        written = ", ".join(f"'{key}'" for key in cast(Iterable[str], self.rhs))
        return f"{column} IN ({written})", tuple(params)


def _key(one: object) -> str:
    key = str(one)
    if not KEY.fullmatch(key):
        raise ValueError(f"{key!r} is no key of ours")
    return key
