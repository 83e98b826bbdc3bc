"""All cases proved in parts, by as many processes as are asked for."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from sundial.commands.verify import Difference, Proof, verify
from sundial.management.spread import slices, spread
from sundial.models import CLOCKWORK, Case, viewing

FEW = 20_000  # cases: fewer are read sooner than another process begins
PARTS = 256


@dataclass(frozen=True, slots=True)
class Proved:
    """What was read of one part, and what differs in it."""

    proof: Proof
    differences: tuple[Difference, ...]


def cases_there() -> int:
    """Return how many cases there are, as the worker sees them."""
    with transaction.atomic(), viewing(CLOCKWORK):
        return Case.objects.count()


def prove(cases: int, processes: int) -> Iterator[Proved]:
    """Prove every case; of few cases in one part and one process."""
    many = cases > FEW
    return spread(_part, slices(PARTS if many else 1), hands=processes if many else 1)


def _part(bounds: tuple[UUID, UUID]) -> Proved:
    proof = Proof()
    return Proved(proof, tuple(verify(proof, *bounds)))
