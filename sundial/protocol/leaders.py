"""Protocol 02, the directory: the leadership roles with name, mailbox and location, as a customer may see them (O2.5).

Role, title, mailbox and location are the document's; the name is whoever holds the role. A customer with designated
regions is not shown a leader outside of them: "support teams and managers outside of that region will not be involved".
A leader of no region sits outside each wall, as everybody of no region does, unless who holds the role sits inside.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sundial.protocol.document import Protocol
from sundial.protocol.document.parts import Leader
from sundial.protocol.stand_in import Colleague


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of the directory; `people` is () where nobody holds the role."""

    leader: Leader
    people: tuple[Colleague, ...]


def directory(protocol: Protocol, staff: Iterable[Colleague], regions: Sequence[str] = ()) -> Iterator[Listed]:
    """Yield the leaders whom a customer may contact, in the document's order; `regions` are the designated ones."""
    everybody = tuple(staff)
    for leader in protocol.leadership:
        people = tuple(one for one in everybody if one.role == leader.role and leader.region in (None, one.region))
        if _is_inside(leader, people, regions):
            yield Listed(leader, people)


def _is_inside(leader: Leader, people: Sequence[Colleague], regions: Sequence[str]) -> bool:
    if not regions:
        return True
    if leader.region is not None:
        return leader.region in regions
    return bool(people) and all(one.region in regions for one in people)
