"""Rows of a projection, brought into line with what the fold says: what differs is written, nothing else."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sundial.commands.statements import Row, Statement, Write, delete, insert, quoted, update
from sundial.models.fetch import fetch

Key = tuple[Any, ...]
Rows = Mapping[Key, Row]  # by their key, which is the beginning of each


@dataclass(frozen=True)
class Table:
    """A table that is a projection: its name, and its columns with their types; the first of the key is `case_id`."""

    name: str
    key: Mapping[str, str]
    rest: Mapping[str, str]

    def there(self, case_ids: Iterable[Any]) -> dict[Key, Row]:
        """Return the rows that are there of some cases, by their key."""
        return keyed(fetch(self._select, list(case_ids)), len(self.key))

    def of_cases(self, case_ids: list[str]) -> dict[str, dict[Key, Row]]:
        """Return the rows that are there, by case and key, each id of a case as text: much is read so in half the time.

        An id that is no text has to be made for each row, and compared by Python.
        """
        parted: dict[str, dict[Key, Row]] = {}
        width = len(self.key)
        for row in fetch(self._select_text, case_ids):
            parted.setdefault(row[0], {})[row[:width]] = row
        return parted

    def changes(self, there: Rows, wanted: Rows, first: Callable[[Row], bool] = bool) -> list[Write]:
        """Return what writes the differences; of rows that change, those that are `first` go first."""
        changed = [row for key, row in wanted.items() if key in there and there[key] != row]
        return [
            Write(self._delete, [key for key in there if key not in wanted]),
            Write(self._update, [row for row in changed if first(row)]),
            Write(self._update, [row for row in changed if not first(row)]),
            Write(self._insert, [row for key, row in wanted.items() if key not in there]),
        ]

    @cached_property
    def _select(self) -> str:
        names = quoted([*self.key, *self.rest])
        return f"SELECT {names} FROM {self.name} WHERE case_id = ANY (%s)"  # noqa: S608 - names of ours

    @cached_property
    def _select_text(self) -> str:
        names = quoted([*self.key, *self.rest][1:])
        return f"SELECT case_id::text, {names} FROM {self.name} WHERE case_id = ANY (%s::uuid[])"  # noqa: S608 - ours

    @cached_property
    def _insert(self) -> Statement:
        return insert(self.name, {**self.key, **self.rest})

    @cached_property
    def _update(self) -> Statement:
        return update(self.name, self.key, self.rest)

    @cached_property
    def _delete(self) -> Statement:
        return delete(self.name, self.key)


def keyed(rows: Iterable[Row], width: int) -> dict[Key, Row]:
    """Return rows by the columns of their key."""
    return {row[:width]: row for row in rows}


def by_case(rows: Rows) -> dict[Any, dict[Key, Row]]:
    """Part rows by their case."""
    parted: dict[Any, dict[Key, Row]] = {}
    for key, row in rows.items():
        parted.setdefault(key[0], {})[key] = row
    return parted
