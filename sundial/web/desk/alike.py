"""Likely duplicates of a case among what the reader may see: nothing else is read, weighed or counted (O2.7, O3.1)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.db.models.functions import Left

from sundial.models import Case, FactRow, Person
from sundial.models.case import IS_OPEN
from sundial.protocol.case import State
from sundial.protocol.duplicates import LATELY, Account, Alike, likely
from sundial.web.access import inside, wall_of
from sundial.web.desk.rows import STATES

WEIGHED = 200  # cases of the customer, and as many of others about the product; the latest of each
READ = 2000  # characters of a first message
COLUMNS = ("number", "organization_id", "product", "subject", "pk")


@dataclass(frozen=True, slots=True)
class Likely:
    """A case that may be about the same thing, as a page shows it."""

    case: Case
    alike: Alike

    @property
    def state(self) -> str:
        """Where it stands, in a word."""
        return STATES[State(self.case.state)]


def likely_duplicates(case: Case, person: Person, now: datetime) -> tuple[Likely, ...]:
    """Return the cases that may be about the same thing, with the reason for each."""
    accounts = _accounts(case, person, now)
    own = accounts.pop(case.number, None)
    found = likely(own, accounts.values()) if own else ()
    cases = Case.objects.select_related("organization").filter(inside(wall_of(person)))
    shown = {one.number: one for one in cases.filter(number__in=[alike.number for alike in found])}
    return tuple(Likely(shown[alike.number], alike) for alike in found if alike.number in shown)


def _accounts(case: Case, person: Person, now: datetime) -> dict[str, Account]:
    """Read what the customers told of this case and of those beside it, by number."""
    lively = IS_OPEN | Q(state=State.RESOLVED, resolved_at__gte=now - LATELY)
    seen = Case.objects.filter(inside(wall_of(person)), lively)
    found = [Case.objects.filter(pk=case.pk), *beside(case, seen)]
    rows = [row for cases in found for row in cases.values_list(*COLUMNS)]
    texts = _first_words([row[-1] for row in rows])
    return {
        number: Account(number, str(customer), product, subject, texts.get(pk, ""))
        for number, customer, product, subject, pk in rows
    }


def beside(case: Case, seen: QuerySet[Case]) -> list[QuerySet[Case]]:
    """Return the customer's own latest cases, and the latest of others about the same product; each by an index."""
    own = seen.filter(organization=case.organization_id).order_by("-told_at")[:WEIGHED]
    others = seen.filter(product=case.product).exclude(organization=case.organization_id).order_by("-changed_at")
    return [own, others[:WEIGHED]] if case.product else [own]


def _first_words(cases: list[UUID]) -> Mapping[UUID, str]:
    first = FactRow.objects.filter(case__in=cases, seq=1)
    return dict(first.values_list("case_id", Left("text", READ)))
