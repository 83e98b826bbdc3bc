"""Protocol 08: who is told of a rung, and why, as lines for a page, a terminal and the case itself (O8.1, O8.6)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sundial.protocol.document import Protocol
from sundial.protocol.holders_said import says
from sundial.protocol.ladder_told import OPENED, Alerted, Hearer, Named, Part

VERBS = {Part.ANSWERS: "answers", Part.OWNS: "owns it", Part.INFORMED: "is informed", Part.TOLD: "is told"}
WAYS = {
    "case-update": "A request on the case",
    "button": "Escalate to Management",
    "phone": "A call for the Duty Manager",
    "email": "A message to support leadership",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One reason: what they do (`answers and owns it`), for which role, and how they come to it."""

    verbs: str
    role: str
    how: str


def stage_of(number: int, protocol: Protocol) -> str:
    """Return what a stage of the ladder is: `A call for the Duty Manager`."""
    return "Case opened" if number == OPENED else WAYS[protocol.ladder.rungs[number].way]


def lines(hearer: Hearer, protocol: Protocol) -> tuple[Line, ...]:
    """Return the reasons why somebody is told, each role once with all that it is named for."""
    found: dict[tuple[str, str], list[str]] = {}
    for one in hearer.reasons:
        verbs = found.setdefault((role_of(one.named, protocol), says(one.holder, protocol)), [])
        verbs.append(VERBS[one.named.part])
    return tuple(Line(listed(list(dict.fromkeys(verbs))), *about) for about, verbs in found.items())


def empty(found: Alerted, protocol: Protocol) -> tuple[str, ...]:
    """Say for which roles that nobody has others stand in: `Dan stands in for A and B`, a line for the same people."""
    by_names: dict[tuple[str, ...], list[str]] = {}
    for one in found.stood_in:
        names = tuple(holder.person.name for holder in one.holders)
        by_names.setdefault(names, []).append(role_of(one.named, protocol))
    return tuple(
        f"{listed(names)} {'stands' if len(names) == 1 else 'stand'} in for {listed(list(dict.fromkeys(roles)))}"
        for names, roles in by_names.items()
    )


def silent(found: Alerted, protocol: Protocol) -> tuple[str, ...]:
    """Return the roles for which nobody can be told, each once."""
    return _each(role_of(one.named, protocol) for one in found.silences)


def not_applicable(found: Alerted, protocol: Protocol) -> tuple[str, ...]:
    """Return the roles that the customer, or the case, has nobody for."""
    return _each(role_of(one.named, protocol) for one in found.roles if not one.applies)


def note(found: Alerted, protocol: Protocol) -> str:
    """Say on the case who was told of a rung and why, who stood in, and for whom nobody could be found (O8.6).

    Of the opening only what is not as it should be; "" where all is.
    """
    told = [f"{hearer.person.name}: {_reasons(hearer, protocol)}" for hearer in found.people]
    paragraphs = [f"Told of rung {found.number}:", "\n".join(f"- {one}" for one in told)] if told else []
    if found.number == OPENED:
        paragraphs = [f"Told that the case was opened: {one}." for one in empty(found, protocol)]
    for role in silent(found, protocol):
        paragraphs.append(f"Nobody could be told as {role}: nobody inside has it, nor could stand in.")
    return "\n\n".join(paragraphs)


def _reasons(hearer: Hearer, protocol: Protocol) -> str:
    return "; ".join(f"{one.verbs}, {one.role} ({one.how})" for one in lines(hearer, protocol))


def role_of(named: Named, protocol: Protocol) -> str:
    """Return a role by its title, and of another group which one: `Leaders of other groups ...: Cloud Ops`."""
    return f"{named.title}: {protocol.groups.get(named.group, named.group)}" if named.group else named.title


def listed(words: Sequence[str], word: str = "and") -> str:
    """Return words as a sentence has them: `one, two and three`."""
    return "".join(words) if len(words) < 2 else f"{', '.join(words[:-1])} {word} {words[-1]}"


def _each(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words))
