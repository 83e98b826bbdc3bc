"""Protocol 08, the ladder: everybody whom O8 names hears of a rung, once, in the transaction of its fact (O8.1)."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from uuid import uuid4

from django.db.models import prefetch_related_objects

from sundial.commands.owed import Owed, words
from sundial.commands.recorded import Entry, Recorded
from sundial.commands.team_now import served_on, team_for_contacts
from sundial.models import AlertKind
from sundial.models.alerts import BACK, BACK_TO_NOBODY
from sundial.protocol.document import Protocol
from sundial.protocol.facts import Escalated, Fact, Messaged, Opened
from sundial.protocol.holders import Holder, Served, Team, Why
from sundial.protocol.ladder_hearing import (
    Climbed,
    climbed_of,
    having_again,
    hearing,
    is_of_the_ladder,
    is_unheard,
    stage,
)
from sundial.protocol.ladder_told import OPENED
from sundial.protocol.ladder_told_said import listed, note
from sundial.protocol.stand_in import Colleague

Among = tuple[Served, Team, Protocol]


def hear_of_the_ladder(cases: Iterable[Recorded], now: datetime) -> None:
    """Owe word of what happened on the ladder, and write on a case who was told of a rung, and each silence.

    The rota is read once for each wall, with the eyes of somebody inside, whoever acts.
    """
    teams: dict[tuple[str, ...], Team] = {}
    telling = [case for case in cases if any(is_of_the_ladder(fact.what) for fact in case.facts)]
    prefetch_related_objects([case.case for case in telling], "organization")
    for case in telling:
        assert case.terms is not None
        assert case.state is not None
        whom = served_on(case.case, case.history, case.owner)
        protocol = case.terms.revision(case.state.protocol)
        for fact, climbed in _heard_of(case, whom, protocol):
            team = teams.get(whom.regions) or teams.setdefault(whom.regions, team_for_contacts(now, whom))
            known = climbed.rung == OPENED or climbed.rung in protocol.ladder.rungs
            by = protocol if known else case.terms.revision(climbed.revision)  # the case was moved to one without it
            _hear(case, fact, climbed, (whom, team, by), now)


def _heard_of(case: Recorded, whom: Served, protocol: Protocol) -> Iterator[tuple[Fact, Climbed]]:
    for fact in case.facts:
        climbed = climbed_of(fact, case.history, case.clocks)
        if climbed and not is_unheard(fact.what, whom, protocol):
            yield fact, climbed


def _hear(case: Recorded, fact: Fact, climbed: Climbed, among: Among, now: datetime) -> None:
    """Owe word of one fact. Nobody hears of what they did themselves."""
    people = hearing(fact.what, climbed, *among)
    heard = [person for person in people if person.id != fact.by.id]
    case.alerts += (Owed(uuid4(), case.case.pk, fact, person, words(fact)) for person in heard)
    back = having_again(climbed, *among[:2])
    case.alerts += (_given_back(case, fact, one) for one in back if one.person.id not in {fact.by.id, *_ids(people)})
    if said := _said(fact, climbed, among, [*people, *back]):
        case.append(Entry(case.case.pk, Messaged(public=False, automatic=True), text=said), now)


def _given_back(case: Recorded, fact: Fact, one: Holder) -> Owed:
    text = BACK_TO_NOBODY if one.why is Why.STANDS_IN else BACK
    return Owed(uuid4(), case.case.pk, fact, one.person, text, AlertKind.SETTLED)


def _ids(people: Iterable[Colleague]) -> set[str]:
    return {person.id for person in people}


def _said(fact: Fact, climbed: Climbed, among: Among, told: Sequence[Colleague | Holder]) -> str:
    """Return what the case says of it to its team, "" for nothing."""
    if isinstance(fact.what, Escalated | Opened):
        return note(stage(climbed, *among), among[-1])
    standing_in = [one.person.name for one in told if isinstance(one, Holder) and one.why is Why.STANDS_IN]
    if standing_in:
        return f"The escalation is settled, and nobody has the case now: {listed(standing_in)} should see to that."
    return "" if told else f"Nobody could be told ({words(fact)}): nobody inside may answer, nor could stand in."
