"""What the escalation room shows: the duties with what is done of them, comfort, findings, and the log (O7.5, O8.5)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.utils.safestring import SafeString

from sundial.commands.errors import Refused
from sundial.commands.escalation_ground import check_may_answer, is_silence, may_settle
from sundial.models import Case, FactRow
from sundial.protocol.climbing import next_rung
from sundial.protocol.facts import Duty, DutyDone, FindingsWritten
from sundial.protocol.ladder import LADDER_KINDS, Escalation
from sundial.protocol.ladder_told_said import listed, stage_of
from sundial.web.access import SignedIn, zone_of
from sundial.web.desk import people, requested, thread
from sundial.web.desk.drawn import drawn
from sundial.web.desk.duty_words import DUTIES, LOCAL, begun
from sundial.web.desk.had import had
from sundial.web.desk.rungs import Ladder, Taken, ladder_of
from sundial.web.desk.thread import Written
from sundial.web.happened import Reader
from sundial.web.promises import Reading
from sundial.web.said import Said, said


@dataclass(frozen=True, slots=True)
class Owed:
    """One duty: what its form asks for, whether the customer reads it, each time it was done, how the form begins."""

    key: str
    title: str
    asks: str
    public: bool
    done: tuple[Said, ...]
    begun: str


def room(request: SignedIn, case: Case, reading: Reading, chosen: int | None) -> dict[str, Any]:
    """Return the room of one open escalation, by its `seq`: the highest, where that is none."""
    ladder = ladder_of(case, reading, request.now, zone_of(case.organization))
    still = sorted((one for one in ladder.taken if one.one), key=lambda one: one.rung) if ladder else []
    taken = next((one for one in still if one.seq == chosen), still[-1] if still else None)
    context = {
        "ladder": ladder,
        "still": still,
        "taken": taken,
        "owed": _findings_owed(ladder, reading),
        "log": log(case, reading),
        "came": _came(case, ladder, reading) if ladder and not still else (),
        "case_mine": case.owner_id == request.user.pk,
    }
    if ladder is None or taken is None or taken.one is None:
        return context
    return context | {
        "mine": taken.one.person == str(request.user.pk),
        "may_not": _refused(partial(check_may_answer, case, taken.rung, request.user, request.now)),
        "answerers": _answerers(taken.one, reading),
        "duties": _duties(request, case, reading, taken.one),
        "earlier": _before(ladder, taken),
        "may_not_settle": _may_not_settle(request, taken.one),
        "requests": requested.of_case(case, reading, request),
        "called_at": request.now.astimezone(request.zone).strftime(LOCAL),
        "after": _after(taken, reading),
        "ladder_had": had(reading, request, zone_of(case.organization)).get(taken.line.key, "") if taken.line else "",
    }


def forms_of(shown: Mapping[str, Any]) -> set[str]:
    """Return which forms a room shows to its reader; why another one was not taken is said above them all."""
    taken = shown["taken"]
    if taken is None:
        return {"findings"} if shown["owed"] else set()
    owners = [*(one.key for one in shown["duties"]), *(["findings"] if taken.one.findings else [])]
    return {"own", "comfort", "settle", *(owners if shown["mine"] else ())}


def log(case: Case, reading: Reading) -> tuple[SafeString, ...]:
    """Return all that happened on the ladder of a case, in order, in its customer's time."""
    facts = [fact for fact in reading.history if isinstance(fact.what, LADDER_KINDS)]
    if not facts:
        return ()
    seqs = [fact.seq for fact in facts]
    words = dict(FactRow.objects.filter(case=case, seq__in=seqs).values_list("seq", "text"))
    authors = people.authors(thread.ids(facts), case)
    zone = zone_of(case.organization)
    names = {key: one.name for key, one in authors.items()}
    reader = Reader(reading.protocol, names, zone, reading.history[-1].at, inside=True)
    written = [Written(fact, words.get(fact.seq, "")) for fact in facts]
    return tuple(drawn(entry, zone) for entry in thread.thread(written, authors, (), reader))


def _before(ladder: Ladder, taken: Taken) -> list[Taken]:
    return [one for one in ladder.taken if (one.at, one.seq) < (taken.at, taken.seq)]


def _came(case: Case, ladder: Ladder, reading: Reading) -> Iterator[tuple[Taken, list[Said]]]:
    """Yield each rung that was taken, the first before the others, with what was found of those before it."""
    facts = [fact for fact in reading.history if isinstance(fact.what, FindingsWritten)]
    words = said(case, [fact.seq for fact in facts]) if facts else {}
    for one in ladder.taken:
        yield one, [words[fact.seq] for fact in facts if fact.seq in words and _is_of(fact.what, one)]


def _is_of(what: object, one: Taken) -> bool:
    return isinstance(what, FindingsWritten) and what.escalation == one.seq


def _findings_owed(ladder: Ladder | None, reading: Reading) -> list[tuple[Taken, list[Taken]]]:
    """Return what ended with its case and owes its findings still, each with the rungs before it."""
    owed = [one for one in ladder.taken if one.seq in reading.state.findings_owed] if ladder else []
    return [(one, _before(ladder, one)) for one in owed if ladder]


def _duties(request: SignedIn, case: Case, reading: Reading, one: Escalation) -> tuple[Owed, ...]:
    facts = [fact for fact in reading.history if isinstance(fact.what, DutyDone) and fact.what.escalation == one.seq]
    words = said(case, [fact.seq for fact in facts]) if facts else {}
    done: dict[Duty, list[Said]] = {}
    for fact in facts:
        if isinstance(fact.what, DutyDone) and fact.seq in words:
            done.setdefault(fact.what.duty, []).append(words[fact.seq])
    return tuple(
        Owed(str(duty), title, asks, duty is not Duty.PARTIES, tuple(done.get(duty, ())), begun(duty, request, reading))
        for duty, (title, asks) in DUTIES.items()
    )


def _answerers(one: Escalation, reading: Reading) -> str:
    """Name the roles that answer a rung."""
    now, roles = reading.protocol, reading.protocol.roles
    protocol = now if one.rung in now.ladder.rungs else reading.terms.revision(one.revision)
    return listed([roles[key].title for key in protocol.ladder.rungs[one.rung].answered_by if key in roles])


def _may_not_settle(request: SignedIn, one: Escalation) -> str:
    """Say why somebody cannot decide what silence means; "" where they can."""
    if not may_settle(one, request.user):
        return "The point person, or a manager, decides what a silence means."
    if one.answered_at is None:
        return "Silence can be decided once this is answered, and the customer was asked and reminded."
    return "" if is_silence(one) else "Silence can be decided once the customer was asked and reminded."


def _after(taken: Taken, reading: Reading) -> str:
    """Return what is open to the customer next from here, for the rest of a sentence; "" on the highest rung."""
    following = next_rung(taken.rung, reading.state.plan, reading.protocol)
    title = stage_of(following.number, reading.protocol) if following else ""
    return title[:1].lower() + title[1:]


def _refused(ask: Callable[[], object]) -> str:
    try:
        ask()
    except Refused as refusal:
        return str(refusal)
    return ""
