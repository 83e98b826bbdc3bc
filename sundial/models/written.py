"""A query that pages ask again and again: Django writes it out once, and from then on its values alone are new."""

from collections.abc import Callable
from copy import copy
from functools import cached_property
from typing import Any, Generic, TypeVar

from django.db import connections
from django.db.models import QuerySet

Row = TypeVar("Row")


class Written(Generic[Row]):
    """A query that never differs but in its values: to write a small one out costs several times what asking it does.

    `ask` makes it of values; `examples` are such, each unlike every other value in it, so that their places are found.
    It is asked anew each time, under whoever is viewing then, and its rows are made into what Django makes of them.
    """

    def __init__(self, ask: Callable[..., "QuerySet[Any, Row]"], *examples: Any) -> None:
        self.ask, self.examples = ask, examples

    def __call__(self, *values: Any) -> list[Row]:
        """Return the rows for these values."""
        rows, compiler, sql, places = self.written
        asking, query = copy(compiler), copy(rows.query)
        asking.connection = connections[rows.db]
        asking.as_sql = lambda: (sql, [values[at] if ours else at for ours, at in places])
        query.get_compiler = lambda *_, **__: asking
        return list(rows._iterable_class(_Asked(rows, query)))

    def first(self, *values: Any) -> Row | None:
        """Return the first of the rows, None where there is none."""
        return next(iter(self(*values)), None)

    @cached_property
    def written(self) -> tuple[Any, Any, str, list[tuple[bool, Any]]]:
        """Let Django write it: the query, its compiler, the statement, and of its values which are ours."""
        rows = self.ask(*self.examples)
        compiler = rows.query.get_compiler(rows.db)
        sql, values = compiler.as_sql()
        places = [(one in self.examples, one) for one in values]
        places = [(ours, self.examples.index(one) if ours else one) for ours, one in places]
        assert {at for ours, at in places if ours} == set(range(len(self.examples))), "an example is not found in it"
        return rows, compiler, sql, places


class _Asked:
    """What Django's way of reading rows looks at of a query."""

    def __init__(self, rows: Any, query: Any) -> None:
        self.query, self.db, self.model, self._fields = query, rows.db, rows.model, rows._fields
        self._known_related_objects: dict[Any, Any] = {}
