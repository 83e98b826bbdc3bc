"""What becomes of a letter, by rule: it waits for a coordinator, is held, is dropped, or is no case (O1.6, O7.4).

The first rule that fits decides. To a leadership mailbox what a person might have written is held at worst, and
somebody looks; what no person can have written to us is dropped. At any other address nothing is ever a case.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sundial.protocol.letters.letter import Letter, Mark, Proven

OFTEN, FLOOD = 10, 100  # letters of one sender within an hour
CROWD, FLOODED = 60, 500  # letters of strangers to one mailbox within an hour


class Fate(StrEnum):
    """What becomes of a letter."""

    QUEUE = "queue"
    HELD = "held"
    DROPPED = "dropped"
    ASTRAY = "astray"


class Why(StrEnum):
    """The rule that decided."""

    LETTER = "letter"
    ASTRAY = "astray"
    LOOP = "loop"
    FLOOD = "flood"
    BOUNCE = "bounce"
    AUTOMATIC = "automatic"
    LIST = "list"
    NOBODY = "nobody"
    SEVERAL = "several"
    SPOOFED = "spoofed"
    LARGE = "large"
    TANGLED = "tangled"
    OFTEN = "often"

    @property
    def says(self) -> str:
        """The rule in words, for whoever looks."""
        return SAYS[self]


SAYS: Mapping[Why, str] = {
    Why.LETTER: "a letter to leadership",
    Why.ASTRAY: "mail is no way to reach support",
    Why.LOOP: "it is a letter of this desk, or has gone round too often",
    Why.FLOOD: "so many letters came within an hour that this one is not kept",
    Why.BOUNCE: "it says that another letter did not arrive",
    Why.AUTOMATIC: "a machine wrote it: an absence note or the like",
    Why.LIST: "it went to a list",
    Why.NOBODY: "it names nobody who wrote it",
    Why.SEVERAL: "it names several who wrote it",
    Why.SPOOFED: "our mail server says that it does not come from where it says",
    Why.LARGE: "it is too large: only its head was taken in",
    Why.TANGLED: "its parts are too many or too deep to be read",
    Why.OFTEN: "too many letters came within an hour",
}
LOOKED_AT = {Why.LETTER, Why.NOBODY, Why.SEVERAL, Why.SPOOFED, Why.LARGE, Why.TANGLED}  # somebody is told of it
# of those that came too often the first is told of (commands/inbound_reading.py): a person's may be among them


@dataclass(frozen=True, slots=True)
class Seen:
    """How much came within the hour before: of this sender to any mailbox, and of strangers to this one.

    Strangers are senders of whom no customer is thought: what a customer writes, and one behind a wall before all,
    moves nothing for anybody else.
    """

    of_sender: int = 0
    of_strangers: int = 0
    stranger: bool = True


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of a letter, and why."""

    fate: Fate
    why: Why

    @property
    def wants_a_look(self) -> bool:
        """Whether coordinators are told of it: a person may have written it, and waits."""
        return self.fate in (Fate.QUEUE, Fate.HELD) and self.why in LOOKED_AT


Fits = Callable[[Letter, Seen], bool]


def _is(mark: Mark) -> Fits:
    return lambda letter, seen: mark in letter.marks


def _more_than(of_sender: int, of_strangers: int) -> Fits:
    return lambda letter, seen: seen.of_sender >= of_sender or (seen.stranger and seen.of_strangers >= of_strangers)


RULES: Sequence[tuple[Fits, Why, Fate, Fate]] = (  # what fits, why, and the fate at a leadership mailbox and elsewhere
    (_is(Mark.LOOP), Why.LOOP, Fate.DROPPED, Fate.DROPPED),
    (_more_than(FLOOD, FLOODED), Why.FLOOD, Fate.DROPPED, Fate.DROPPED),
    (_is(Mark.BOUNCE), Why.BOUNCE, Fate.DROPPED, Fate.DROPPED),
    (_is(Mark.AUTOMATIC), Why.AUTOMATIC, Fate.HELD, Fate.DROPPED),
    (_is(Mark.LIST), Why.LIST, Fate.HELD, Fate.DROPPED),
    (lambda letter, seen: not letter.senders, Why.NOBODY, Fate.HELD, Fate.DROPPED),
    (lambda letter, seen: len(letter.senders) > 1, Why.SEVERAL, Fate.HELD, Fate.DROPPED),
    (lambda letter, seen: letter.proof.proven is Proven.FAILED, Why.SPOOFED, Fate.HELD, Fate.DROPPED),
    (_is(Mark.LARGE), Why.LARGE, Fate.HELD, Fate.ASTRAY),
    (_is(Mark.TANGLED), Why.TANGLED, Fate.HELD, Fate.DROPPED),
    (_more_than(OFTEN, CROWD), Why.OFTEN, Fate.HELD, Fate.DROPPED),
    (lambda letter, seen: True, Why.LETTER, Fate.QUEUE, Fate.ASTRAY),
)


def judge(letter: Letter, seen: Seen, *, leadership: bool) -> Verdict:
    """Say what becomes of a letter to a leadership mailbox, or to any other address."""
    why, here, elsewhere = next((why, here, there) for fits, why, here, there in RULES if fits(letter, seen))
    if why is Why.LETTER and not leadership:
        why = Why.ASTRAY
    return Verdict(here if leadership else elsewhere, why)


def may_answer(letter: Letter) -> bool:
    """Say whether a courteous reply may go to who wrote it: one sender, proved, a person, and not ourselves (O1.6)."""
    by_machine = letter.marks & {Mark.LOOP, Mark.BOUNCE, Mark.AUTOMATIC, Mark.LIST}
    return letter.proof.proven is Proven.YES and len(letter.senders) == 1 and not by_machine
