"""Who takes over what somebody outside a wall has, proposed by what is weighed of everybody inside it (O2.7, O3.2)."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from sundial.commands.assigning import candidates, wanted_by
from sundial.commands.moving_walls import Work
from sundial.models import Case, Kind, Organization, Person, histories_of, rota_written
from sundial.protocol.assigning import Candidate, ranked
from sundial.protocol.rota import shifts
from sundial.protocol.team import in_charge
from sundial.web.access import SignedIn, inside, wall_of

MOMENT = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Proposed:
    """One case with what is outside, and who could take it over, the best first; `chosen` is an id."""

    work: Work
    choices: tuple[Person, ...]
    chosen: str


class Heirs:
    """The people inside the regions that a customer is to have, and how many cases each of them is proposed here.

    What is weighed of them is read once for each product, and the histories of the cases once for all.
    """

    def __init__(self, request: SignedIn, customer: Organization, works: Sequence[Work]) -> None:
        self.request, self.regions = request, tuple(customer.asked_regions)
        self.home = in_charge(customer.home_region, self.regions)
        rows = Person.objects.filter(kind=Kind.STAFF, is_active=True, region__in=self.regions)
        self.people = {str(one.pk): one for one in rows}
        self.seen = Case.objects.filter(inside(wall_of(request.user)))
        written = rota_written(request.now, request.now + MOMENT)
        self.rota = written, shifts(*written, request.now, request.now + MOMENT)
        self.given: Counter[str] = Counter()
        self.weighed: dict[str, list[Candidate]] = {}
        self.histories = histories_of(one.case.pk for one in works if one.owner)

    def ranked(self, case: Case) -> list[Person]:
        """Return who could take a case over, the best first; who was proposed cases already has these to carry."""
        wanted = replace(wanted_by(case, self.histories.get(case.pk, ()), self.home, 0), regions=self.regions)
        if case.product not in self.weighed:
            found = candidates(self.people.values(), self.rota, self.seen, case.product, self.request.now)
            self.weighed[case.product] = found
        loaded = (replace(one, load=one.load + self.given[one.person.id] * 2) for one in self.weighed[case.product])
        ranking = ranked(loaded, wanted)
        return [self.people[one.candidate.person.id] for one in (*ranking.fits, *ranking.passed_over) if one.may_take]


def heirs_of(work: Work, heirs: Heirs) -> Proposed:
    """Return one case with who could take it over; what was chosen on the page stays."""
    if work.owner is None:
        return Proposed(work, (), "")
    choices = heirs.ranked(work.case)
    first = str(choices[0].pk) if choices else ""
    chosen = heirs.request.POST.get(f"case-{work.case.pk}", first)
    heirs.given[chosen] += 1
    return Proposed(work, tuple(choices), chosen)
