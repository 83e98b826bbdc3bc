"""The words of an alert for a service or a webhook; of a restricted case a number and a link, as by mail (O2.7)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from sundial.jobs.alert_letter import words_of
from sundial.models import Alert, Delivery, Way, WayAddress, WayKind
from sundial.outside import webhook
from sundial.outside.webhook import Hook


@dataclass(frozen=True, slots=True)
class Parcel:
    """What is sent by a way, wrapped and addressed."""

    send: Callable[[], None]


def parcel_of(delivery: Delivery, way: Way, now: datetime) -> Parcel:
    """Wrap an alert for one way; the key is the same at every attempt, the moment that of this one (UTC)."""
    if way.kind == WayKind.WEBHOOK:
        return hook(str(delivery.key), way.whole, _says(delivery.alert), now)
    words = words_of(delivery.alert)
    return note(way.whole, words.subject, f"{words.text}\n\n{words.link}")


def hook(key: str, whole: WayAddress, says: dict[str, Any], now: datetime) -> Parcel:
    """Wrap something for a webhook."""
    return Parcel(partial(webhook.send, Hook(key, now, whole.address, whole.secret, says)))


def note(whole: WayAddress, title: str, text: str) -> Parcel:
    """Wrap something for a service; apprise is loaded when the first word is for one, for it takes its time."""

    def send() -> None:
        from sundial.outside import notify  # noqa: PLC0415 - as above

        notify.send(notify.Note(whole.address, title, text))

    return Parcel(send)


def _says(alert: Alert) -> dict[str, Any]:
    """Return what a webhook says of an alert."""
    words, case = words_of(alert), alert.case
    if case is not None and case.regions:
        return {"type": "alert", "data": {"case": case.number, "link": words.link}}
    said: dict[str, Any] = {"says": words.subject, "kind": alert.kind, "link": words.link}
    if case is not None:
        said |= {
            "case": case.number,
            "customer": case.organization.name,
            "subject": case.subject,
            "severity": case.severity,
            "plan": case.plan,
        }
    if alert.due_at:
        said |= {"promise": alert.promise, "due_at": alert.due_at.isoformat()}
    return {"type": f"alert.{alert.kind}", "timestamp": alert.at.isoformat(), "data": said}
