"""Play the demo through the verbs at its own past times, with clockwork looking in between.

Nothing that is shown is typed in: due times, warnings, breaches, alerts and drafts come from the fold of all of it.
"""

import heapq
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from functools import partial
from itertools import count

from sundial.commands.cases import NewCase, open_case
from sundial.commands.comforting import ask_who_is_due
from sundial.commands.messages import reply
from sundial.commands.sla import say
from sundial.commands.splitting import split
from sundial.management.demo.acting import Scene, act
from sundial.management.demo.climbing import CLIMBING, asked_next
from sundial.management.demo.deciding import decide
from sundial.management.demo.moments import Moments
from sundial.management.demo.planned import Decided
from sundial.management.demo.stories import Beat, Story
from sundial.models import Alert, Case, Clock, Person, history_of, protocol_in_force
from sundial.protocol.asks import own_words
from sundial.protocol.document import Question
from sundial.protocol.promises import Promise
from sundial.protocol.severity import answers_as_text, ways

SPARE = (
    "No change since my last message; I keep at it, and you hear from me in time.",
    "Still at work on it. Nothing is needed from you at the moment.",
    "The last check took longer than planned; its result comes with the next update.",
)
UPDATES = (Promise.DIAGNOSIS_UPDATE, Promise.FIX_RELEASE)  # what comes again, where it is not about a determination
LEAD = timedelta(minutes=25)  # how long before the due time an update is said that keeps it, at most
TRIAGED_AFTER = timedelta(minutes=3)
Act = Callable[[], object]


class Telling:
    """One case while it is told, with the updates that are left to say; a case that breaks has no others to spare."""

    def __init__(self, story: Story) -> None:
        self.story = story
        self.case: Case | None = None
        self.updates = deque(story.updates)

    def next_words(self) -> str:
        """Return what is said to keep a promise; "" to let it break."""
        if not self.updates and not self.story.breaks:
            self.updates.extend(SPARE)
        return self.updates.popleft() if self.updates else ""

    @property
    def keeps(self) -> bool:
        """Whether its owner has something left to say."""
        return bool(self.story.owner and (self.updates or not self.story.breaks))


