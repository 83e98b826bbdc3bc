"""An alert as a sentence for the one who is told."""

from datetime import datetime, tzinfo

from sundial.models import Alert, AlertKind
from sundial.protocol.promises import Promise
from sundial.web import when
from sundial.web.desk.thread import NAMES

OTHERS = {
    AlertKind.OPENED: "{number} was opened",
    AlertKind.MESSAGED: "A message came on {number}",
    AlertKind.OWNED: "{number} has a new owner",
    AlertKind.REOPENED: "{number} was reopened",
}


def sentence(alert: Alert, now: datetime, zone: tzinfo) -> str:
    """Say what an alert says, in the reader's own time: which promise, on which case, due when."""
    number = alert.case.number
    if alert.promise and alert.due_at:
        promise = NAMES[Promise(alert.promise)]
        at = when.moment(alert.due_at, now, zone)
        if alert.kind == AlertKind.BREACHED:
            return f"The {promise} on {number} was due {at} and is broken"
        return f"The {promise} on {number} {'is' if alert.due_at > now else 'was'} due {at}"
    said = OTHERS.get(AlertKind(alert.kind)) if alert.kind in AlertKind.values else None
    return said.format(number=number) if said else f"{alert.text} ({number})"
