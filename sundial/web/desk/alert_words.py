"""An alert as a sentence for the one who is told."""

from datetime import datetime, tzinfo

from sundial.models import Alert, AlertKind
from sundial.models.alerts import NOBODYS
from sundial.protocol.promises import Promise
from sundial.web import when
from sundial.web.desk.thread import NAMES

OTHERS = {
    AlertKind.OPENED: "{number} was opened",
    AlertKind.MESSAGED: "A message came on {number}",
    AlertKind.OWNED: "{number} was given to you",
    AlertKind.REOPENED: "{number} was reopened",
    AlertKind.SEVERITY_ASKED: "The customer asks for another severity on {number}",
    AlertKind.SEVERITY_DECLINED: "The customer leaves the severity of {number} as it is",
    AlertKind.AGREED: "The customer agreed to what was proposed on {number}",
    AlertKind.NOT_AGREED: "The customer did not agree to what was proposed on {number}",
    AlertKind.WITHDRAWN: "The customer withdrew what was agreed on {number}: the table counts again",
    AlertKind.DATE_ACCEPTED: "The customer accepted the release date on {number}, without updates until then",
    AlertKind.RESCHEDULED: "A release that {number} waits for has moved: a notice is owed",
    AlertKind.FIX_REMOVED: "A fix that {number} waits for was taken out of its release: a notice is owed",
    AlertKind.FIX_RELEASED: "A fix that {number} waited for is out",
    AlertKind.MERGED: "Another case was merged into {number}",
    AlertKind.ASKED: "Your group is asked for something on {number}",
    AlertKind.GROUP_ANSWERED: "A group has answered on {number}",
    AlertKind.GROUP_WITHDRAWN: "What your group was asked for on {number} is withdrawn",
    AlertKind.ESCALATED: "{number} was {text}",
    AlertKind.COMFORT_SAID: "{number}: {text}",
    AlertKind.SETTLED: "{number}: {text}",
    AlertKind.HANDOVER_OFFERED: "{number} is handed over to you: accept it, or ask back",
    AlertKind.HANDOVER_QUESTIONED: "There is a question about {number} before its handover is accepted",
    AlertKind.HANDOVER_ACCEPTED: "Your handover of {number} was accepted",
    AlertKind.HANDOVER_WITHDRAWN: "The handover of {number} to you was withdrawn",
    AlertKind.TIER_RAISED: "{number} was raised to your tier or to one of your region’s: nobody of it has it yet",
    AlertKind.WAIVER_ASKED: "A waiver of a broken promise is asked for on {number}: approve it or not",
    AlertKind.ASKED_AGAIN: "What you took on {number} is still open: your time with it is over",
    AlertKind.GLASS_ASKED: "Somebody outside asks to read {number}",
}


def sentence(alert: Alert, now: datetime, zone: tzinfo) -> str:
    """Say what an alert says, in the reader's own time: which promise, on which case, due when."""
    if alert.case is None:
        return f"{alert.text[:1].upper()}{alert.text[1:]}"
    number = alert.case.number
    if alert.promise and alert.due_at:
        promise = NAMES[Promise(alert.promise)]
        at = when.moment(alert.due_at, now, zone)
        if alert.kind == AlertKind.BREACHED:
            return f"The {promise} on {number} was due {at} and is broken"
        return f"The {promise} on {number} {'is' if alert.due_at > now else 'was'} due {at}"
    if alert.text == NOBODYS:
        return f"{number} has no owner any more: whoever had it sees it no longer"
    said = OTHERS.get(AlertKind(alert.kind)) if alert.kind in AlertKind.values else None
    return (
        said.format(number=number, text=alert.text) if said else f"{alert.text[:1].upper()}{alert.text[1:]} ({number})"
    )
