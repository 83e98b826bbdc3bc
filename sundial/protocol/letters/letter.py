"""A letter as it was read: who says that they wrote it, the words, what hangs on it, what gives it away."""

from dataclasses import dataclass
from enum import StrEnum


class Mark(StrEnum):
    """What the headers or the shape of a letter say of it."""

    LOOP = "loop"  # we wrote it ourselves, or it has gone round too often
    BOUNCE = "bounce"  # it says that another letter did not arrive
    AUTOMATIC = "automatic"  # no person wrote it
    LIST = "list"  # it went to many
    LARGE = "large"  # only its head was taken in
    TANGLED = "tangled"  # its parts are not read: too many, or too deep
    GARBLED = "garbled"  # some of its characters could not be read


class Proven(StrEnum):
    """What our own mail server says about the sender's domain; of the person it says nothing."""

    YES = "yes"
    NO = "no"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Proof:
    """What is proved of the sender's domain, and by which words of our own mail server ("" where it said nothing)."""

    proven: Proven = Proven.NO
    says: str = ""


@dataclass(frozen=True, slots=True)
class Address:
    """An address in small letters, and the name beside it, which anybody can write."""

    address: str
    name: str = ""

    @property
    def domain(self) -> str:
        """The part behind the @."""
        return self.address.rpartition("@")[2]


@dataclass(frozen=True, slots=True)
class Attachment:
    """What hangs on a letter, by what it says of itself; it is never opened. `size` in bytes, about."""

    name: str
    kind: str
    size: int


@dataclass(frozen=True, slots=True)
class Letter:
    """What was read of a letter; all of it is what somebody wrote, and none of it is known.

    `senders` are those of From: none, one or several. `digest` is the same for one letter that comes twice by two ways.
    """

    message_id: str
    senders: tuple[Address, ...]
    subject: str
    text: str
    attachments: tuple[Attachment, ...]
    marks: frozenset[Mark]
    proof: Proof
    digest: str

    @property
    def sender(self) -> Address:
        """Who says that they wrote it; an empty address where nobody does."""
        return self.senders[0] if self.senders else Address("")
