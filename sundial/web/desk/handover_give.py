"""What somebody hands over at the end of their shift: each case with the packet that its history has already (O2.3)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.utils.safestring import SafeString

from sundial.commands.handover import Packet, offer_handover
from sundial.models import Case, FactRow, Handover
from sundial.models.course import Courses, customer_courses
from sundial.protocol.case import OPEN
from sundial.protocol.facts import Course, HandoverOffered, HandoverQuestioned, Mood
from sundial.protocol.packet import prefilled
from sundial.protocol.pledges import pledges
from sundial.protocol.stand_in import MANAGERS
from sundial.protocol.stretches import Stretch
from sundial.protocol.sun import path_of
from sundial.web.access import SignedIn, inside, wall_of
from sundial.web.desk.composer import LONGEST
from sundial.web.desk.handover_whither import receiver, shift_that_follows
from sundial.web.desk.thread import drawn_words
from sundial.web.doing import number_in
from sundial.web.promises import Reading, read, read_one

MOST = 60
SPOKEN = (  # beside which the words stand that a packet tells, or is
    "opened", "reopened", "messaged", "date-given", "resource-asked", "handover-offered", "handover-questioned",
)  # fmt: skip
Problems = Mapping[UUID, str] | None
MOODS = tuple((str(mood), str(mood) or "not said") for mood in Mood)


@dataclass(frozen=True, slots=True)
class Giving:
    """One case to be handed over: its packet as it is typed or prefilled, and what it is offered as already.

    One on which something runs day and night `travels`; one that no other region may see `stays` all the same (O2.7).
    """

    case: Case
    text: str
    mood: str
    ticked: bool
    offered: Handover | None
    travels: bool
    stays: bool
    questions: tuple[SafeString, ...] = ()
    problem: str = ""

    @property
    def seen(self) -> int:
        """The offer that stands on the page, by its `seq`; 0 for none."""
        return self.offered.seq if self.offered else 0


def givings(request: SignedIn, problems: Problems = None) -> list[Giving]:
    """Return what the reader hands over, the nearest due time first.

    `problems` says why what was sent was refused, {} where all of it was: then each stands as it was typed and ticked,
    but for what was done.
    """
    cases = list(own_cases(request).select_related("organization", "owner").order_by(*NEXT)[:MOST])
    change, readings = _change(request, cases, problems), read(cases, request.now, inside=True)
    return [_giving(change, readings[case.pk]) for case in cases]


def grouped(found: Sequence[Giving]) -> list[tuple[str, str, list[Giving]]]:
    """Return what goes round with the sun, what would and stays behind its wall, and what stays at home, with words.

    What somebody has ticked, or has offered, stands with what goes.
    """
    going = [one for one in found if one.ticked or one.offered or (one.travels and not one.stays)]
    walled = [one for one in found if one.travels and one.stays and one not in going]
    rest = [one for one in found if one not in going and one not in walled]
    groups = (("goes", GOES, going), ("stays", STAYS, walled), ("rests", RESTS, rest))
    return [one for one in groups if one[2]]


def own_cases(request: SignedIn) -> QuerySet[Case]:
    """Return the reader's own open cases; a manager's are those of all who work in their region, and nobody's there."""
    person = request.user
    rows = Case.objects.filter(inside(wall_of(person)), state__in=[str(state) for state in OPEN])
    if person.role in MANAGERS and person.region:
        return rows.filter(Q(owner__region=person.region) | Q(owner=None, home_region=person.region))
    return rows.filter(owner=person)


GOES = "go round with the sun: something runs on them day and night."
STAYS = "would go round, and no other region may see them. Name a colleague here who has them by night."
RESTS = "Nothing runs on these while you are away. They stay unless you tick them."
NEXT = (F("next_due_at").asc(nulls_last=True), "severity", "number")


def giving(request: SignedIn, case: Case) -> Giving:
    """Return one case as it would be handed over, or is; what was typed stands as it was."""
    change = _change(request, [case], {} if "to" in request.POST else None)
    return _giving(change, read_one(case, request.now, inside=True))


@dataclass(frozen=True, slots=True)
class _Change:
    """What a page knows beside the histories of its cases: their words, offers and courses, the shift that follows."""

    request: SignedIn
    problems: Problems
    words: Mapping[UUID, Mapping[int, str]]
    offered: Mapping[UUID, Handover]
    told: Courses
    shift: Stretch


