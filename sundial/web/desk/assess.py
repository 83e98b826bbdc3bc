"""What the page of triage offers: complexities and what they ask, severities and what they change, who could start."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count

from sundial.commands.answered_for import absent
from sundial.models import Case, Person
from sundial.protocol.assessed import said_by_customer
from sundial.protocol.document import Complexity, Protocol, Question, Severity
from sundial.protocol.facts import Opened, SeverityChanged, Side
from sundial.protocol.severity import AnswerError, answers_from_text, severity_by
from sundial.web.access import SignedIn, inside, wall_of
from sundial.web.desk import people
from sundial.web.effects import shifts
from sundial.web.promises import Reading

STARTERS = 3  # people who are suggested for a complexity
LETTERS = "abcdefghi"


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody to whom the case can be given: the open cases of theirs that the reader may see, and if they are away.

    Who is away is listed and marked, and is refused like everywhere else, save who takes it themselves.
    """

    id: UUID
    name: str
    tier: int | None
    region: str
    load: int
    away: bool = False

    @property
    def says(self) -> str:
        return f"{self.name}, {self.load or 'none'} open{', away' if self.away else ''}"


@dataclass(frozen=True, slots=True)
class Hard:
    """One complexity: what it asks, the skill that it wants, who could start, the key that chooses it."""

    what: Complexity
    skill: str
    starters: str
    key: str


@dataclass(frozen=True, slots=True)
class Grave:
    """One severity: whether the customer said it, whether it stands now, and what it would change."""

    what: Severity
    said: bool
    stands: bool
    says: str


@dataclass(frozen=True, slots=True)
class Told:
    """What the wizard asked, and what the customer answered; `came_to` is what that settles, None: nothing."""

    answers: tuple[tuple[str, str], ...]
    came_to: int | None


def offered(request: SignedIn, case: Case, reading: Reading) -> dict[str, Any]:
    """Return what can be chosen on the page of triage."""
    staff = colleagues(case, request.user, request.now)
    return {
        "complexities": complexities(reading.protocol, staff, case),
        "severities": severities(reading, request),
        "skills": tuple(reading.protocol.skills.items()),
        "follows": any(one.skill for one in reading.protocol.complexities.values()),
        "tiers": by_tier(staff, reading.protocol),
        "told": told(reading),
    }


def colleagues(case: Case, person: Person, now: datetime) -> list[Colleague]:
    """Return those inside the wall who could own the case: who is there, the nearest region, who has least (O2.7)."""
    open_cases = Case.objects.open().filter(inside(wall_of(person)), owner__isnull=False)
    loads = dict(open_cases.values_list("owner_id").annotate(Count("pk")))
    rows = people.could_own(case).values_list("pk", "name", "tier", "region")
    away = absent(now)
    found = [Colleague(pk, name, tier, where, loads.get(pk, 0), str(pk) in away) for pk, name, tier, where in rows]
    return sorted(found, key=lambda one: (one.away, one.region != case.home_region, one.load, one.name))


def by_tier(staff: Sequence[Colleague], protocol: Protocol) -> list[tuple[str, list[Colleague]]]:
    """Part colleagues by their tier; who has none comes last."""
    titles: Mapping[int | None, str] = {number: tier.title for number, tier in protocol.tiers.items()}
    parted = [(title, [one for one in staff if one.tier == number]) for number, title in titles.items()]
    return [(title, some) for title, some in [*parted, ("Others", [o for o in staff if o.tier not in titles])] if some]


def complexities(protocol: Protocol, staff: Sequence[Colleague], case: Case) -> tuple[Hard, ...]:
    """Return the complexities of the document, each with who could start: its tier or above (O3.2)."""
    each = zip(protocol.complexities.values(), LETTERS, strict=False)
    return tuple(
        Hard(what, protocol.skills.get(what.skill or "", ""), _starters(what, staff, case), key) for what, key in each
    )


def severities(reading: Reading, request: SignedIn) -> tuple[Grave, ...]:
    """Return the severities, each with what a change to it would do to what is owed (O6.8)."""
    said, now = said_by_customer(reading.history), reading.state.severity
    return tuple(
        Grave(what, number == said, number == now, "" if number == now else _effect(number, reading, request))
        for number, what in reading.protocol.severities.items()
    )


def told(reading: Reading) -> Told | None:
    """Return what the wizard was told when the case was opened; None if it was not asked."""
    opened = reading.history[0].what
    texts = opened.answers if isinstance(opened, Opened) else ()
    try:
        answers = answers_from_text(texts)
    except AnswerError:
        return None
    questions: Sequence[Question] = reading.protocol.questions
    asked = {question.key: question.asks for question in questions}
    said = tuple((asked.get(key, key), "Yes" if answer else "No") for key, answer in answers.items())
    return Told(said, severity_by(questions, answers)) if said else None


def _starters(what: Complexity, staff: Sequence[Colleague], case: Case) -> str:
    able = [one for one in staff if one.tier and one.tier >= what.tier and not one.away]
    first = sorted(able, key=lambda one: (one.tier or 0, one.region != case.home_region, one.load, one.name))
    return ", ".join(one.name for one in first[:STARTERS])


def _effect(severity: int, reading: Reading, request: SignedIn) -> str:
    """Say what a change would do to the promise that comes next: `update stays 15:50`."""
    moved = shifts(reading, SeverityChanged(severity), Side.STAFF, request.now, request.zone)
    return f"{moved[0].line.brief.lower()} {moved[0].row}" if moved else "nothing runs that could move"
