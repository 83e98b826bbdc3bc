"""Protocol 02, handover: what the history says of a case to whoever is on shift next, for the giver to complete (O2.3).

It is read in another region, so every moment is said in UTC.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime

from sundial.protocol.because_said import name_of
from sundial.protocol.case import CaseState
from sundial.protocol.clock import Clock, Outcome
from sundial.protocol.document import Protocol
from sundial.protocol.facts import Fact, Opened, Reopened, Side, in_order
from sundial.protocol.promises import INSIDE
from sundial.protocol.states import asks, is_word

LONGEST = 240  # characters of somebody's words; all of them stand on the case
NEXT_STEP, QUESTIONS = "Next step:", "Open questions:"  # what only the giver knows
PROMISED = "Promised for your shift"
Words = Mapping[int, str]  # by the `seq` of the fact beside which they are kept


def prefilled(
    history: Sequence[Fact],
    clocks: Sequence[Clock],
    state: CaseState,
    words: Words,
    protocol: Protocol,
    pledged: Sequence[str] = (),
) -> str:
    """Return the packet of a case as short headed paragraphs, in one text.

    The two headings under which the giver writes; then where it stands, what was promised by word for the receiver's
    shift, what runs and by when, what it waits for, what was last said by either side. It depends on its arguments
    alone.
    """
    parts = (
        NEXT_STEP,
        QUESTIONS,
        f"Stands: {_stands(state, protocol)}.",
        _listed(PROMISED, iter(pledged)),
        _listed("Owed", _owed(clocks)),
        _listed("Waits for", _awaited(state, words, protocol)),
        _said("We last told the customer", [fact for fact in history if is_word(fact)], words),
        _said("They last wrote", [fact for fact in history if _is_theirs(fact)], words),
    )
    return "\n\n".join(part for part in parts if part)


def moment(at: datetime) -> str:
    """Say an instant so that it is read alike in every region: `Mon 2 Mar 14:05 UTC`."""
    there = at.astimezone(UTC)
    return f"{there:%a} {there.day} {there:%b %H:%M} UTC"


def _is_theirs(fact: Fact) -> bool:
    """Whether the customer said something by a fact: what they opened it with, or again, and each message."""
    taken_up = isinstance(fact.what, Reopened) and fact.by.side is Side.CUSTOMER
    return taken_up or isinstance(fact.what, Opened) or asks(fact)


def _stands(state: CaseState, protocol: Protocol) -> str:
    plan = protocol.plans.get(state.plan)
    waiting = protocol.statuses.get(state.waiting)
    waits = f", {waiting.title.lower()}" if waiting else ""
    return f"severity {state.severity}, {plan.name if plan else state.plan}, state {state.state}{waits}"


def _owed(clocks: Sequence[Clock]) -> Iterator[str]:
    """What runs for the customer, the nearest due time first; what other groups owe stands with what is waited for."""
    running = [one for one in clocks if one.ended_at is None and one.promise not in INSIDE]
    for clock in sorted(running, key=lambda one: (one.paused, one.due_at)):
        late = ", late" if clock.outcome is Outcome.BREACHED else ""
        yield f"{name_of(clock)}, paused" if clock.paused else f"{name_of(clock)} by {moment(clock.due_at)}{late}"


def _awaited(state: CaseState, words: Words, protocol: Protocol) -> Iterator[str]:
    for fix, date in state.fixes:
        yield f"fix {fix}, {moment(date) if date else 'without a date'}"
    for one in state.requests:
        question = _brief(words.get(one.seq, ""))
        asked = f": {question}" if question else ""
        yield f"{protocol.groups.get(one.group, one.group)}, an answer by {moment(one.due_at)}{asked}"


def _said(heading: str, facts: Sequence[Fact], words: Words) -> str:
    if not facts:
        return f"{heading}: nothing yet."
    last = in_order(tuple(facts))[-1]
    said = _brief(words.get(last.seq, ""))
    return f"{heading}, {moment(last.at)}{f': {said}' if said else '.'}"


def _listed(heading: str, lines: Iterator[str]) -> str:
    found = "\n".join(f"- {line}" for line in lines)
    return f"{heading}:\n{found}" if found else ""


def _brief(text: str) -> str:
    """Return words as one line, not too long, without the marks around what was pasted."""
    line = " ".join(word for word in text.split() if not word.startswith("```"))
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1].rstrip()}…"
