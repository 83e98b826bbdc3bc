"""Rows of a projection, brought into line with what the fold says: what differs is written, nothing else."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sundial.commands.chain import write_rows
from sundial.models.fetch import fetch

Key = tuple[Any, ...]
Row = tuple[Any, ...]  # the key's columns first


@dataclass(frozen=True)
class Table:
    """A table that is a projection: its name, and its columns with their types; the first of the key is `case_id`."""

    name: str
    key: Mapping[str, str]
    rest: Mapping[str, str]

    def there(self, case_ids: Iterable[Any]) -> dict[Key, Row]:
        """Return the rows that are there of some cases, by their key."""
        width = len(self.key)
        return {row[:width]: row for row in fetch(self._select, list(case_ids))}

    def bring_into_line(
        self, there: Mapping[Key, Row], wanted: Mapping[Key, Row], first: Callable[[Row], bool] = bool
    ) -> None:
        """Write what differs; of rows that change, those that are `first` go first."""
        write_rows(self._delete, [key for key in there if key not in wanted])
        changed = [row for key, row in wanted.items() if key in there and there[key] != row]
        write_rows(self._update, [row for row in changed if first(row)])
        write_rows(self._update, [row for row in changed if not first(row)])
        write_rows(self._insert, [row for key, row in wanted.items() if key not in there])

    @cached_property
    def _select(self) -> str:
        return f"SELECT {self._names} FROM {self.name} WHERE case_id = ANY (%s)"  # noqa: S608 - names of ours

    @cached_property
    def _insert(self) -> str:
        return f"INSERT INTO {self.name} ({self._names}) SELECT * FROM {self._new(self._columns)}"  # noqa: S608

    @cached_property
    def _update(self) -> str:
        values = ", ".join(f'"{name}" = new."{name}"' for name in self.rest)
        return f"UPDATE {self.name} SET {values} FROM {self._new(self._columns)} WHERE {self._same}"  # noqa: S608

    @cached_property
    def _delete(self) -> str:
        return f"DELETE FROM {self.name} USING {self._new(self.key)} WHERE {self._same}"  # noqa: S608

    @property
    def _columns(self) -> Mapping[str, str]:
        return {**self.key, **self.rest}

    @property
    def _names(self) -> str:
        return _quoted(self._columns)

    @property
    def _same(self) -> str:
        return " AND ".join(f"{self.name}.{name} = new.{name}" for name in self.key)

    def _new(self, columns: Mapping[str, str]) -> str:
        """Return rows that are given as one array a column."""
        arrays = ", ".join(f"%s::{kind}[]" for kind in columns.values())
        return f"unnest({arrays}) AS new ({_quoted(columns)})"


def _quoted(names: Iterable[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def keyed(rows: Iterable[Row], width: int) -> dict[Key, Row]:
    """Return rows by the columns of their key."""
    return {row[:width]: row for row in rows}


def by_case(rows: Mapping[Key, Row]) -> dict[Any, dict[Key, Row]]:
    """Part rows by their case."""
    parted: dict[Any, dict[Key, Row]] = {}
    for key, row in rows.items():
        parted.setdefault(key[0], {})[key] = row
    return parted
