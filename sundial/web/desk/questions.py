"""What is missing, asked for in one act: ticked, put into one message, looked at, sent; the case then waits (O3.1)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from sundial.commands.once import is_sent
from sundial.commands.triage import WAITING_FOR_CUSTOMER, ask_for_facts
from sundial.models import Case
from sundial.protocol.assessed import assessed, lacking, to_ask
from sundial.web.access import SignedIn, case_or_404, for_staff
from sundial.web.desk import case as cases
from sundial.web.desk import composer, people
from sundial.web.desk.act_page import act_page
from sundial.web.desk.composer import PUBLIC, Draft, MessageForm
from sundial.web.doing import do_once
from sundial.web.promises import Reading, read_one

PAGE = "desk/triage/questions.html"


@dataclass(frozen=True, slots=True)
class Ask:
    """One question that can be ticked, and the line that it is in the message."""

    words: str
    ticked: bool

    @property
    def line(self) -> str:
        """How it stands in the message."""
        return f"- {self.words}"


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def show_or_ask(request: SignedIn, number: str) -> HttpResponse:
    """Show what can be asked with the message that asks it, or send that; what should wait does, word for word."""
    case = case_or_404(request, number)
    reading = read_one(case, request.now)
    if request.method != "POST":
        return _page(request, case, reading, _written(request, case, reading))
    form = MessageForm(_filled(request.POST, case))
    if not form.is_valid():
        return _page(request, case, reading, composer.typed(request.POST, case, composer.problem(form)), 422)
    if is_sent(request.user, form.cleaned_data["key"]):
        return _done(case)
    entries = cases.conversation(case, reading, request.zone)
    if waiting := composer.held(form, case, entries, request.user):
        return _page(request, case, reading, waiting, 422)
    text = form.cleaned_data["text"]
    problem = do_once(request, lambda: ask_for_facts(case, by=request.user, text=text, now=request.now))
    if problem:
        return _page(request, case, reading, composer.typed(request.POST, case, problem), 422)
    return _done(case)


def worded(asked: Sequence[str], contact: str) -> str:
    """Put questions into a polite message to a customer; "" where there are none."""
    if not asked:
        return ""
    listed = "\n".join(f"- {words}" for words in asked)
    return (
        f"Hello {contact.partition(' ')[0]},\n\nto go on with this we need a few things from you:\n\n{listed}\n\n"
        "Please answer here on the case. What you do not have at hand can follow later."
    )


def _written(request: SignedIn, case: Case, reading: Reading) -> Draft:
    """Return the message for what is ticked: in the address, or at first what the case lacks."""
    ticked = request.GET.getlist("ask") or _lacking(case, reading)
    known = [words for words in _offered(case, reading) if words in ticked]
    return Draft(case.head_seq, PUBLIC, worded(known, case.contact.name), composer.new_key())


def _filled(post: QueryDict, case: Case) -> QueryDict:
    """Return what was sent; where only questions were ticked, with the message that asks them."""
    filled = post.copy()
    filled["mode"] = PUBLIC
    if not post.get("text", "").strip():
        filled["text"] = worded(post.getlist("ask"), case.contact.name)
    return filled


def _page(request: SignedIn, case: Case, reading: Reading, draft: Draft, status: int = 200) -> HttpResponse:
    given = request.POST if request.method == "POST" else request.GET
    ticked = given.getlist("ask") or ([] if request.method == "POST" else _lacking(case, reading))
    waits = reading.protocol.statuses.get(WAITING_FOR_CUSTOMER)
    context: dict[str, Any] = {
        "asks": [Ask(words, words in ticked) for words in _offered(case, reading)],
        "draft": draft,
        "waits": waits,
        "readers": people.audience(people.readers(case), case.organization.name),
        "reading": reading,
    }
    answer = act_page(request, case, PAGE, context)
    answer.status_code = status
    return answer


def _offered(case: Case, reading: Reading) -> tuple[str, ...]:
    """Return everything that can be asked: what is lacking, then what the complexity wants to know, of all if none."""
    found = assessed(reading.history)
    complexities = reading.protocol.complexities
    chosen = [complexities[found.what.complexity]] if found and found.what.complexity in complexities else []
    asked = [
        words for one in chosen or complexities.values() for words in to_ask(one, case.product, _version(case, reading))
    ]
    return tuple(dict.fromkeys(asked or _lacking(case, reading)))


def _lacking(case: Case, reading: Reading) -> list[str]:
    return list(lacking(case.product, _version(case, reading)))


def _version(case: Case, reading: Reading) -> str:
    found = assessed(reading.history)
    return (found.what.version if found else "") or case.version


def _done(case: Case) -> HttpResponse:
    return redirect(f"{reverse('desk:case', args=[case.number])}?sent={PUBLIC}")
