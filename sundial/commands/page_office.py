"""When a page that stands rests: read out of the history of its case, as it counts now (O8.6)."""

from sundial.models import Alert, history_of, protocols_of
from sundial.protocol.calendar import Calendar
from sundial.protocol.case import named_protocols
from sundial.protocol.page_hours import rests_outside
from sundial.protocol.paging import URGENT
from sundial.protocol.sla import fold, terms_of


def office_of(alert: Alert) -> Calendar | None:
    """Return outside which calendar the page of an alert rests, as the viewer sees the case; None for day and night."""
    if alert.case is None or alert.case.severity == URGENT:
        return None
    history = history_of(alert.case.pk)
    terms = terms_of(history, protocols_of(named_protocols(history)))
    clocks, state = fold(history, terms)
    fact = next(one for one in history if one.seq == alert.seq)
    return rests_outside(fact, clocks, state.severity, terms.revision(state.protocol), terms)
