"""`sundial protocol show`: what triage goes by, the severity wizard, and what a case can wait under."""

from collections.abc import Iterator

from sundial.management.protocol.columns import table
from sundial.protocol.document import Complexity, Protocol, Question


def triage(protocol: Protocol) -> Iterator[str]:
    """Yield the complexities with the tier and skill that start on each, the skills, the groups that can be asked."""
    rows = [
        (one.title, _starts_on(one, protocol), one.wording, "; ".join(one.asks))
        for one in protocol.complexities.values()
    ]
    yield from table(("complexity", "starts on", "wording", "facts to have"), rows)
    yield ""
    yield f"Skills: {', '.join(protocol.skills.values()) or 'none'}"
    yield f"Groups: {', '.join(protocol.groups.values())}; each answers within {protocol.requests.within}"


def _starts_on(one: Complexity, protocol: Protocol) -> str:
    skill = protocol.skills[one.skill] if one.skill else ""
    return ", ".join(filter(None, (protocol.tiers[one.tier].title, skill)))


def questions(protocol: Protocol) -> Iterator[str]:
    """Yield what the wizard asks, in its order, and the severity that each answer settles."""
    rows = [(one.key, one.asks, str(one.yes), _no(one)) for one in protocol.questions]
    yield from table(("question", "asks", "yes", "no"), rows)


def _no(question: Question) -> str:
    return "the next question" if question.no is None else str(question.no)


def statuses(protocol: Protocol) -> Iterator[str]:
    """Yield what a case can wait under, and which promises stand still meanwhile."""
    rows = [(one.key, one.title, one.wording, ", ".join(one.pauses) or "nothing") for one in protocol.statuses.values()]
    yield from table(("status", "title", "wording", "pauses"), rows)
