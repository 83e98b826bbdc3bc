"""Triage of one case: one form, one press, one transaction (O3.1, O3.2, O4.2)."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from sundial.commands.triage import Found, triage
from sundial.models import Case, Person, history_of, protocol_of
from sundial.protocol.assessed import LONGEST_PRODUCT, LONGEST_VERSION, Assessed, assessed
from sundial.protocol.document import Protocol
from sundial.web.access import SignedIn, case_or_404, for_staff
from sundial.web.desk import assess, people, triaged
from sundial.web.desk.act import Act
from sundial.web.desk.act_page import act_page
from sundial.web.desk.alike import likely_duplicates
from sundial.web.desk.composer import LONGEST
from sundial.web.desk.entitled import entitlements_of
from sundial.web.desk.keys import TRIAGE_KEYS
from sundial.web.desk.place import default_view
from sundial.web.desk.products import Products, another, offered
from sundial.web.desk.side import side_of
from sundial.web.desk.worklist import turn_of
from sundial.web.doing import do_once
from sundial.web.promises import Reading, read_one

PAGE = "desk/triage/page.html"
NEXT, ASK, STAY = "next", "ask", "case"


class TriageForm(forms.Form):
    """What triage finds; `seen` is the last fact that the page showed, `then` where one goes from here."""

    complexity = forms.ChoiceField(error_messages={"required": "Choose how complex it is."})
    severity = forms.TypedChoiceField(coerce=int, error_messages={"required": "Choose how severe it is."})
    skill = forms.ChoiceField(required=False)
    product = forms.CharField(
        required=False,
        max_length=LONGEST_PRODUCT,
        error_messages={"max_length": f"A product has at most {LONGEST_PRODUCT} characters."},
    )
    version = forms.CharField(required=False, max_length=LONGEST_VERSION)
    reason = forms.CharField(required=False, max_length=LONGEST)
    owner = forms.UUIDField(required=False)
    seen = forms.IntegerField(min_value=0)
    then = forms.ChoiceField(choices=[(one, one) for one in (NEXT, ASK, STAY)], required=False)

    def __init__(self, data: Any, protocol: Protocol, products: Products) -> None:
        super().__init__(data)
        self.products = products
        choices: dict[str, list[tuple[str, str]]] = {
            "complexity": [(key, one.title) for key, one in protocol.complexities.items()],
            "severity": [(str(number), str(number)) for number in protocol.severities],
            "skill": [("", ""), *protocol.skills.items()],
        }
        for name, values in choices.items():
            self.fields[name].choices = values  # type: ignore[attr-defined]

    def clean_product(self) -> str:
        """Refuse a product that nobody knows, where the customer's entitlements name theirs."""
        product: str = self.cleaned_data["product"]
        if product and not self.products.offer(product):
            raise forms.ValidationError("Choose a product from the list.")
        return product


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def show_or_record(request: SignedIn, number: str) -> HttpResponse:
    """Show what triage has before it, or record what it found; what was chosen is kept when it is refused."""
    case = case_or_404(request, number)
    reading = read_one(case, request.now)
    if request.method != "POST":
        return _page(request, case, reading, _before(case, assessed(reading.history), reading.protocol))
    form = TriageForm(request.POST, reading.protocol, offered(case, reading.protocol, request.now))
    typed = request.POST.dict() | {"seen": str(case.head_seq)}
    if not form.is_valid():
        return _page(request, case, reading, typed, _problem(form))
    turn, was = turn_of(case, request.user, request.now), case.product
    found = _found(case, form.cleaned_data)
    problem = do_once(request, lambda: triage(case, found, by=request.user, now=request.now))
    if problem:
        return _page(request, case, read_one(case, request.now), typed, problem)
    next_url = turn.next_url if case.product == was else _told(request, case, turn.next_url)
    return redirect(_then(form.cleaned_data["then"], case, next_url))


def about(request: SignedIn, case: Case, reading: Reading) -> dict[str, Any]:
    """Return what triage found, or that it was not done."""
    found = triaged.read(case, reading, assessed(reading.history))
    return {"triage": found, "triage_plan": another(case, reading.history, reading.protocol, request.now)}


