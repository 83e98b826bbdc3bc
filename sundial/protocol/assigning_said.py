"""Why somebody should take a case, or why they are passed over, in words for a person (O3.2)."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from sundial.protocol.assigning import Candidate, Not, Wanted, Weighed, speaks_one
from sundial.protocol.document import Protocol


@dataclass(frozen=True, slots=True)
class Words:
    """How a document's keys, an instant and a language's tag are said."""

    protocol: Protocol
    moment: Callable[[datetime], str]
    language: Callable[[str], str]

    def region(self, key: str) -> str:
        """Return a region by its name."""
        found = self.protocol.regions.get(key)
        return found.name if found else key or "no region"

    def skill(self, key: str) -> str:
        """Return a skill by its title."""
        return self.protocol.skills.get(key, key)

    def role(self, key: str) -> str:
        """Return a role by its title."""
        found = self.protocol.roles.get(key)
        return found.title if found else key


def for_them(one: Candidate, wanted: Wanted, words: Words) -> list[str]:
    """Say what speaks for somebody: `on shift in EMEA until 16:00`, `knows Content scanning`, `tier 2`.

    Nothing that comes of their cases is in it: it is kept on the case, where others read it who see fewer (O2.7).
    """
    return [*_there(one, words), *_able(one, wanted, words)]


def had(one: Candidate, wanted: Wanted) -> str:
    """Say what their cases say of them, as one reader sees these: `4 open cases, had cases of Scanner lately`."""
    many = "no open case" if not one.cases else f"{one.cases} open case{'' if one.cases == 1 else 's'}"
    return f"{many}, had cases of {wanted.product} lately" if one.knows else many


def against(one: Weighed, wanted: Wanted, words: Words) -> str:
    """Say why somebody is passed over: `off shift; lacks Mail gateways`; "" for who is not."""
    return "; ".join(_against(reason, one.candidate, wanted, words) for reason in one.why_not)


def _against(reason: Not, one: Candidate, wanted: Wanted, words: Words) -> str:
    if reason is Not.AWAY and one.away:
        return f"away until {words.moment(one.away)}"
    if reason is Not.TIER:
        return f"{f'tier {one.tier}' if one.tier else 'of no tier'}, and it starts at tier {wanted.tier}"
    return {
        Not.SAID_AWAY: "says that they are away",
        Not.HAS_IT: "has it now",
        Not.ROLE: f"is {words.role(one.person.role)}, no engineer",
        Not.REGION: f"works in {words.region(one.person.region)}",
        Not.OFF_SHIFT: "off shift",
        Not.SKILL: f"lacks {words.skill(wanted.skill)}",
    }[reason]


def _there(one: Candidate, words: Words) -> Iterator[str]:
    until = one.on_shift or one.on_call
    if until:
        duty = "on shift" if one.on_shift else "on call"
        yield f"{duty} in {words.region(one.person.region)} until {words.moment(until)}"


def _able(one: Candidate, wanted: Wanted, words: Words) -> Iterator[str]:
    if wanted.skill and wanted.skill in one.skills:
        yield f"knows {words.skill(wanted.skill)}"
    if one.tier:
        yield f"tier {one.tier}"
    if language := speaks_one(one, wanted.languages):
        yield f"speaks {words.language(language)}"
