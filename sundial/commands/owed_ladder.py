"""Protocol 08, the ladder: everybody whom O8 names hears of a rung, once, in the transaction of its fact (O8.1)."""

from collections.abc import Iterable
from datetime import datetime
from uuid import uuid4

from sundial.commands.owed import Owed, words
from sundial.commands.recorded import Entry, Recorded
from sundial.commands.team_now import served_on, team_for_contacts
from sundial.protocol.document import Protocol
from sundial.protocol.facts import Escalated, Fact, Messaged
from sundial.protocol.holders import Served, Team
from sundial.protocol.ladder_hearing import Climbed, climbed_of, hearing, is_of_the_ladder
from sundial.protocol.ladder_told import alerted
from sundial.protocol.ladder_told_said import note


def hear_of_the_ladder(cases: Iterable[Recorded], now: datetime) -> None:
    """Owe word of what happened on the ladder, and write on a case who was told of a rung, and each silence.

    The rota is read once for each wall, with the eyes of somebody inside, whoever acts.
    """
    teams: dict[tuple[str, ...], Team] = {}
    for case in cases:
        facts = [
            (fact, climbed_of(fact, case.history, case.clocks)) for fact in case.facts if is_of_the_ladder(fact.what)
        ]
        if not facts:
            continue
        assert case.terms is not None
        assert case.state is not None
        whom = served_on(case.case, case.history, case.owner)
        team = teams.get(whom.regions) or teams.setdefault(whom.regions, team_for_contacts(now, whom))
        for fact, climbed in facts:
            if climbed:
                _hear(case, fact, climbed, (whom, team, case.terms.revision(case.state.protocol)), now)


def _hear(case: Recorded, fact: Fact, climbed: Climbed, team: tuple[Served, Team, Protocol], now: datetime) -> None:
    """Owe word of one fact. Nobody hears of what they did themselves."""
    people = hearing(fact.what, climbed, *team)
    heard = [person for person in people if person.id != fact.by.id]
    case.alerts += (Owed(uuid4(), case.case.pk, fact, person, words(fact)) for person in heard)
    said = ""
    if isinstance(fact.what, Escalated):
        said = note(alerted(climbed.rung, *team), team[-1])
    elif not people:
        said = f"Nobody could be told ({words(fact)}): nobody inside may answer, nor could anybody stand in."
    if said:
        case.append(Entry(case.case.pk, Messaged(public=False, automatic=True), text=said), now)
