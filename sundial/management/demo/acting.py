"""What is done on the demo's cases: each beat by its verb, as the one who does it, at its own time."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sundial.commands import agreements, cases, messages, resources, severity, waivers
from sundial.commands.fixes import Given, accept_date, give_date, identify_fix
from sundial.commands.merging import merge
from sundial.commands.notices import send_notice
from sundial.commands.triage import Found, triage
from sundial.commands.waiting import set_waiting
from sundial.management.demo.climbing import CLIMBING
from sundial.management.demo.deciding import fix_named
from sundial.management.demo.moments import Moments
from sundial.management.demo.stories import Beat, Story
from sundial.models import AwaitedFix, Case, Clock, Fix, NoticeDraft, Person, ResourceRequest, history_of, protocol_of
from sundial.protocol.agreed import Came, agreements_of
from sundial.protocol.amounts import parse
from sundial.protocol.asks import open_ask, own_words
from sundial.protocol.clock import Outcome
from sundial.protocol.facts import Instead
from sundial.protocol.promises import INSIDE, Promise
from sundial.protocol.sla import terms_of

DATE = "{date}"  # in words: where the release date stands, on the customer's clock


@dataclass(frozen=True, slots=True)
class Scene:
    """A beat, the case on which it is done, and everybody and everything that it may name."""

    case: Case
    beat: Beat
    story: Story
    people: Mapping[str, Person]
    others: Mapping[str, Case]
    moments: Moments

    @property
    def by(self) -> Person:
        """Who does it."""
        return self.people[self.beat.who]

    def moment(self, text: str) -> datetime:
        """Read a moment that the beat names."""
        return self.moments.at(text, self.story.region)


def act(scene: Scene) -> None:
    """Do what a beat says."""
    ACTS[scene.beat.verb](scene)


def _say(on: Scene) -> None:
    messages.reply(on.case, by=on.by, text=on.beat.value, now=on.beat.at)


def _note(on: Scene) -> None:
    messages.note(on.case, by=on.by, text=on.beat.value, now=on.beat.at)


def _resolve(on: Scene) -> None:
    cases.resolve(on.case, by=on.by, text=on.beat.value, now=on.beat.at)


def _reopen(on: Scene) -> None:
    cases.reopen(on.case, by=on.by, text=on.beat.value, now=on.beat.at)


def _close(on: Scene) -> None:
    cases.close(on.case, by=on.by, now=on.beat.at)


def _triage(on: Scene) -> None:
    """Triage by who starts on it: what the owner's tier is for, and the skill by the product's first word."""
    more, owner = on.beat.more, on.people.get(on.story.owner)
    levels = protocol_of(on.case.revision).complexities.items()
    complexity = on.beat.value or next(key for key, one in levels if owner is None or one.tier == owner.tier)
    skill = on.case.product.split()[0].lower()
    found = Found(complexity, more.get("severity", on.case.severity), skill, on.case.version, on.beat.words, owner)
    triage(on.case, found, by=on.by, now=on.beat.at)


def _ask(on: Scene) -> None:
    due_at = on.moment(on.beat.more["by"])
    resources.ask_group(on.case, on.beat.value, by=on.by, due_at=due_at, text=on.beat.words, now=on.beat.at)


def _take_request(on: Scene) -> None:
    resources.take_request(on.case, _asked(on), by=on.by, now=on.beat.at)


def _answer(on: Scene) -> None:
    resources.answer_request(on.case, _asked(on), by=on.by, text=on.beat.value, now=on.beat.at)


def _recall(on: Scene) -> None:
    resources.withdraw_request(on.case, _asked(on), by=on.by, text=on.beat.value, now=on.beat.at)


def _want(on: Scene) -> None:
    severity.ask_severity(on.case, on.beat.value, by=on.by, text=on.beat.words, now=on.beat.at)


def _severity(on: Scene) -> None:
    """Change the severity with a reason alone, or on the customer's own word."""
    on_their_word = own_words(history_of(on.case.pk))[0].seq if on.beat.more.get("agreed") else None
    _change(on, on_their_word)


def _grant(on: Scene) -> None:
    """Give the severity that was asked for."""
    asked = open_ask(history_of(on.case.pk))
    assert asked is not None
    _change(on, asked.fact.seq)


def _change(on: Scene, evidence: int | None) -> None:
    beat = on.beat
    severity.change_severity(on.case, beat.value, evidence=evidence, by=on.by, text=beat.words, now=beat.at)


