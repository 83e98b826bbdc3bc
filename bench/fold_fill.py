"""Cases of twenty facts by the hundred thousand: whole histories with valid chains, written straight into the tables.

Some thousands of tales are made up and folded; each is then told of many cases. Ids are random, and the facts lie in
the table as they come in on a desk, not case by case.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from bench.desk import People

SQL = Path(__file__).with_name("fold_fill.sql").read_text().split(";;\n")
PREPARE, BEFORE, CASES, LINK, FACTS, CLOCKS, AFTER = (part.strip() for part in SQL)
CHUNK = 20_000  # cases whose facts come in between each other
HANDS = 2
SALT, WORDS = b"0123456789abcdef", "We see it in the log of the second node and look for what changed on Monday."
CASE_COLUMNS = (
    "state", "severity", "plan", "plan_rank", "revision", "owner_id", "waiting", "merged_into", "triaged", "pinned",
    "resolved_at", "next_due_at", "changed_at", "told_at", "home_region", "opened_at",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Told:
    """One tale as rows: the case's columns, the facts with what each link is made over, the clocks, the fixes."""

    case: tuple[Any, ...]
    facts: list[tuple[Any, ...]]
    clocks: list[tuple[Any, ...]]
    fixes: list[tuple[Any, ...]]


def fill(login: dict[str, Any], people: People, histories: Iterable[Sequence[Any]], *, cases: int) -> None:
    """Write so many cases, told after these histories in turn; all are of one length."""
    told = list(map(tell, histories))
    length = len(told[0].facts)
    with psycopg.connect(**login, autocommit=True) as server:
        server.execute(PREPARE)
        copy(server, "told_case", ([n, *one.case] for n, one in enumerate(told)))
        copy(server, "told_fact", ([n, *fact] for n, one in enumerate(told) for fact in one.facts))
        copy(server, "told_clock", ([n, *clock] for n, one in enumerate(told) for clock in one.clocks))
        copy(server, "told_fix", ([n, *fix] for n, one in enumerate(told) for fix in one.fixes))
        server.execute(BEFORE)
    first = range(0, cases, CHUNK)
    with ThreadPoolExecutor(HANDS) as hands:
        list(hands.map(lambda start: write(login, people, range(start, min(start + CHUNK, cases)), length), first))
    with psycopg.connect(**login, autocommit=True) as server:
        for statement in AFTER.split(";\n"):
            server.execute(statement)


def write(login: dict[str, Any], people: People, cases: range, length: int) -> None:
    """Write the cases of one chunk: the facts of all of them in turns."""
    values = {"first": cases.start, "end": cases.stop, "customer": people.customer.pk, "contact": people.ana.pk}
    values["length"] = length
    with psycopg.connect(**login) as server:
        server.execute("SET session_replication_role = replica")  # no triggers: the rows fit each other as written
        server.execute("SET synchronous_commit = off")
        for statement in CASES.split(";\n"):
            server.execute(statement, values if "%(" in statement else None)
        for seq in range(1, length + 1):
            server.execute(LINK, {"seq": seq})
            server.execute(FACTS, {"seq": seq})
        for statement in CLOCKS.split(";\n"):
            server.execute(statement)


def tell(history: Sequence[Any]) -> Told:
    """Fold a tale, and return its rows."""
    from uuid import UUID  # noqa: PLC0415

    from sundial.commands import projection  # noqa: PLC0415
    from sundial.models.history import is_public  # noqa: PLC0415
    from sundial.protocol.document import shipped  # noqa: PLC0415
    from sundial.protocol.sla import fold, terms_of  # noqa: PLC0415

    protocol = shipped()
    clocks, state = fold(history, terms_of(history, {protocol.digest: protocol}))
    opened = history[0]
    summed = {
        **projection.summary(state, clocks, protocol),
        "changed_at": max(fact.at for fact in history),
        "told_at": max(fact.at for fact in history if is_public(fact.what)),
        "home_region": opened.what.home_region,
        "opened_at": opened.at,
    }
    case = tuple(summed[name] for name in CASE_COLUMNS)
    folded = projection.Folded(clocks, state, terms_of(history, {protocol.digest: protocol}))
    rows = (projection.clock_rows(UUID(int=0), folded), projection.fix_rows(UUID(int=0), folded))
    return Told(case, list(map(fact_row, history)), *([row[1:] for row in some.values()] for some in rows))


def fact_row(fact: Any) -> tuple[Any, ...]:
    """Return the columns of a fact behind its case, and what its link is made over, up to the link before it."""
    from uuid import UUID  # noqa: PLC0415

    from sundial.models.history import is_public  # noqa: PLC0415
    from sundial.protocol.facts_json import canonical, content_digest, encode, encode_what  # noqa: PLC0415

    text = WORDS if fact.kind in ("opened", "messaged") else ""
    words = content_digest(text, SALT)
    link = canonical({"previous": "", "fact": encode(fact), "content": words}).decode()
    by = UUID(fact.by.id) if fact.by.id else None
    what = json.dumps(encode_what(fact.what))
    said = (is_public(fact.what), text, SALT if text else None, words)
    return (fact.seq, fact.at, fact.recorded_at, by, str(fact.by.side), fact.kind, what, *said, link.removesuffix('"}'))


def copy(server: "psycopg.Connection[Any]", table: str, rows: Iterator[list[Any]]) -> None:
    """Copy rows into a table."""
    with server.cursor() as cursor, cursor.copy(f"COPY {table} FROM STDIN") as into:
        for row in rows:
            into.write_row(row)
