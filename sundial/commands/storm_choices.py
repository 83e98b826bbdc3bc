"""Protocol 08, delivery: when the letter of a storm leaves for each who hears, as they chose (O8.6).

It answers of thousands what `jobs/deliver.py` answers of one: nothing for whom hears of such things by no way; after
quiet hours for whom is quiet, unless they must act or are on duty; at a set time where they chose one, and hear of such
things by mail alone; else in a moment. Whoever is quiet and named a stand-in is asked of each alert by itself, for the
stand-in may hear of one and not of another.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sundial.commands.quieting import is_on_duty, quiet_of, set_time
from sundial.models import Reaching, Way
from sundial.protocol.digests import WAIT, Said, falls_due_before
from sundial.protocol.paging import wants
from sundial.protocol.reaching import MAIL, Event, Word, event_of, hushed, taking

NEVER, BY_ITSELF = None, "by itself"
Leaves = datetime | str | None  # when the letter leaves, BY_ITSELF or NEVER


@dataclass
class StormChoices:
    """How those who hear in a storm are reached at an instant (UTC), read once."""

    now: datetime
    _reaching: dict[UUID, Reaching] = field(default_factory=dict)
    _ways: dict[UUID | None, list[Way]] = field(default_factory=dict)
    _leaves: dict[tuple[UUID, Event], tuple[Leaves, datetime | None]] = field(default_factory=dict)

    @classmethod
    def of(cls, people: Iterable[UUID], now: datetime) -> "StormChoices":
        """Read what these people have chosen; most have chosen nothing."""
        chosen = {one.pk: one for one in Reaching.objects.select_related("person").filter(person__in=set(people))}
        choices = cls(now, chosen)
        for way in Way.objects.live().filter(person__in=chosen) if chosen else ():
            choices._ways.setdefault(way.person_id, []).append(way)
        return choices

    def leaves_at(self, person: UUID, said: Said) -> Leaves:
        """Return when the letter leaves with an alert that may wait; NEVER, or BY_ITSELF where there is more to ask."""
        reaching = self._reaching.get(person)
        if reaching is None:
            return self.now + WAIT
        key = (person, event_of(said.kind, wants(said.kind, said.promise, said.severity)))
        if key not in self._leaves:
            self._leaves[key] = self._of(reaching, key[1], said)
        at, set_time = self._leaves[key]
        return at if set_time is None or falls_due_before(said, set_time, self.now) else set_time

    def _of(self, reaching: Reaching, event: Event, said: Said) -> tuple[Leaves, datetime | None]:
        """Return when such alerts leave, and at which set time those that do not fall due before."""
        choices = {MAIL: reaching.mail, **{str(way.pk): way.hears for way in self._ways.get(reaching.pk, ())}}
        taken_by = taking(event, choices, choices)
        if not taken_by:
            return NEVER, None
        quiet = quiet_of(reaching, reaching.person)
        if quiet is None or not quiet.covers(self.now):
            of_all = Said(said.kind, said.promise, said.severity)
            return self.now + WAIT, set_time(reaching, of_all, self.now) if taken_by == (MAIL,) else None
        if reaching.stand_in_id:
            return BY_ITSELF, None
        word = hushed(event, on_duty=is_on_duty(reaching.person, self.now), has_stand_in=False)
        return self.now + WAIT if word is Word.NOW else quiet.ends(self.now), None
