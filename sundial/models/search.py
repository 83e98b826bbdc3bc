"""The search of cases: one function of PostgreSQL, and this is the one place that asks it (O2.7).

It runs as a role of its own, past row security, with the wall's test inside, and tells ids alone: what is shown of a
hit is read from the rows, as everything is.
"""

from typing import NamedTuple
from uuid import UUID

from sundial.models.fetch import fetch

MOST = 500  # cases that a search names, the best of them; the function holds the same number
LONGEST = 200  # characters that are looked for
ASKED = "SELECT case_id, seq, rank FROM sundial_search(%s, %s)"


class Hit(NamedTuple):
    """A case that was found: by which of its facts, 0 for what stands on the case itself, and how well."""

    case: UUID
    seq: int
    rank: float


def search(words: str, of_customer: UUID | None = None) -> tuple[Hit, ...]:
    """Return the cases with all of the words among what the viewer may see, the best first, then the newest.

    A word is found by its beginning from three letters on; "words in quotes" follow each other; none has what a -minus
    stands before. Nothing that is typed is wrong.
    """
    typed = words.replace("\0", " ")[:LONGEST]  # PostgreSQL's text takes every character but NUL
    return tuple(Hit(*row) for row in fetch(ASKED, typed, of_customer)) if typed.strip() else ()
