"""What the web may read, write and call, out of the catalogue: the ground of random SQL."""

from dataclasses import dataclass

from tests.database import as_role, run

KEYS = ("case_id", "organization_id")


@dataclass(frozen=True, slots=True)
class Table:
    """What the web may read of a table, with the types; which columns that lead to a case or customer it may write."""

    name: str
    columns: tuple[tuple[str, str], ...]
    moves: tuple[str, ...]
    enters: tuple[str, ...]


def tables() -> list[Table]:
    """Return every table and view that the web may read, by column."""
    found: dict[str, list[tuple[str, str, bool, bool]]] = {}
    may = "has_column_privilege('sundial_web', c.oid, a.attnum, '{}')"
    with as_role("postgres"):
        rows = run(
            "SELECT c.relname, a.attname, format_type(a.atttypid, NULL),"
            f" {may.format('UPDATE')}, {may.format('INSERT')} FROM pg_class c"
            " JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT attisdropped"
            " WHERE relkind IN ('r', 'v', 'm', 'p') AND relnamespace = 'public'::regnamespace"
            f" AND relname NOT LIKE 'procrastinate%%' AND {may.format('SELECT')} ORDER BY 1, 2"
        )
    for table, *column in rows:
        found.setdefault(table, []).append(tuple(column))
    return [
        Table(
            name,
            tuple((column, kind) for column, kind, _, _ in some),
            tuple(column for column, _, moved, _ in some if moved and column in KEYS),
            tuple(column for column, _, _, entered in some if entered and column in KEYS),
        )
        for name, some in found.items()
    ]


def functions() -> list[tuple[str, list[str], int]]:
    """Return every function of ours that the web may call, what it takes by type, and how much can be left out."""
    with as_role("postgres"):
        rows = run(
            "SELECT proname, array(SELECT format_type(t, NULL) FROM unnest(proargtypes) t), pronargdefaults"
            " FROM pg_proc"
            " WHERE pronamespace = 'public'::regnamespace AND proname LIKE 'sundial%%' AND prokind = 'f'"
            " AND prorettype <> 'trigger'::regtype AND has_function_privilege('sundial_web', oid, 'EXECUTE') ORDER BY 1"
        )
    return [(name, list(takes), less) for name, takes, less in rows]
