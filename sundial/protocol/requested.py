"""Protocol 03, resources: every request to another group, with who has it and what came of it (O3.4, O8.7)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sundial.protocol.facts import (
    Closed,
    Fact,
    MergedInto,
    Resolved,
    ResourceAnswered,
    ResourceAsked,
    ResourceOwned,
    ResourceWithdrawn,
    in_order,
)

CASE_ENDS = (Resolved, Closed, MergedInto)


@dataclass(frozen=True, slots=True)
class Requested:
    """One request, by the fact of its asking; `owner` is the id of who took it, `ended_by` what settled it.

    A request is settled by its answer, by its withdrawal, or with the case; None: it is open.
    """

    fact: Fact
    what: ResourceAsked
    owner: str | None = None
    ended_by: Fact | None = None

    @property
    def seq(self) -> int:
        """What names it on its case."""
        return self.fact.seq

    @property
    def is_open(self) -> bool:
        """Whether the group still owes an answer."""
        return self.ended_by is None


def requests_of(history: Sequence[Fact]) -> tuple[Requested, ...]:
    """Return every request that was ever made on a case, in the order in which they were made."""
    found: dict[int, Requested] = {}
    for fact in in_order(tuple(history)):
        what = fact.what
        if isinstance(what, ResourceAsked):
            found[fact.seq] = Requested(fact, what)
        elif isinstance(what, ResourceOwned):
            found[what.request] = replace(found[what.request], owner=what.owner)
        elif isinstance(what, ResourceAnswered | ResourceWithdrawn):
            found[what.request] = replace(found[what.request], ended_by=fact)
        elif isinstance(what, CASE_ENDS):
            found |= {seq: replace(one, ended_by=fact) for seq, one in found.items() if one.is_open}
    return tuple(found.values())


def at_work(history: Sequence[Fact]) -> tuple[str, ...]:
    """Return the groups that are at work on a case: those that owe an answer to a request, by name (O8.1)."""
    return tuple(sorted({one.what.group for one in requests_of(history) if one.is_open}))
