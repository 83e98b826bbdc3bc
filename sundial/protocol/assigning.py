"""Protocol 02 and 03: who should take a case, and why not the others (O2.2, O2.4, O3.2, O3.5).

Whoever stands outside the wall is not weighed at all, and so not named (O2.7). Whoever is away takes nothing. The
others are passed over for a reason that a person can read, and can still be chosen by hand.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sundial.protocol.languages import speaks
from sundial.protocol.on_duty import of_support
from sundial.protocol.presence import Presence
from sundial.protocol.staffing import ENGINEER, outside
from sundial.protocol.stand_in import Colleague

WEIGHT = {1: 4, 2: 3, 3: 2, 4: 1}  # what an open case weighs, by its severity: how a list is ordered, not a target
READY = tuple(Presence)


class Not(StrEnum):
    """Why somebody is passed over, the plainest first; of AWAY and SAID_AWAY nobody is assigned anything."""

    AWAY = "away"  # time off
    SAID_AWAY = "said-away"
    HAS_IT = "has-it"
    ROLE = "role"  # no support engineer
    REGION = "region"  # not of the region that has the case now
    OFF_SHIFT = "off-shift"
    SKILL = "skill"
    TIER = "tier"  # below the one at which it starts


TAKES_NOTHING = frozenset({Not.AWAY, Not.SAID_AWAY})


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a case wants: designated regions (() for no wall), the region that has it, tier (0: any) and skill ("").

    `languages` are those of the contact, `owner` whoever has it, by id.
    """

    region: str
    regions: tuple[str, ...] = ()
    tier: int = 0
    skill: str = ""
    product: str = ""
    languages: tuple[str, ...] = ()
    owner: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One of the staff, with what is weighed: until when they are on shift (on call, away; None: not), load, presence.

    `cases` are their open ones and `load` what these weigh; `knows` are the cases of this product that they had of
    late. All three are counted as their reader sees them.
    """

    person: Colleague
    tier: int = 0
    skills: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    on_shift: datetime | None = None
    on_call: datetime | None = None
    away: datetime | None = None
    presence: Presence = Presence.UNSEEN
    cases: int = 0
    load: int = 0
    knows: int = 0


@dataclass(frozen=True, slots=True)
class Weighed:
    """Somebody with why they are passed over; () for whoever fits."""

    candidate: Candidate
    why_not: tuple[Not, ...] = ()

    @property
    def may_take(self) -> bool:
        """Whether they can be chosen by hand all the same."""
        return not TAKES_NOTHING & set(self.why_not) and Not.HAS_IT not in self.why_not


@dataclass(frozen=True, slots=True)
class Ranking:
    """Who fits, the best first; and who is passed over, the nearest first."""

    fits: tuple[Weighed, ...]
    passed_over: tuple[Weighed, ...]

    @property
    def first(self) -> Candidate | None:
        """Who should take it; None where nobody fits."""
        return self.fits[0].candidate if self.fits else None

    def of(self, person: str) -> Weighed | None:
        """Return what is said of somebody, by their id; None for who is not weighed."""
        return next((one for one in (*self.fits, *self.passed_over) if one.candidate.person.id == person), None)


def ranked(candidates: Iterable[Candidate], wanted: Wanted) -> Ranking:
    """Rank who should take a case; nobody outside its wall and nobody of another group is in it."""
    inside = [one for one in candidates if of_support(one.person) and not outside(one.person, wanted.regions)]
    weighed = [Weighed(one, _why_not(one, wanted)) for one in inside]
    fits = sorted((one for one in weighed if not one.why_not), key=lambda one: _place(one.candidate, wanted))
    others = sorted((one for one in weighed if one.why_not), key=lambda one: _nearness(one, wanted))
    return Ranking(tuple(fits), tuple(others))


def weight(severities: Iterable[int]) -> int:
    """Return what open cases of these severities weigh together."""
    return sum(WEIGHT.get(severity, 1) for severity in severities)


def speaks_one(candidate: Candidate, languages: Sequence[str]) -> str:
    """Return the first of some languages that somebody speaks; "" for none."""
    return next((one for one in languages if speaks(candidate.languages, one.partition("-")[0])), "")


def _why_not(one: Candidate, wanted: Wanted) -> tuple[Not, ...]:
    asked = {
        Not.AWAY: one.away is not None,
        Not.SAID_AWAY: one.presence is Presence.AWAY,
        Not.HAS_IT: one.person.id == wanted.owner,
        Not.ROLE: one.person.role != ENGINEER,
        Not.REGION: one.person.region != wanted.region,
        Not.OFF_SHIFT: one.on_shift is None and one.on_call is None,
        Not.SKILL: bool(wanted.skill) and wanted.skill not in one.skills,
        Not.TIER: one.tier < wanted.tier,
    }
    return tuple(reason for reason, holds in asked.items() if holds)


def _place(one: Candidate, wanted: Wanted) -> tuple[object, ...]:
    """Return what those who fit are put in order by: on shift, ready, no higher tier than needed, language, load."""
    foreign = bool(wanted.languages) and not speaks_one(one, wanted.languages)
    above = one.tier - wanted.tier if wanted.tier else 0
    ready = READY.index(one.presence)
    return one.on_shift is None, ready, above, foreign, one.load, -one.knows, one.person.name, one.person.id


def _nearness(one: Weighed, wanted: Wanted) -> tuple[object, ...]:
    return not one.may_take, len(one.why_not), _place(one.candidate, wanted)
