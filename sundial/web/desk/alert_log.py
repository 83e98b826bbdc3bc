"""The delivery log of a case: was this person told, when, how, did it arrive, and who has it, in one look (O8.6)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from sundial.commands.alert_log import Logged, Sending, Told, told_on
from sundial.commands.dead_letters import may_see_to
from sundial.models import AlertKind, Case, DeliveryState, Person
from sundial.protocol.paging import Act, Deed
from sundial.web import when
from sundial.web.access import SignedIn, case_or_404, for_staff
from sundial.web.desk.act_page import act_page
from sundial.web.desk.seen_to import SeenTo, seen_to_on
from sundial.web.desk.sent_words import Words, mail_words, way_words

PAGE = "desk/alerts/log.html"
Names = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Line:
    """One person who was told: when, how each sending stands, and when they read it."""

    name: str
    at: str
    mail: Words
    ways: tuple[Words, ...]
    read: str

    @property
    def failed(self) -> bool:
        """Whether some sending of it needs a look."""
        return any(needs_a_look for _, needs_a_look in (self.mail, *self.ways))


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing of which people were told, and what was done about it."""

    says: str
    at: str
    lines: tuple[Line, ...]
    acts: tuple[str, ...]
    seq: int
    is_dead: bool  # something of it was given up, and nobody has seen to it


@require_GET
@for_staff
def show(request: SignedIn, number: str) -> HttpResponse:
    """Show who was told of what on a case, the newest first."""
    return log(request, case_or_404(request, number))


def log(request: SignedIn, case: Case, problem: str = "", about: int = 0) -> HttpResponse:
    """Answer the log; with a problem, why what could not be delivered of one fact was not seen to."""
    told = told_on(case)
    names = _names(told)
    seen_to = seen_to_on(case)
    entries = [_entry(one, names, seen_to, request) for one in told]
    failed = sum(line.failed for entry in entries for line in entry.lines)
    may = may_see_to(request.user)
    wrong = about if may and any(one.seq == about and one.is_dead for one in entries) else 0  # else it stands above
    context = {"entries": entries, "failed": failed, "may": may, "wrong": wrong}
    return act_page(request, case, PAGE, context, problem=problem)


def _names(told: list[Told]) -> Names:
    people = {str(alert.person) for one in told for alert in one.alerts}
    people |= {id_ for one in told for act in one.acts for id_ in (act.person, act.to) if id_}
    return {str(pk): name for pk, name in Person.objects.filter(pk__in=people).values_list("pk", "name")}


def _entry(told: Told, names: Names, seen_to: SeenTo, request: SignedIn) -> Entry:
    seq, told_of = told.alerts[0].seq, told.alerts[0].kind != AlertKind.UNDELIVERED
    acts = seen_to.get(seq, ())
    since = (one.says(request.now, request.zone) for one in (acts if told_of else ()))
    given_up = any(sending.state == DeliveryState.GIVEN_UP for one in told.alerts for sending in one.sendings)
    return Entry(
        says=f"{told.text[:1].upper()}{told.text[1:]}",
        at=when.short(told.at, request.now, request.zone),
        lines=tuple(_line(one, names, request) for one in told.alerts),
        acts=(*_done(told.acts, names, request), *since),
        seq=seq,
        is_dead=given_up and all(one.done for one in acts),
    )


def _line(one: Logged, names: Names, request: SignedIn) -> Line:
    said = [(sending.way, _sent(sending, request)) for sending in one.sendings]
    return Line(
        name=names.get(str(one.person), "somebody"),
        at=when.short(one.at, request.now, request.zone),
        mail=next((words for way, words in said if not way), ("in the app alone", False)),
        ways=tuple(words for way, words in said if way),
        read=f"read {when.short(one.read_at, request.now, request.zone)}" if one.read_at else "not read yet",
    )


def _sent(one: Sending, request: SignedIn) -> Words:
    at = when.short(one.sent_at, request.now, request.zone) if one.sent_at else ""
    if one.way:
        return way_words(one.way, one.state, one.attempts, at)
    digest = when.short(one.send_at, request.now, request.zone) if one.send_at else ""
    return mail_words(one.state, one.attempts, at, digest)


def _done(acts: tuple[Act, ...], names: Names, request: SignedIn) -> Iterator[str]:
    for act in acts:
        who, to = names.get(act.person, "somebody"), names.get(act.to, "somebody")
        until = when.short(act.until, request.now, request.zone) if act.until else ""
        says = {
            Deed.MINE: f"{who} has it until {until}",
            Deed.PASSED: f"{who} passed it on to {to}",
            Deed.NEXT: f"nobody had answered: {to} was the next in line",
            Deed.AGAIN: f"the time was over: {who} was asked again",
            Deed.SILENCE: "nobody had answered, and there was nobody left to be told",
        }
        yield f"{when.short(act.at, request.now, request.zone)}: {says[act.deed]}."