def _change(request: SignedIn, cases: Sequence[Case], problems: Problems) -> _Change:
    rows = Handover.objects.filter(case__in=cases).select_related("to")
    return _Change(
        request,
        problems,
        _words([case.pk for case in cases]),
        {row.case_id: row for row in rows},
        customer_courses(case.organization_id for case in cases),
        shift_that_follows(request),
    )


def _goes(reading: Reading, told: Courses) -> bool:
    """Whether a case goes round with the sun, by what is said of it and of its customer."""
    of_customer = told.get(reading.case.organization_id, Course.BY_PROTOCOL)
    clocks = [line.clock for line in reading.lines]
    path = path_of(reading.terms, reading.case.regions, reading.protocol, clocks, reading.state.course, of_customer)
    return path.goes_round


def hand_over(request: SignedIn, case: Case, due_at: datetime) -> object:
    """Offer a case with the packet that was sent for it."""
    post, name = request.POST, case.number
    mood = post.get(f"mood-{name}", "")
    region, to = receiver(request)
    packet = Packet(
        region=region,
        to=to,
        due_at=due_at,
        text=post.get(f"text-{name}", "")[:LONGEST],
        mood=Mood(mood) if mood in list(Mood) else Mood.UNSAID,
    )
    return offer_handover(case, packet, by=request.user, now=request.now, seen=number_in(request, f"seen-{name}") or 0)


def _giving(change: _Change, reading: Reading) -> Giving:
    case, goes, offered = reading.case, _goes(reading, change.told), change.offered.get(reading.case.pk)
    stays = bool(case.regions) and set(case.regions) <= {change.request.user.region}
    questions = tuple(_questions(reading, change.words.get(case.pk, {}), offered))
    problems = change.problems
    problem = problems.get(case.pk, "") if problems is not None else ""
    if problems is not None and _stands_as_sent(change.request, case, problems):
        text, mood, ticked = _typed(change.request, case)
    else:
        text, mood = _packet(change, reading, offered)
        ticked = goes and not stays and offered is None
    return Giving(case, text, mood, ticked, offered, goes, stays, questions, problem)


def _stands_as_sent(request: SignedIn, case: Case, problems: Mapping[UUID, str]) -> bool:
    """Say whether a case was on the form that was sent, and was not handed over with it."""
    post, number = request.POST, case.number
    done = problems and case.pk not in problems and number in post.getlist("case")
    return f"text-{number}" in post and not done


def _typed(request: SignedIn, case: Case) -> tuple[str, str, bool]:
    """Return the packet and mood that were sent for a case, and whether it was ticked."""
    post, number = request.POST, case.number
    return post.get(f"text-{number}", ""), post.get(f"mood-{number}", ""), number in post.getlist("case")


def _packet(change: _Change, reading: Reading, offered: Handover | None) -> tuple[str, str]:
    """Return the packet and mood with which a case is offered; what its history says of it where it is not."""
    words = change.words.get(reading.case.pk, {})
    if offered is not None:
        what = next(fact.what for fact in reading.history if fact.seq == offered.seq)
        return words.get(offered.seq, ""), str(what.mood) if isinstance(what, HandoverOffered) else ""
    clocks = [line.clock for line in reading.lines]
    promised = [one.says for one in pledges(clocks, reading.state, change.shift)]
    return prefilled(reading.history, clocks, reading.state, words, reading.protocol, promised), ""


def _questions(reading: Reading, words: Mapping[int, str], offered: Handover | None) -> Iterator[SafeString]:
    """Yield what was asked back about the offer that stands."""
    for fact in reading.history:
        if offered and isinstance(fact.what, HandoverQuestioned) and fact.what.offer == offered.seq:
            yield drawn_words(words.get(fact.seq, ""))


def _words(case_ids: Sequence[UUID]) -> dict[UUID, dict[int, str]]:
    """Return what was said on each case, by the `seq` of the fact."""
    found: dict[UUID, dict[int, str]] = {}
    rows = FactRow.objects.filter(case__in=case_ids, kind__in=SPOKEN).values_list("case_id", "seq", "text")
    for case_id, seq, text in rows:
        found.setdefault(case_id, {})[seq] = text
    return found
