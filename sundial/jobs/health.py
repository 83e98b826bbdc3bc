"""Is anybody looking, and does word get out? What `/health` answers."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sundial.models.pulse import Pulse

UNLOOKED = timedelta(seconds=15)
UNDELIVERED = timedelta(seconds=60)
UNWORKED = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Health:
    """How the desk stands: `wrong` says in sentences what makes it red, `notes` what somebody should look at."""

    looked_at: datetime | None
    waiting_since: datetime | None
    worker_at: datetime | None
    wrong: tuple[str, ...]
    notes: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether the desk keeps watch and word gets out."""
        return not self.wrong


def health(now: datetime) -> Health:
    """Say how the desk stands at `now`, the database's own time: one row is read, of no case's content."""
    pulse = Pulse.objects.filter(pk=1).first()
    if pulse is None:
        return Health(None, None, None, ("clockwork has never looked",))
    return Health(pulse.looked_at, pulse.waiting_since, pulse.worker_at, _wrong(pulse, now), _notes(pulse))


def _wrong(pulse: Pulse, now: datetime) -> tuple[str, ...]:
    found = [
        _older("clockwork has not looked", pulse.looked_at, now, UNLOOKED),
        _older("an alert waits to be delivered", pulse.waiting_since, now, UNDELIVERED),
        _older("no worker has been seen", pulse.worker_at, now, UNWORKED),
    ]
    if pulse.worker_at is None:
        found.append("no worker is there")
    return tuple(sentence for sentence in found if sentence)


def _notes(pulse: Pulse) -> tuple[str, ...]:
    """Say that something was set aside, never how much: a figure would count what the reader's wall hides (O2.7)."""
    found = {
        "clockwork has set aside what it could not read": pulse.parked,
        "there is mail that could not be delivered": pulse.undeliverable,
    }
    return tuple(sentence for sentence, count in found.items() if count)


def _older(what: str, at: datetime | None, now: datetime, patience: timedelta) -> str:
    return f"{what} since {at:%Y-%m-%d %H:%M:%S} UTC" if at and now - at > patience else ""