def acts(request: SignedIn, case: Case, reading: Reading) -> tuple[Act, ...]:
    """Return triage, the questions that go with it, and the reason for the case's place in the queue."""
    if not case.is_open:
        return ()
    args = [case.number]
    again = " again" if case.triaged else ""
    says, view = "Complexity, severity, product, skill, owner", default_view(case, request.user)
    return (
        Act(f"Triage{again}", reverse("desk:case-triage", args=args), says, "i"),
        Act("Ask for what is missing", reverse("desk:case-questions", args=args), "One message; the case waits"),
        Act(
            "Why is it here?", f"{reverse('desk:case-place', args=args)}?view={view}", "Its place, and what decides it"
        ),
    )


def _found(case: Case, said: dict[str, Any]) -> Found:
    names = ("complexity", "severity", "skill", "product", "version", "reason", "seen")
    return Found(**{name: said[name] for name in names}, owner=_colleague(case, said["owner"]))


def _then(then: str, case: Case, next_url: str) -> str:
    if then == ASK:
        return reverse("desk:case-questions", args=[case.number])
    if then == STAY:
        return reverse("desk:case", args=[case.number])
    return f"{next_url}?after={case.number}"


def _told(request: SignedIn, case: Case, next_url: str) -> str:
    """Return the way on; by the case itself, where by its new product another plan covers it."""
    plan = another(case, history_of(case.pk), protocol_of(case.revision), request.now)
    return reverse("desk:case-triage", args=[case.number]) if plan else next_url


def _page(request: SignedIn, case: Case, reading: Reading, chosen: dict[str, str], problem: str = "") -> HttpResponse:
    """Show the page with this chosen in its form."""
    found = triaged.read(case, reading, assessed(reading.history))
    context = {
        "reading": reading,
        "chosen": chosen,
        "turn": turn_of(case, request.user, request.now),
        "notices": triaged.notices(request),
        "first": triaged.first_words(case, reading),
        "found": found,
        "pin": pinned_to(case, reading.protocol),
        "entitlements": entitlements_of(case, reading, request),
        "products": offered(case, reading.protocol, request.now),
        "duplicates": likely_duplicates(case, request.user, request.now),
        "side": side_of(request.user, "new", request.now, request.zone),
        "keys": TRIAGE_KEYS,
        **assess.offered(request, case, reading),
    }
    return act_page(request, case, PAGE, context, problem=problem)


def pinned_to(case: Case, protocol: Protocol) -> str:
    """Name the regions that alone may see the case; "" where there is no wall (O2.7)."""
    return " and ".join(protocol.regions[key].name for key in case.regions if key in protocol.regions)


def _before(case: Case, found: Assessed | None, protocol: Protocol) -> dict[str, str]:
    """Return what is chosen before anybody chooses: what stands; a skill that came of the complexity follows it."""
    what = found.what if found else None
    own = protocol.complexities.get(what.complexity) if what else None
    skill = what.skill if what and not (own and own.skill == what.skill) else ""
    return {
        "complexity": what.complexity if what else "",
        "severity": str(case.severity),
        "skill": skill,
        "product": case.product,
        "version": (what.version if what else "") or case.version,
        "seen": str(case.head_seq),
    }


def _problem(form: TriageForm) -> str:
    """Say why the form cannot be taken."""
    said = [problem for name in ("complexity", "severity", "product") for problem in form.errors.get(name, [])]
    if form.errors.get("version"):
        said.append(f"A version has at most {LONGEST_VERSION} characters.")
    if form.errors.get("reason"):
        said.append(f"The reason is longer than {LONGEST:,} characters.")
    return str(next(iter(said), "This form has gone stale; send it again."))


def _colleague(case: Case, chosen: UUID | None) -> Person | None:
    """Return who was chosen; somebody outside the wall is nobody, whom the verb refuses (O2.7)."""
    if chosen is None:
        return None
    return people.could_own(case).filter(pk=chosen).first() or Person(pk=chosen, is_active=False)
