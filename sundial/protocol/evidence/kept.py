"""What an evidence pack is made of: taken out of memory as it is kept there, nothing of it computed."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

from sundial.protocol.facts import Fact


@dataclass(frozen=True, slots=True)
class Said:
    """A fact with its words, their salt (hex) and digest, and its link in the chain.

    Where the words are left out, or were erased, `text` and `salt` are "" and the digest alone is there.
    """

    fact: Fact
    hash: str
    digest: str = ""
    text: str = ""
    salt: str = ""


@dataclass(frozen=True, slots=True)
class Kept:
    """One case as it is kept, in plain JSON values but for its facts.

    `documents` are the revisions that the history names, by their digests, as they were written down; `people` is
    everybody who is named by an id; `alerts` are what was owed to whom, and how far it came; `edition` is what
    `made_with` says.
    """

    case: Mapping[str, str]
    facts: tuple[Said, ...]
    documents: Mapping[str, Any]
    people: Mapping[str, Any]
    alerts: tuple[Any, ...]
    edition: Mapping[str, str]

    @property
    def history(self) -> tuple[Fact, ...]:
        """The facts alone."""
        return tuple(one.fact for one in self.facts)


def made_with() -> Mapping[str, str]:
    """Return the edition of Sundial and that of the time zones: with others the same facts might read differently."""
    return {"sundial": version("sundial"), "zones": f"tzdata {version('tzdata')}"}
