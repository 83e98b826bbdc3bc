"""Is anybody looking, and does word get out? What `/health` answers, and what every page of the desk says if not."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic

from sundial.jobs.synthetic import EVERY, PATIENCE
from sundial.models.pulse import Pulse
from sundial.models.written import Written

UNLOOKED = timedelta(seconds=15)
UNDELIVERED = timedelta(seconds=60)
UNWORKED = timedelta(seconds=30)
STARTING = 15.0  # seconds that clockwork and worker have to give a first sign of life, after their desk has started
PULSE = Written(lambda: Pulse.objects.filter(pk=1))
NEVER = "clockwork has never looked"


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something that makes the desk red: what it is, since when, and what to do about it.

    `of_machinery` says that it is read off the desk's own machinery, and of no case: so everybody may know since when.
    """

    says: str
    do: str
    since: datetime | None = None
    of_machinery: bool = True

    def __str__(self) -> str:
        return f"{self.says} since {self.since:%Y-%m-%d %H:%M:%S} UTC" if self.since else self.says


@dataclass(frozen=True, slots=True)
class Health:
    """How the desk stands: `troubles` make it red, `notes` say what somebody should look at.

    While it is `starting`, what has not been seen yet is no trouble.
    """

    pulse: Pulse | None
    troubles: tuple[Trouble, ...]
    notes: tuple[str, ...] = ()
    starting: bool = False

    @property
    def ok(self) -> bool:
        """Whether the desk keeps watch and word gets out."""
        return not self.troubles and not self.starting

    @property
    def delayed_since(self) -> datetime | None:
        """Since when (UTC) alerts are late, by the desk's own machinery; None if they are not."""
        return min((one.since for one in self.troubles if one.of_machinery and one.since), default=None)


class _Start:
    """When this process began to serve a desk, by its own clock; None where it does not."""

    at: float | None = None


def begin() -> None:
    """Say that a desk has just been started: what is old by now has its first seconds to become new."""
    _Start.at = monotonic()


def health(now: datetime) -> Health:
    """Say how the desk stands at `now`, the database's own time: one row is read, of no case's content."""
    pulse = PULSE.first()
    troubles = tuple(_troubles(pulse, now)) if pulse else (Trouble(NEVER, RESTART),)
    if troubles and _Start.at is not None and monotonic() - _Start.at < STARTING:
        return Health(pulse, (), _notes(pulse), starting=True)
    return Health(pulse, troubles, _notes(pulse))


RESTART = "Promises that fall due are not said. Watch the queue yourself; start the desk again, or its clockwork."
NO_WORKER = "No mail goes out. Alerts stand in the app; start the desk again, or its worker."
NO_MAIL = "Alerts stand in the app. Look at the mail server, and at SUNDIAL_SMTP_URL and SUNDIAL_SYNTHETIC_TO."
WAITING = "It stands in the app. “Who was told” on a case says how it stands."
UNHEARD = "Whoever is in charge has it among their alerts: it is sent again there, or put aside. Then this line goes."


def _troubles(pulse: Pulse, now: datetime) -> Iterator[Trouble]:
    if now - pulse.looked_at > UNLOOKED:
        yield Trouble("clockwork has not looked", RESTART, pulse.looked_at)
    yield from _of_the_worker(pulse, now)
    yield from _of_the_way(pulse, now)
    if pulse.waiting_since and now - pulse.waiting_since > UNDELIVERED:
        yield Trouble("an alert waits to be delivered", WAITING, pulse.waiting_since, of_machinery=False)
    if pulse.unheard:
        yield Trouble("word could not be delivered, and nobody has seen to it", UNHEARD, of_machinery=False)


def _of_the_worker(pulse: Pulse, now: datetime) -> Iterator[Trouble]:
    if pulse.worker_at is None:
        yield Trouble("no worker is there", NO_WORKER)
    elif now - pulse.worker_at > UNWORKED:
        yield Trouble("no worker has been seen", NO_WORKER, pulse.worker_at)


def _of_the_way(pulse: Pulse, now: datetime) -> Iterator[Trouble]:
    if pulse.on_its_way and pulse.asked_at and now - pulse.asked_at > PATIENCE:
        said = f" The last answer was: {pulse.problem}" if pulse.problem else ""
        yield Trouble("the synthetic alert has not arrived, that was asked for", f"{NO_MAIL}{said}", pulse.asked_at)
    elif not pulse.on_its_way and pulse.arrived_at and now - pulse.arrived_at > EVERY + PATIENCE:
        yield Trouble("no synthetic alert was asked for", RESTART, pulse.arrived_at)


def _notes(pulse: Pulse | None) -> tuple[str, ...]:
    """Say that something was set aside, never how much: a figure would count what the reader's wall hides (O2.7)."""
    return ("clockwork has set aside what it could not read",) if pulse and pulse.parked else ()
