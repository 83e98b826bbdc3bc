"""Whom a case names by an id: who did something, who owns it, who was told."""

from collections.abc import Iterator

from sundial.protocol.evidence.kept import Kept
from sundial.protocol.facts import Fact, HandoverOffered, OwnerSet, PointPersonSet, ResourceOwned, Waived


def named_in(kept: Kept) -> set[str]:
    """Return the ids of everybody whom facts and alerts name."""
    told = {str(alert["to"]) for alert in kept.alerts}
    return {id_ for fact in kept.history for id_ in named_by(fact) if id_} | told


def named_by(fact: Fact) -> Iterator[str]:
    """Yield the ids that a fact names, "" where it could name somebody and does not."""
    what = fact.what
    yield fact.by.id
    if isinstance(what, OwnerSet | ResourceOwned):
        yield what.owner or ""
    elif isinstance(what, HandoverOffered):
        yield what.to
    elif isinstance(what, PointPersonSet):
        yield what.person
    elif isinstance(what, Waived):
        yield what.asked_by
