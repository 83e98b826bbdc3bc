"""Protocol 02, handover: the shift into which a case is handed, and what was promised for it (O2.3)."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sundial.models import protocols_of, rota_written
from sundial.protocol.case import named_protocols
from sundial.protocol.facts import AgreementMade, DateGiven, Fact, MergedFrom
from sundial.protocol.handed import Handed
from sundial.protocol.pledges import Pledge, pledges
from sundial.protocol.rota import covered, shifts
from sundial.protocol.sla import fold, terms_of
from sundial.protocol.stretches import Stretch

DAY = timedelta(days=1)
USUAL = timedelta(hours=9)  # from the limit of a handover, where no rota says how long the receiving shift is
BY_WORD = (AgreementMade, DateGiven, MergedFrom)


def shift_after(region: str, since: datetime, limit: datetime) -> Stretch:
    """Return the time from an offer until the receiving region's shift is over: the one at its limit, else the next."""
    found = covered(shifts(*rota_written(limit, limit + DAY), limit, limit + DAY), region)
    return Stretch(since, next((one.until for one in found if one.until > limit), limit + USUAL))


def pledged(history: Sequence[Fact], handed: Handed) -> tuple[Pledge, ...]:
    """Return what whoever accepts an offer takes over by name."""
    if not any(isinstance(fact.what, BY_WORD) for fact in history):
        return ()  # as on most cases, which are not folded then
    terms = terms_of(history, protocols_of(named_protocols(history)))
    clocks, state = fold(history, terms)
    return pledges(clocks, state, shift_after(handed.what.region, handed.fact.at, handed.what.due_at))
