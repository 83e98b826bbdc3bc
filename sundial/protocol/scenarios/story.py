"""What a scenario is once it has been read, and what comes of it when it is told to the fold."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sundial.protocol.facts import Fact
from sundial.protocol.promises import Promise
from sundial.protocol.terms import Terms

Told = datetime | str | int | bool | None  # what can be said of a clock; None: it has no such thing


@dataclass(frozen=True, slots=True)
class Expected:
    """One clock as it was worked out by hand, and why it is so; `told` holds what is said of it, by key."""

    promise: Promise
    cycle: int
    reason: str
    told: Mapping[str, Told]


@dataclass(frozen=True, slots=True)
class Scenario:
    """One story: a history under its terms, and every clock that it should come to.

    `as_of` is when its clocks are looked at (UTC; None where nothing is said of that), `zone` the one in which it is
    written. With `refused` the history cannot be, and these words are in the reason.
    """

    name: str
    why: str
    proves: tuple[str, ...]
    zone: ZoneInfo
    history: tuple[Fact, ...]
    terms: Terms
    expect: tuple[Expected, ...] = ()
    as_of: datetime | None = None
    refused: str = ""


@dataclass(frozen=True, slots=True)
class Difference:
    """What a story expects of one clock, and what came: `clock` and `key` say of what, `steps` how it was computed.

    `reason` is that of the story, "" for a clock that it does not know.
    """

    clock: str
    key: str
    expected: str
    came: str
    reason: str = ""
    steps: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.clock}, {self.key}: expected {self.expected}, came {self.came}"


@dataclass(frozen=True, slots=True)
class Verdict:
    """A scenario and all in which the fold differs from it."""

    scenario: Scenario
    differences: tuple[Difference, ...]

    @property
    def kept(self) -> bool:
        """Whether the fold says what the story says."""
        return not self.differences


class ScenarioError(ValueError):
    """A file of scenarios cannot be read; a problem names the scenario, the key, what was found and what is allowed."""

    def __init__(self, file: str, problems: Sequence[str]) -> None:
        self.file = file
        self.problems = tuple(problems)
        super().__init__("\n".join(f"{file}: {problem}" for problem in self.problems))
