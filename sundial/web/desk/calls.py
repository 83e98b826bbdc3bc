"""What a customer asks for by phone or in a letter, taken down at the desk: the case climbs (O7.1 to O7.4, O8.4)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from sundial.commands.escalating import Wish, escalate
from sundial.models import Case, protocol_of
from sundial.protocol.climbing import is_closed
from sundial.protocol.facts import Asks
from sundial.protocol.ladder_told_said import stage_of
from sundial.web.access import SignedIn, case_or_404, for_staff
from sundial.web.climbed import ASKS
from sundial.web.desk import people
from sundial.web.desk.act_page import act_page
from sundial.web.desk.composer import LONGEST
from sundial.web.desk.duty_words import LOCAL, MINUTE, NO_TIME
from sundial.web.desk.requests import moment
from sundial.web.desk.rungs import within
from sundial.web.doing import do_once, number_in, whole
from sundial.web.promises import Reading, read_one

PAGE = "desk/escalation/call.html"
REQUEST = 1  # the rung on which something is asked for by name
SAYS = {
    "case-update": "They ask for something: a video conference, another severity, somebody to speak to",
    "button": "They want management to look at it, and cannot press the button themselves",
    "phone": "They called and asked for the Duty Manager",
    "email": "They wrote to support leadership; you know the sender, and that it is about this case",
}
SAID = {"phone": "{who} called and asked for the Duty Manager.", "email": "{who} wrote to support leadership."}
ASKED = "{who} asked for it."
NO_RUNG, NO_WHO, NO_WORDS = "Choose what they asked for.", "Say who it was.", "Write what they said."
NO_ASKS, NO_SEVERITY = "Choose what they ask for.", "Choose the severity that they ask for."
TOO_LONG = f"That is longer than {LONGEST:,} characters; put the rest into a note."


@dataclass(frozen=True, slots=True)
class Way:
    """A rung that can be noted, with why it cannot be now ("" where it can)."""

    number: int
    title: str
    says: str
    within: str
    closed: str


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def show_or_take(request: SignedIn, number: str) -> HttpResponse:
    """Show the form of a call, a letter or a request; or put the case on its rung."""
    case = case_or_404(request, number)
    if request.method != "POST":
        return _page(request, case)
    at = moment(request.POST.get("at", ""), request)
    if problem := _wrong(request, at):
        return _page(request, case, problem)
    wish = _wish(request, case, at)
    problem = do_once(request, lambda: escalate(case, wish, by=request.user, now=request.now))
    if problem:
        return _page(request, case_or_404(request, number), problem)
    return redirect(reverse("desk:escalation", args=[case.number]))


def _wrong(request: SignedIn, at: datetime | None) -> str:
    """Say what is missing of what was typed, the first of it; "" where nothing is."""
    post, rung = request.POST, number_in(request, "rung")
    who, text = post.get("who", "").strip(), post.get("text", "").strip()
    asks = post.get("asks", "")
    checks = (
        (rung is None, NO_RUNG),
        (rung == REQUEST and asks not in ASKS, NO_ASKS),
        (rung == REQUEST and asks == Asks.SEVERITY and number_in(request, "severity") is None, NO_SEVERITY),
        (at is None, NO_TIME),
        (not who, NO_WHO),
        (not text, NO_WORDS),
        (len(who) + len(text) > LONGEST, TOO_LONG),
    )
    return next((words for wrong, words in checks if wrong), "")


def _wish(request: SignedIn, case: Case, at: datetime | None) -> Wish:
    """Make of the fields what the customer wants."""
    rung = number_in(request, "rung") or 0
    asks = Asks(request.POST.get("asks", "")) if rung == REQUEST else Asks.NOTHING
    who, text = request.POST.get("who", "").strip(), request.POST.get("text", "").strip()
    found = protocol_of(case.revision).ladder.rungs.get(rung)
    said = SAID.get(found.way if found else "", ASKED).format(who=who)
    severity = number_in(request, "severity") if asks is Asks.SEVERITY else None
    return Wish(rung=rung, text=f"{said}\n\n{text}", asks=asks, severity=severity, at=_when(at, case, request.now))


def _when(at: datetime | None, case: Case, now: datetime) -> datetime | None:
    """Return None for the minute that runs, and the opening for the minute in which the case was opened."""
    if at is None or now - MINUTE < at <= now:
        return None
    return case.opened_at if case.opened_at - MINUTE < at < case.opened_at else at


def _page(request: SignedIn, case: Case, problem: str = "") -> HttpResponse:
    reading = read_one(case, request.now, inside=True)
    ways = _ways(case, reading, request.now) if case.is_open else ()
    chosen = number_in(request, "rung") or whole(request.GET.get("rung", ""))
    context = {
        "reading": reading,
        "ways": ways,
        "chosen": chosen if any(one.number == chosen and not one.closed for one in ways) else None,
        "asks": [(str(one), words) for one, words in ASKS.items()],
        "severities": reading.protocol.severities.values(),
        "who": people.readers(case),
        "at": request.POST.get("at") or request.now.astimezone(request.zone).strftime(LOCAL),
    }
    return act_page(request, case, PAGE, context, problem=problem)


def _ways(case: Case, reading: Reading, now: datetime) -> Sequence[Way]:
    protocol, still = reading.protocol, reading.state.escalations
    stands_on = still[-1].rung if still else 0
    return [
        Way(
            number,
            stage_of(number, protocol),
            SAYS[rung.way],
            within(number, reading, now),
            _closed(number, case, reading, stands_on),
        )
        for number, rung in sorted(protocol.ladder.rungs.items())
    ]


def _closed(number: int, case: Case, reading: Reading, stands_on: int) -> str:
    if number <= stands_on:
        return f"The case stands on rung {stands_on} already."
    plan = reading.protocol.plans[case.plan]
    if is_closed(reading.protocol.ladder.rungs[number], case.plan, reading.protocol):
        return f"{plan.name} does not include phone."
    return ""