class Play:
    """Every story and every decision at once, in the order of time, up to `until`."""

    def __init__(
        self, told: Iterable[Story], decided: Iterable[Decided], people: dict[str, Person], moments: Moments
    ) -> None:
        self.people, self.moments, self.until = people, moments, moments.now
        self.order = count()
        self.agenda: list[tuple[datetime, int, Act]] = []
        for one in decided:
            self.plan(one.at, partial(decide, one, people[one.who]))
        self.tellings = [Telling(story) for story in told]
        self.by_key = {telling.story.key: telling for telling in self.tellings}
        for telling in self.tellings:
            self.plan_story(telling)
        self.at = self.agenda[0][0]

    def plan(self, at: datetime, act: Act) -> None:
        """Put something on the agenda; of one moment in the order in which it was put there."""
        heapq.heappush(self.agenda, (at, next(self.order), act))

    def plan_story(self, telling: Telling) -> None:
        """Put a case on the agenda: its opening, its triage if it has an owner, its beats."""
        story = telling.story
        self.plan(story.opened_at, partial(self.begin, telling))
        if story.owner and not any(beat.verb == "triage" for beat in story.beats):
            at = story.opened_at + TRIAGED_AFTER
            self.plan(at, partial(self.perform, telling, Beat(at, story.owner, "triage", "")))
        for beat in story.beats:
            self.plan(beat.at, partial(self.perform, telling, beat))

    def run(self) -> Iterator[datetime]:
        """Play to the end, yielding each instant at which something was done."""
        while step := self.next_step():
            self.at, do = step
            look_until(self.at)
            do()
            yield self.at
        look_until(self.until)
        mine = timedelta(seconds=protocol_in_force(self.until).alerts.mine_for.seconds)
        # whom the past called were there, and have it; what is open after that time is asked again, as of any desk
        Alert.objects.filter(asks_at__lte=self.until).update(asks_at=self.until + mine)

    def next_step(self) -> tuple[datetime, Act] | None:
        """Return what comes next: an update that keeps a promise, where one is wanted before the agenda goes on."""
        upcoming = self.agenda[0][0] if self.agenda else self.until
        updates = [one for one in self.updates() if one[0] < upcoming]
        if updates:
            return min(updates, key=lambda one: one[0])
        if not self.agenda:
            return None
        at, _, do = heapq.heappop(self.agenda)
        return at, do

    def updates(self) -> Iterator[tuple[datetime, Act]]:
        """Yield the updates that are wanted: of promises that would break before the story itself answers."""
        rows = Clock.objects.running().filter(promise__in=UPDATES, about=0, due_at__gt=self.at, due_at__lt=self.until)
        running = {case: times for case, *times in rows.values_list("case_id", "started_at", "due_at")}
        for telling in self.tellings:
            times = running.get(telling.case.pk) if telling.case else None
            if times and telling.keeps and not telling.story.answers(self.at, times[1]):
                start, due = times
                at = due - min(LEAD, (due - start) / 4)
                yield max(at, self.at), partial(self.keep, telling, max(at, self.at))

    def keep(self, telling: Telling, at: datetime) -> None:
        """Say an update."""
        assert telling.case is not None
        reply(telling.case, by=self.people[telling.story.owner], text=telling.next_words(), now=at)

    def perform(self, telling: Telling, beat: Beat) -> None:
        """Do what a beat says; what is refused says where."""
        assert telling.case is not None
        others = {key: other.case for key, other in self.by_key.items() if other.case}
        try:
            act(Scene(telling.case, beat, telling.story, self.people, others, self.moments))
        except Exception as error:
            error.add_note(f"{telling.story.subject}: {beat}")
            raise
        if beat.verb in CLIMBING:
            self.plan_comfort(telling.case)

    def plan_comfort(self, case: Case) -> None:
        """Put the next question whether a customer is comfortable on the agenda."""
        at = asked_next(case)
        if at is not None and at <= self.until:
            self.plan(at, partial(self.ask_comfort, case, at))

    def ask_comfort(self, case: Case, at: datetime) -> None:
        """Ask it, unless they have said so meanwhile, and plan to remind them."""
        ask_who_is_due(at)
        self.plan_comfort(case)

    def begin(self, telling: Telling) -> None:
        """Open the case: in the portal, by a call, or out of another."""
        story = telling.story
        if story.split_from:
            telling.case = self.split_off(story)
            return
        answers = wizard(story.severity, self.moments.protocol.questions) if not story.called else ()
        channel = "phone" if story.called else "portal"
        new = NewCase(
            story.subject, story.text, story.severity, story.product, story.version, channel=channel, answers=answers
        )
        contact = self.people[story.contact]
        by = self.people[story.called] if story.called else contact
        telling.case = open_case(new, contact=contact, by=by, now=story.opened_at).case

    def split_off(self, story: Story) -> Case:
        """Begin a case with what its customer wrote last on another."""
        other = self.by_key[story.split_from].case
        assert other is not None
        seq = own_words(history_of(other.pk))[0].seq
        by = self.people[story.owner]
        return split(other, seq, subject=story.subject, severity=story.severity, by=by, now=story.opened_at).case


def wizard(severity: int, questions: tuple[Question, ...]) -> tuple[str, ...]:
    """Return the answers by which the wizard proposes a severity."""
    return next(answers_as_text(way.answers) for way in ways(questions) if way.severity == severity)


def look_until(until: datetime) -> None:
    """Look at the clocks as clockwork does, at each instant at which one of them wanted it."""
    while clock := Clock.objects.filter(check_at__lte=until).order_by("check_at").first():
        assert clock.check_at is not None
        due = Clock.objects.filter(check_at=clock.check_at).values_list("pk", flat=True)
        say(list(due), now=clock.check_at)
