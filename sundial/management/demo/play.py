"""Play the demo's cases through the verbs at their own past times, with clockwork looking in between.

Nothing that is shown is typed in: due times, warnings, breaches and alerts come from the fold of what is played.
"""

import heapq
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import chain, count, cycle

from sundial.commands.cases import NewCase, close, open_case, reopen, resolve
from sundial.commands.messages import note, reply
from sundial.commands.record import Recorded
from sundial.commands.sla import say
from sundial.commands.team import take
from sundial.management.demo.stories import Beat, Story
from sundial.models import Case, Clock, Person
from sundial.protocol.promises import Promise

SPARE = (
    "No change since my last message; I keep at it, and you hear from me in time.",
    "Still at work on it. Nothing is needed from you at the moment.",
    "The last check took longer than planned; its result comes with the next update.",
)
VERBS: dict[str, Callable[..., Recorded]] = {"say": reply, "note": note, "resolve": resolve, "reopen": reopen}
LEAD = timedelta(minutes=25)  # how long before the due time an update is said that keeps it, at most


@dataclass
class Telling:
    """One case while it is told: what is still to come, and the due time that the next update would keep."""

    story: Story
    case: Case | None = None
    told: int = 0
    updates: Iterator[str] = field(default_factory=lambda: iter(()))
    due_at: datetime | None = None

    def next_answer(self) -> datetime | None:
        """Return when the story itself next answers the customer."""
        return next((beat.at for beat in self.story.beats[self.told :] if beat.answers and self._ours(beat)), None)

    def _ours(self, beat: Beat) -> bool:
        return beat.verb == "resolve" or beat.who != self.story.contact


class Play:
    """Every story at once, in the order of time, up to `until`."""

    def __init__(self, stories: tuple[Story, ...], people: dict[str, Person], until: datetime) -> None:
        self.people, self.until = people, until
        self.order = count()
        self.agenda: list[tuple[datetime, int, Telling, Beat | datetime | None]] = []
        for story in stories:
            telling = Telling(story, updates=chain(story.updates, () if story.breaks else cycle(SPARE)))
            self.plan(story.opened_at, telling, None)
            for beat in story.beats:
                self.plan(beat.at, telling, beat)

    def plan(self, at: datetime, telling: Telling, act: Beat | datetime | None) -> None:
        """Put on the agenda: a beat, an update that keeps the promise of this due time, or None to open the case."""
        heapq.heappush(self.agenda, (at, next(self.order), telling, act))

    def run(self) -> Iterator[datetime]:
        """Play to the end, yielding each instant at which something was done."""
        while self.agenda:
            at, _, telling, act = heapq.heappop(self.agenda)
            look_until(at)
            self.do(telling, act, at)
            yield at
        look_until(self.until)

    def do(self, telling: Telling, act: Beat | datetime | None, at: datetime) -> None:
        """Do one thing, and see to it that the next promise is kept where the story has words for that."""
        if isinstance(act, datetime):
            if act != telling.due_at:
                return  # the story answered meanwhile
            words = next(telling.updates, None)
            if words is None:
                return  # this promise is to break
            act = Beat(at, telling.story.owner, "say", words)
        elif act:
            telling.told += 1
        recorded = self.act(telling.case, act) if act else self.begin(telling, at)
        telling.due_at = update_due(recorded)
        if telling.due_at and self.is_wanted(telling):
            self.plan(telling.due_at - min(LEAD, (telling.due_at - at) / 4), telling, telling.due_at)

    def begin(self, telling: Telling, at: datetime) -> Recorded:
        """Open the case, and give it its owner."""
        story = telling.story
        contact = self.people[story.contact]
        new = NewCase(story.subject, story.text, story.severity, story.product)
        recorded = open_case(new, contact=contact, by=contact, now=at)
        telling.case = recorded.case
        taken = take(recorded.case, by=self.people[story.owner], now=at) if story.owner else None
        return taken or recorded

    def act(self, case: Case | None, beat: Beat) -> Recorded:
        """Do what a beat says, as the one who does it."""
        assert case is not None
        who = self.people[beat.who]
        if beat.verb == "close":
            return close(case, by=who, now=beat.at)
        return VERBS[beat.verb](case, by=who, text=beat.text, now=beat.at)

    def is_wanted(self, telling: Telling) -> bool:
        """Whether a promise would break before the story itself answers."""
        due, answer = telling.due_at, telling.next_answer()
        return bool(telling.story.owner and due and due < self.until and (answer is None or answer > due))


def look_until(until: datetime) -> None:
    """Look at the clocks as clockwork does, at each instant at which one of them wanted it."""
    while clock := Clock.objects.filter(check_at__lte=until).order_by("check_at").first():
        assert clock.check_at is not None
        due = Clock.objects.filter(check_at=clock.check_at).values_list("pk", flat=True)
        say(list(due), now=clock.check_at)


def update_due(recorded: Recorded) -> datetime | None:
    """Return when the update that runs on the case falls due, if one runs."""
    running = (clock for clock in recorded.clocks if clock.ended_at is None)
    return next((clock.due_at for clock in running if clock.promise is Promise.DIAGNOSIS_UPDATE), None)
