"""Who looks after letters to leadership, and which of them may see one that nobody has confirmed yet (O2.7, O7.4).

A letter has no customer until somebody confirms one. Its words may be a restricted customer's all the same, so it is
shown as if it were: of whomever its address or the host of its address may be.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from sundial.protocol.document import Protocol
from sundial.protocol.document.parts import Leader
from sundial.protocol.stand_in import MANAGERS, Colleague

COORDINATORS = ("cx-coordinator", *MANAGERS)  # who may settle a letter; the Directors hear where nobody else is


@dataclass(frozen=True, slots=True)
class Shown:
    """By what a letter is shown: the region of its mailbox ("" for none), and whose it may be.

    `walls` are the designated regions of each restricted customer whose contacts have its address or its host; `known`
    says that its very address is a contact's.
    """

    region: str
    walls: Sequence[Collection[str]] = ()
    known: bool = False


def leader_of(mailbox: str, protocol: Protocol) -> Leader | None:
    """Return the leader whose mailbox this is (O2.5); None for any other address."""
    return next((one for one in protocol.leadership if one.mailbox.lower() == mailbox.lower()), None)


def coordinates(person: Colleague) -> bool:
    """Say whether somebody looks after letters to leadership."""
    return person.role in COORDINATORS and not person.group


def who_sees(shown: Shown, staff: Iterable[Colleague]) -> tuple[Colleague, ...]:
    """Return the coordinators who may see a letter that is not confirmed.

    Whoever stands outside one of the walls does not. Where there is none the region of the mailbox counts, but for a
    letter of a known contact, whose cases everybody sees too, and of a region in which nobody looks after letters.
    """
    team = [one for one in staff if coordinates(one)]
    if shown.walls:
        return tuple(one for one in team if all(one.region in wall for wall in shown.walls))
    own = tuple(one for one in team if one.region == shown.region)
    return own if own and shown.region and not shown.known else tuple(team)


def who_is_near(shown: Shown, staff: Iterable[Colleague]) -> tuple[Colleague, ...]:
    """Return the coordinators inside one at least of the walls of a letter: whom a letter that nobody sees is told."""
    return tuple(one for one in staff if coordinates(one) and any(one.region in wall for wall in shown.walls))


def who_hears(seeing: Sequence[Colleague]) -> tuple[Colleague, ...]:
    """Return whom a new letter is told: Coordinators and Duty Managers, the Directors where neither is there."""
    first = tuple(one for one in seeing if one.role != "director")
    return first or tuple(seeing)
