"""Prove that the desk's memory is whole: every chain of hashes, and every projection against its fold (O12.1)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from sundial.commands import projection
from sundial.commands.rows import Key, by_case
from sundial.commands.statements import Row
from sundial.models import CLOCKWORK, protocols_of, viewing
from sundial.models.bulk import FIRST, LAST, Line, chains_between
from sundial.models.case import PROJECTED
from sundial.models.fetch import fetch
from sundial.models.history import is_felt
from sundial.protocol.case import named_protocols, opening
from sundial.protocol.facts import Fact
from sundial.protocol.sla import fold, terms_of

CHUNK = 500  # cases in one snapshot
NAMED = ("home_region", "regions", "flag")  # what the first fact says, once and for all
CASES = f"""
    SELECT id, number, {", ".join(NAMED + PROJECTED)} FROM support_case
    WHERE id > %s AND id <= %s ORDER BY id LIMIT {CHUNK}
"""  # noqa: S608
PROJECTIONS = (projection.CLOCKS, projection.FIXES, projection.REQUESTS)
UNREADABLE = (LookupError, TypeError, ValueError)  # what a row that was tampered with can raise in the reading of it


class NotTheWorker(RuntimeError):
    """The histories cannot be verified by a role that does not see them all."""


@dataclass(frozen=True, slots=True)
class Difference:
    """Where memory is not whole: the case, the number of the fact (None: a projection), and what is wrong."""

    case: str
    fact: int | None
    problem: str

    def __str__(self) -> str:
        where = f"{self.case}, fact {self.fact}" if self.fact else self.case
        return f"{where}: {self.problem}"


@dataclass(slots=True)
class Proof:
    """How much has been read so far."""

    cases: int = 0
    facts: int = 0
    differences: int = 0

    def add(self, other: "Proof") -> None:
        """Count what another part has read."""
        self.cases += other.cases
        self.facts += other.facts
        self.differences += other.differences


@dataclass(frozen=True, slots=True)
class Kept:
    """One case as it is kept: its row, its facts and its clocks."""

    id: UUID
    row: dict[str, Any]
    facts: Sequence[Line]
    clocks: dict[Key, Row]
    fixes: dict[Key, Row]
    requests: dict[Key, Row]


def verify(proof: Proof, after: UUID = FIRST, up_to: UUID = LAST) -> Iterator[Difference]:
    """Read every case once, some hundreds in one snapshot, and yield the first difference of each that has one.

    The two ids bound it, for whoever parts the work. What a chain cannot show is the end of a history cut off together
    with its head, or a whole case that is gone: for that the heads must be kept elsewhere. Raises NotTheWorker.
    """
    while kept := _chunk(after, up_to):
        for case in kept:
            proof.cases += 1
            proof.facts += len(case.facts)
            found = first_difference(case)
            if found:
                proof.differences += 1
                yield found
        after = kept[-1].id


def first_difference(kept: Kept) -> Difference | None:
    """Return where the chain breaks, else where the head, the clocks or the case row differ from the fold."""
    history: list[Fact] = []
    previous = str(kept.id)
    for seq, line in enumerate(kept.facts, start=1):
        problem, fact = _link(line, previous, seq)
        if fact is None:
            return Difference(kept.row["number"], seq, problem)
        history.append(fact)
        previous = line.hash
    problem = _head(kept, previous) or _fold(kept, tuple(history))
    return Difference(kept.row["number"], None, problem) if problem else None


def _chunk(after: UUID, up_to: UUID) -> list[Kept]:
    """Read the next cases in one snapshot, so that what is written meanwhile is no difference."""
    with transaction.atomic():
        if not connection.savepoint_ids:  # the outermost transaction
            _one_snapshot()
        with viewing(CLOCKWORK):
            if fetch("SELECT sundial_is_clockwork()") != [(True,)]:
                raise NotTheWorker("verify enters as the worker: no other role sees every case")
            cases = fetch(CASES, after, up_to)
            ids = [row[0] for row in cases]
            facts = chains_between(after, ids[-1]) if ids else {}
            there = [by_case(table.there(ids)) for table in PROJECTIONS]
    names = ("number", *NAMED, *PROJECTED)
    return [
        Kept(
            row[0],
            dict(zip(names, row[1:], strict=True)),
            facts.get(row[0], ()),
            *(parted.get(row[0], {}) for parted in there),
        )
        for row in cases
    ]


def _one_snapshot() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")


def _link(line: Line, previous: str, seq: int) -> tuple[str, Fact | None]:
    """Check one fact against the one before it; return the fact, or None and what is wrong."""
    if line.seq != seq:
        return f"it is missing: fact {line.seq} comes instead", None
    try:
        fact, link, public = line.proved(previous)
    except UNREADABLE as error:
        return f"it cannot be read: {error}", None
    if not line.words_hold:
        return "its words are not those that were written", None
    if link != line.hash:
        return "it was changed, or does not follow from the fact before it", None
    if line.public != public:
        return "it is shown to the wrong side", None
    return "", fact


def _head(kept: Kept, last: str) -> str:
    """Check that the history ends where the case says."""
    if not kept.facts:
        return "it has no history"
    if (kept.row["head_seq"], kept.row["head_hash"]) != (len(kept.facts), last):
        return f"its history ends at fact {len(kept.facts)}, but its head says {kept.row['head_seq']}"
    return ""


def _fold(kept: Kept, history: tuple[Fact, ...]) -> str:
    """Check the clock rows and the case row against the fold."""
    try:
        terms = terms_of(history, protocols_of(named_protocols(history)))
        clocks, state = fold(history, terms)
    except UNREADABLE as error:
        return f"its history cannot be read: {error}"
    rows = (
        ("clock", projection.clock_rows(kept.id, clocks, state), kept.clocks),
        ("fix", projection.fix_rows(kept.id, state), kept.fixes),
        ("request", projection.request_rows(kept.id, state), kept.requests),
    )
    summed = projection.summary(state, clocks, terms.revision(state.protocol))
    found = (_rows(*one) for one in rows)
    return next(filter(None, found), "") or _columns(kept, {**_named(history), **summed, **_times(history)})


def _columns(kept: Kept, says: dict[str, Any]) -> str:
    for name, value in says.items():
        if kept.row[name] != value:
            return f"{name} is {kept.row[name]}, but its history says {value}"
    return ""


def _rows(what: str, wanted: dict[Key, Row], there: dict[Key, Row]) -> str:
    if wanted == there:
        return ""
    for key in sorted(wanted.keys() | there.keys()):
        if wanted.get(key) != there.get(key):
            return f"{what} {' '.join(map(str, key[1:]))} is not what its history says"
    return ""


def _named(history: tuple[Fact, ...]) -> dict[str, Any]:
    opened = opening(history)[1]
    return {"home_region": opened.home_region, "regions": list(opened.regions), "flag": opened.flag}


def _times(history: tuple[Fact, ...]) -> dict[str, Any]:
    return {
        "changed_at": max(fact.at for fact in history),
        "told_at": max(fact.at for fact in history if is_felt(fact.what)),
    }
