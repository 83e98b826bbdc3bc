"""What triage found, in words: on the case, and above the form for who triages again (O4.2)."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.safestring import SafeString

from sundial.models import Case, FactRow, Person, history_of, protocol_of
from sundial.protocol.assessed import Assessed, corrected
from sundial.protocol.number import normalise
from sundial.web.access import SignedIn, may_see
from sundial.web.desk.products import another
from sundial.web.desk.thread import drawn_words
from sundial.web.promises import Reading


@dataclass(frozen=True, slots=True)
class Triage:
    """What was found, by whom and when; `severity` says who said what, and `reason` why it was changed.

    `product` is "" unless triage has put another in the place of the one that was said.
    """

    complexity: str
    tier: str
    skill: str
    version: str
    product: str
    said_product: str
    severity: str
    reason: SafeString | None
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class First:
    """What the customer wrote when they opened the case."""

    by: str
    at: datetime
    body: SafeString
    more: int


def read(case: Case, reading: Reading, found: Assessed | None) -> Triage | None:
    """Return what triage found of a case; None if it was not done yet."""
    if found is None:
        return None
    protocol, what = reading.protocol, found.what
    said_product, product = corrected(reading.history) or ("", "")
    names = _names(found, reading)
    complexity, tier = protocol.complexities.get(what.complexity), protocol.tiers.get(what.tier)
    return Triage(
        complexity=complexity.title if complexity else what.complexity,
        tier=tier.title if tier else f"Tier {what.tier}",
        skill=protocol.skills.get(what.skill, what.skill),
        product=product,
        said_product=said_product,
        version=what.version if what.version != case.version else "",
        severity=_severity(found, *names),
        reason=_reason(case, found),
        by=names[1],
        at=found.fact.at,
    )


def first_words(case: Case, reading: Reading) -> First:
    """Return what a case was opened with, and how many facts have followed it."""
    opened = reading.history[0]
    text = FactRow.objects.filter(case=case, seq=opened.seq).values_list("text", flat=True).first() or ""
    return First(case.contact.name, opened.at, drawn_words(text), len(reading.history) - 1)


def notices(request: SignedIn) -> list[str]:
    """Say of the case that was triaged just before that it is, and if by its product another plan covers it."""
    number = normalise(request.GET.get("after", "")) or ""
    case = Case.objects.select_related("organization").filter(number=number, triaged=True).first() if number else None
    if case is None or not may_see(request.user, case):
        return []
    plan = another(case, history_of(case.pk), protocol_of(case.revision), request.now)
    return [f"{number} is triaged. {plan}".rstrip()]


def _severity(found: Assessed, customer: str, by: str) -> str:
    """Say what the customer said and what triage made of it: `Giulia Conti said 2, Ioana Petrescu confirmed it`."""
    if found.said == found.severity:
        return f"{customer} said {found.said}, {by} confirmed it"
    if found.change is None:
        return f"{customer} said {found.said}, {by} left it at {found.severity}"
    return f"{customer} said {found.said}, {by} changed it to {found.severity}"


def _names(found: Assessed, reading: Reading) -> tuple[str, str]:
    """Return the names of who opened the case and of who triaged it."""
    ids = (reading.history[0].by.id, found.fact.by.id)
    names = {str(pk): name for pk, name in Person.objects.filter(pk__in=filter(None, ids)).values_list("pk", "name")}
    return names.get(ids[0], "The customer"), names.get(ids[1], "A colleague")


def _reason(case: Case, found: Assessed) -> SafeString | None:
    if found.change is None:
        return None
    return drawn_words(FactRow.objects.filter(case=case, seq=found.change.seq).values_list("text", flat=True).get())
