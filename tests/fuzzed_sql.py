"""Random SQL of somebody who has come in as the web: whatever the grammar has that could tell of a hidden row."""

from random import Random

from tests.fuzzed_catalogue import Table, functions, tables

TEXTS = ("text", "character varying")
OPERATORS = ("=", "<>", "<", ">=", "~", "!~", "LIKE", "IS DISTINCT FROM")
WORDS = ("CANARY", "Gateway", "gold", "", "2", "emea", "%", "rita@example.com")
LOOKED_FOR = (
    "CANARY",
    "can",
    "subject",
    "Gateway",
    "policy",
    "the",
    "sd",
    "Secret",
    "Acme",
    "-acme",
    '"CANARY text"',
    "a",
)
READS = (
    "rows", "rows", "sums", "sums", "groups", "windows", "common", "beside", "lateral", "together", "sampled", "locked",
    "explained", "function", "searched", "kept_of_columns",
)  # fmt: skip
WRITES = ("changes", "deletes", "copies", "crosses", "crosses_anew")


class Asker:
    """Makes up one statement after the other; `ids` are those of hidden rows, which somebody could have noted."""

    def __init__(self, random: Random, ids: list[str]) -> None:
        self.random, self.ids = random, ids
        self.tables, self.functions = tables(), functions()

    def next(self) -> str:
        """Make up a statement."""
        form = self.random.choice(WRITES if self.random.random() < 0.2 else READS)
        return str(getattr(self, form)())

    # expressions

    def table(self) -> Table:
        return self.random.choice(self.tables)

    def value(self, kind: str) -> str:
        """Write a constant that could be compared with this type."""
        if kind == "uuid":
            return f"'{self.random.choice(self.ids)}'::uuid"
        if kind.startswith("timestamp"):
            return self.random.choice(("'2026-03-02 09:10+00'::timestamptz", "statement_timestamp()"))
        if kind in ("integer", "smallint", "bigint"):
            return str(self.random.randrange(6))
        return f"'{self.random.choice(WORDS)}'"

    def column(self, table: Table, alias: str = "t") -> tuple[str, str]:
        column, kind = self.random.choice(table.columns)
        return f'{alias}."{column}"', kind

    def expression(self, table: Table, alias: str = "t") -> str:
        """Write something about a row; what cannot be cast prints it in its error."""
        column, kind = self.column(table, alias)
        every = [
            column,
            f"{column}::text",
            f"to_jsonb({column})",
            f"md5({column}::text)",
            f"{alias}::text",
            f"{alias}.ctid",
        ]
        every += [
            f"({column}::text)::int",
            f"({column}::text)::uuid",
            f"({column}::text)::timestamptz",
            f"{alias}.tableoid",
        ]
        every += [f"1 / (length({column}::text) - {self.random.randrange(12)})", f"length({column}::text)"]
        if kind in TEXTS:
            every += [f"left({column}, 3)", f"{column} || 'x'", f"upper({column})", f"xmlparse(document {column})"]
        return self.random.choice(every)

    def condition(self, table: Table, alias: str = "t") -> str:
        """Write a condition whose operators may leak what they are shown."""
        column, kind = self.column(table, alias)
        plain = f"{column} {self.random.choice(OPERATORS[:4])} {self.value(kind)}"
        leaky = f"{column}::text {self.random.choice(OPERATORS)} '{self.random.choice(WORDS)}'"
        shown = f"({self.expression(table, alias)}) IS NOT NULL"
        return self.random.choice((plain, leaky, shown, "true", f"NOT ({plain})"))

    def sum(self, table: Table, alias: str = "t") -> str:
        column, _ = self.column(table, alias)
        forms = ("count(*)", "count(DISTINCT {}::text)", "min({}::text)", "max({}::text)", "bool_or({}::text ~ 'CAN')")
        listed = (
            "string_agg({}::text, ',' ORDER BY {}::text)",
            "jsonb_agg({} ORDER BY {}::text)",
            "sum(length({}::text))",
        )
        return self.random.choice((*forms, *listed)).replace("{}", column)

    def source(self, table: Table) -> str:
        """Write where rows come from: one table, or two that are joined by a key or by anything."""
        if self.random.random() < 0.5:
            return f'"{table.name}" t'
        other = self.table()
        shared = sorted({c for c, _ in table.columns} & {c for c, _ in other.columns})
        on = f't."{self.random.choice(shared)}"::text = o."{shared[0]}"::text' if shared else self.condition(other, "o")
        return f'"{table.name}" t {self.random.choice(("JOIN", "LEFT JOIN", "FULL JOIN"))} "{other.name}" o ON {on}'

    # what reads

    def rows(self) -> str:
        table = self.table()
        wanted = ", ".join(self.expression(table) for _ in range(self.random.randrange(1, 4)))
        source = self.source(table)
        by = "t::text, o::text" if '" o ON ' in source else "t::text"  # which forty must not be the plan's choice
        return f"SELECT {wanted} FROM {source} WHERE {self.condition(table)} ORDER BY {by} LIMIT 40"

    def sums(self) -> str:
        table = self.table()
        return f"SELECT {self.sum(table)}, {self.sum(table)} FROM {self.source(table)} WHERE {self.condition(table)}"

    def groups(self) -> str:
        table = self.table()
        by, having = self.expression(table), self.random.choice(("true", "count(*) > 1", "max(length(t::text)) > 9"))
        return f'SELECT {by}, {self.sum(table)} FROM "{table.name}" t GROUP BY 1 HAVING {having} ORDER BY 2, 1::text'

    def windows(self) -> str:
        table = self.table()
        one, by = self.expression(table), self.column(table)[0]
        over = self.random.choice((f"ORDER BY {by}::text, t.ctid", f"PARTITION BY {by}::text ORDER BY t.ctid"))
        windows = f"lag({one}) OVER ({over}), count(*) OVER (), rank() OVER ({over})"
        return f'SELECT {windows} FROM "{table.name}" t ORDER BY t.ctid LIMIT 40'

    def common(self) -> str:
        kept = self.random.choice(("MATERIALIZED", "NOT MATERIALIZED"))
        return f"WITH w AS {kept} ({self.rows()}) SELECT count(*), max(w::text) FROM w"

    def beside(self) -> str:
        one, other = self.table(), self.table()
        there = f'EXISTS (SELECT FROM "{other.name}" t WHERE {self.condition(other)})'
        return f'SELECT (SELECT {self.sum(one)} FROM "{one.name}" t), {there}'

    def lateral(self) -> str:
        one, other = self.table(), self.table()
        inner = f'SELECT {self.sum(other, "o")} AS n FROM "{other.name}" o WHERE o::text <> t::text'
        some = f'SELECT * FROM "{one.name}" z ORDER BY z::text LIMIT 5'
        return f"SELECT {self.column(one)[0]}, x.n FROM ({some}) t, LATERAL ({inner}) x"

    def together(self) -> str:
        one, other, how = self.table(), self.table(), self.random.choice(("UNION", "EXCEPT", "INTERSECT", "UNION ALL"))
        halves = (f'SELECT ({self.expression(t)})::text FROM "{t.name}" t' for t in (one, other))
        return f"SELECT * FROM ({f' {how} '.join(halves)}) x ORDER BY 1 LIMIT 60"

    def sampled(self) -> str:
        table = self.table()
        return f'SELECT {self.sum(table)} FROM "{table.name}" t TABLESAMPLE BERNOULLI (60) REPEATABLE (7)'

    def locked(self) -> str:
        table, how = self.table(), self.random.choice(("UPDATE", "SHARE", "NO KEY UPDATE"))
        return f'SELECT t FROM "{table.name}" t WHERE {self.condition(table)} ORDER BY 1 FOR {how} SKIP LOCKED'

    def explained(self) -> str:
        how = self.random.choice(("COSTS OFF", "VERBOSE, COSTS OFF", "FORMAT JSON, COSTS OFF"))
        return f"EXPLAIN ({how}) {self.rows()}"

    def function(self) -> str:
        name, takes, less = self.random.choice(self.functions)
        given = takes[: len(takes) - self.random.randrange(less + 1)]
        return f"SELECT f FROM {name}({', '.join(map(self.argument, given))}) f ORDER BY f::text LIMIT 40"

    def searched(self) -> str:
        """Search, and count, order and join what is found as somebody who looks for a difference would."""
        words = " ".join(self.random.choice(LOOKED_FOR) for _ in range(self.random.randrange(1, 3)))
        found = f"sundial_search('{words}')"
        return self.random.choice((
            f"SELECT f FROM {found} f ORDER BY f::text LIMIT 40", f"SELECT count(*), max(rank), min(seq) FROM {found}",
            f"SELECT c.subject, rank FROM {found} JOIN support_case c ON c.id = case_id",
            f"SELECT count(*) FROM {found} f LEFT JOIN fact t ON t.case_id = f.case_id AND t.seq = f.seq",
        ))  # fmt: skip

    def argument(self, kind: str) -> str:
        one = self.random.choice(self.ids)
        if kind == "uuid[]":
            return f"ARRAY['{one}', '{self.random.choice(self.ids)}']::uuid[]"
        if kind == "uuid":
            return f"'{one}'::uuid"
        return "'{}'" if kind.endswith("[]") else f"'{self.random.choice(WORDS)}'"

    def kept_of_columns(self) -> str:
        return "SELECT tablename, attname, most_common_vals::text, histogram_bounds::text FROM pg_stats"

    # what writes, and is put back

    def changes(self) -> str:
        table = self.table()
        column, _ = self.random.choice(table.columns)
        return f'UPDATE "{table.name}" t SET "{column}" = "{column}" WHERE {self.condition(table)} RETURNING t::text'

    def deletes(self) -> str:
        table = self.table()
        return f'DELETE FROM "{table.name}" t WHERE {self.condition(table)} RETURNING t::text'

    def copies(self) -> str:
        table, kept = self.table(), self.random.choice(("DO NOTHING", "(id) DO UPDATE SET id = excluded.id"))
        columns = ", ".join(f'"{name}"' for name, _ in table.columns)
        found = f'SELECT {columns} FROM "{table.name}" t WHERE {self.condition(table)} ORDER BY t::text LIMIT 3'
        return f'INSERT INTO "{table.name}" ({columns}) {found} ON CONFLICT {kept} RETURNING 1'

    def crosses(self) -> str:
        """Hang a row that one sees under a case or a customer that one does not; it must not come to anything."""
        table = self.random.choice([one for one in self.tables if one.moves])
        key, hidden = self.random.choice(table.moves), self.random.choice(self.ids)
        where = self.condition(table, table.name)
        return f'/* crosses */ UPDATE "{table.name}" SET "{key}" = \'{hidden}\' WHERE {where}'

    def crosses_anew(self) -> str:
        """Enter a row like one that one sees there."""
        table = self.random.choice([one for one in self.tables if one.enters])
        made = {table.enters[0]: f"'{self.random.choice(self.ids)}'::uuid", "id": "gen_random_uuid()"}
        names = [name for name, kind in table.columns if (name, kind) != ("id", "bigint")]
        columns, values = (
            ", ".join(f'"{one}"' for one in names),
            ", ".join(made.get(one, f't."{one}"') for one in names),
        )
        return f'/* crosses */ INSERT INTO "{table.name}" ({columns}) SELECT {values} FROM "{table.name}" t LIMIT 1'