def _propose(on: Scene) -> None:
    agreements.propose(on.case, _instead(on), by=on.by, text=on.beat.words, now=on.beat.at)


def _noted(on: Scene) -> None:
    said = own_words(history_of(on.case.pk))[0].seq
    agreements.note_agreed(on.case, _instead(on), evidence=said, by=on.by, text=on.beat.words, now=on.beat.at)


def _agree(on: Scene) -> None:
    agreements.agree(on.case, _pact(on, Came.PROPOSED), by=on.by, now=on.beat.at)


def _withdraw(on: Scene) -> None:
    agreements.withdraw(on.case, _pact(on, Came.IN_FORCE), by=on.by, text=on.beat.value, now=on.beat.at)


def _wait(on: Scene) -> None:
    set_waiting(on.case, on.beat.value, by=on.by, now=on.beat.at)


def _ask_waiver(on: Scene) -> None:
    waivers.ask_waiver(on.case, _broken(on), by=on.by, text=on.beat.value, now=on.beat.at)


def _waive(on: Scene) -> None:
    waivers.waive(on.case, _broken(on), by=on.by, text=on.beat.value, now=on.beat.at)


def _fix(on: Scene) -> None:
    identify_fix(on.case, fix_named(on.beat.value), by=on.by, now=on.beat.at)


def _date(on: Scene) -> None:
    """Give the date of the release that carries a fix, in the customer's own time."""
    fix: Fix = fix_named(on.beat.value)
    assert fix.release is not None
    date = fix.release.planned_at
    assert date is not None
    zone = on.case.organization.zone
    there, city = date.astimezone(ZoneInfo(zone)), zone.rpartition("/")[2].replace("_", " ")
    text = on.beat.words.replace(DATE, f"{there:%A} {there.day} {there:%B, %H:%M} ({city} time)")
    give_date(on.case, Given(date, fix.key, fix.release.name), by=on.by, text=text, now=on.beat.at)


def _accept(on: Scene) -> None:
    date = AwaitedFix.objects.filter(case=on.case, date__isnull=False).latest("date").date
    assert date is not None
    accept_date(on.case, date, by=on.by, text=on.beat.value, now=on.beat.at)


def _notice(on: Scene) -> None:
    """Send the draft that waits on the case, as it is or in other words."""
    draft = NoticeDraft.objects.select_related("case").get(case=on.case, state=NoticeDraft.State.READY)
    send_notice(draft, by=on.by, text=on.beat.value, now=on.beat.at)


def _merge(on: Scene) -> None:
    merge(on.case, on.others[on.beat.value], by=on.by, now=on.beat.at)


def _asked(on: Scene) -> int:
    """Return the request that is open on the case; a story has one at a time."""
    return ResourceRequest.objects.get(case=on.case).seq


def _instead(on: Scene) -> Instead:
    """Read what is to hold: how often and perhaps until when, by when once, or not before when."""
    written: dict[str, Any] = dict(on.beat.value)
    promise = Promise(written.pop("promise", Promise.DIAGNOSIS_UPDATE))
    every = parse(written.pop("every")) if "every" in written else None
    return Instead(promise, every, **{name: on.moment(text) for name, text in written.items()})


def _pact(on: Scene, came: Came) -> int:
    history = history_of(on.case.pk)
    terms = terms_of(history, {on.case.revision: protocol_of(on.case.revision)})
    return next(one.fact.seq for one in agreements_of(history, terms) if one.came is came)


def _broken(on: Scene) -> tuple[Promise, int]:
    """Return the latest promise to the customer that was broken."""
    rows = Clock.objects.filter(case=on.case, outcome=Outcome.BREACHED).exclude(promise__in=INSIDE)
    promise, cycle = rows.order_by("due_at").values_list("promise", "cycle").last() or ("", 0)
    return Promise(promise), cycle


ACTS: Mapping[str, Callable[[Scene], None]] = {
    "say": _say, "note": _note, "resolve": _resolve, "reopen": _reopen, "close": _close,
    "triage": _triage, "want": _want, "severity": _severity, "grant": _grant, "wait": _wait,
    "ask": _ask, "take_request": _take_request, "answer": _answer, "recall": _recall,
    "propose": _propose, "noted": _noted, "agree": _agree, "withdraw": _withdraw,
    "ask_waiver": _ask_waiver, "waive": _waive,
    "fix": _fix, "date": _date, "accept": _accept, "notice": _notice, "merge": _merge,
    **CLIMBING,
}  # fmt: skip
