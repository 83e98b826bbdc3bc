"""Prove that the desk's memory is whole: every chain of hashes, and every projection against its fold (O12.1)."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection, transaction

from sundial.commands import projection
from sundial.commands.rows import Key
from sundial.commands.statements import Row
from sundial.commands.verify_sums import missummed
from sundial.commands.verify_words import misfound
from sundial.models import CLOCKWORK, protocols_of, viewing
from sundial.models.bulk import FACT, FIRST, LAST, chains_between
from sundial.models.case import PROJECTED
from sundial.models.chains import UNREADABLE, Broken, Chain, proved
from sundial.models.fetch import fetch
from sundial.protocol.case import named_protocols, opening
from sundial.protocol.facts import Fact
from sundial.protocol.sla import fold, terms_of

CHUNK = 500  # cases in one snapshot
NAMED = ("home_region", "regions", "flag")  # what the first fact says, once and for all
CASES = f"""
    SELECT id::text, number, home_region, coalesce(counts_on, regions), flag, {", ".join(PROJECTED)},
        regions = (SELECT o.regions FROM organization o WHERE o.id = organization_id)
            AND NOT EXISTS (
                SELECT FROM clock k WHERE k.case_id = support_case.id AND NOT k.restricted AND support_case.restricted
            )
    FROM support_case WHERE id > %s AND id <= %s ORDER BY support_case.id LIMIT {CHUNK}
"""  # noqa: S608
WALLED = "walled"
PROJECTIONS = (projection.CLOCKS, projection.FIXES, projection.REQUESTS, projection.HANDOVERS, projection.ESCALATIONS)


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


class Kept(NamedTuple):
    """One case as it is kept: its id, its row, its facts as text and its rows of each projection."""

    id: str
    row: dict[str, Any]
    facts: str
    misfound: int | None  # the first fact whose words are kept otherwise for the search, 0 for the case's own
    clocks: dict[Key, Row]
    fixes: dict[Key, Row]
    requests: dict[Key, Row]
    handovers: dict[Key, Row]
    escalations: dict[Key, Row]


def verify(proof: Proof, after: UUID = FIRST, up_to: UUID = LAST) -> Iterator[Difference]:
    """Read every case once, some hundreds in one snapshot, and yield the first difference of each that has one.

    Before the first of all cases come the sums that pages show, where they are not what there is.

    The two ids bound it, for whoever parts the work. What a chain cannot show is the end of a history cut off together
    with its head, or a whole case that is gone: for that the heads must be kept elsewhere. Raises NotTheWorker.
    """
    if after == FIRST:
        for what, problem in _sums():
            proof.differences += 1
            yield Difference(what, None, problem)
    while kept := _chunk(after, up_to):
        for case in kept:
            proof.cases += 1
            proof.facts += case.facts.count(FACT) + bool(case.facts)
            found = first_difference(case)
            if found:
                proof.differences += 1
                yield found
        after = UUID(kept[-1].id)


def first_difference(kept: Kept) -> Difference | None:
    """Return where the chain breaks, else where head, clocks, case row or the words of the search differ from it."""
    number = kept.row["number"]
    if not kept.facts:
        return Difference(number, None, "it has no history")
    try:
        chain = proved(kept.id, kept.facts)
    except Broken as broken:
        return Difference(number, broken.seq, str(broken))
    problem = _head(kept, chain) or _fold(kept, chain) or _wall(kept) or _words(kept)
    return Difference(number, None, problem) if problem else None


def _sums() -> list[tuple[str, str]]:
    with transaction.atomic(), viewing(CLOCKWORK):
        _is_the_worker()
        return list(missummed())


def _is_the_worker() -> None:
    if fetch("SELECT sundial_is_clockwork()") != [(True,)]:
        raise NotTheWorker("verify enters as the worker: no other role sees every case")


def _chunk(after: UUID, up_to: UUID) -> list[Kept]:
    """Read the next cases in one snapshot, so that what is written meanwhile is no difference."""
    with transaction.atomic():
        if not connection.savepoint_ids:  # the outermost transaction
            _one_snapshot()
        with viewing(CLOCKWORK):
            _is_the_worker()
            cases = fetch(CASES, after, up_to)
            ids = [row[0] for row in cases]
            facts = chains_between(after, UUID(ids[-1])) if ids else {}
            there = [table.of_cases(ids) for table in PROJECTIONS]
            words = misfound(after, UUID(ids[-1])) if ids else {}
    names = ("number", *NAMED, *PROJECTED, WALLED)
    return [
        Kept(
            row[0],
            dict(zip(names, row[1:], strict=True)),
            facts.get(row[0], ""),
            words.get(row[0]),
            *(parted.get(row[0], {}) for parted in there),
        )
        for row in cases
    ]


def _one_snapshot() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")


def _head(kept: Kept, chain: Chain) -> str:
    """Check that the history ends where the case says."""
    if (kept.row["head_seq"], kept.row["head_hash"]) != (len(chain.facts), chain.head):
        return f"its history ends at fact {len(chain.facts)}, but its head says {kept.row['head_seq']}"
    return ""


def _wall(kept: Kept) -> str:
    """Check that the case stands behind the wall of its customer, and its clocks behind that of the case (O2.7)."""
    return "" if kept.row[WALLED] else "its regions are not those of its customer, or its clocks do not follow them"


def _words(kept: Kept) -> str:
    """Check that the case is found by the words that it holds, and by no others (O2.7)."""
    if kept.misfound is None:
        return ""
    where = f"of fact {kept.misfound}" if kept.misfound else "of its heading"
    return f"the words {where} are not those by which it is found"


def _fold(kept: Kept, chain: Chain) -> str:
    """Check the clock rows and the case row against the fold."""
    history = chain.facts
    try:
        terms = terms_of(history, protocols_of(named_protocols(history)))
        clocks, state = fold(history, terms)
    except UNREADABLE as error:
        return f"its history cannot be read: {error}"
    folded = projection.Folded(clocks, state, terms)
    rows = (
        ("clock", projection.clock_rows(kept.id, folded), kept.clocks),
        ("fix", projection.fix_rows(kept.id, folded), kept.fixes),
        ("request", projection.request_rows(kept.id, folded), kept.requests),
        ("handover", projection.handover_rows(kept.id, folded), kept.handovers),
        ("escalation", projection.escalation_rows(kept.id, folded), kept.escalations),
    )
    summed = projection.summary(state, clocks, terms.revision(state.protocol))
    found = (_rows(*one) for one in rows)
    return next(filter(None, found), "") or _columns(
        kept, {**_named(history), **summed, "changed_at": chain.changed_at, "told_at": chain.told_at}
    )


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
