"""Protocol 08, delivery: word that could not be delivered is sent again, or put aside with a reason (O8.6).

It is sent under the key that it had, by the way that it had, and looked at again before: what is over by then is not
sent. What is put aside is no alarm any more, and stays in the log with who said so.
"""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction

from sundial.commands.alert_log import told_on
from sundial.commands.delivery import CALLED, dead_of
from sundial.commands.errors import Refused
from sundial.commands.later import later, later_many
from sundial.commands.severity import is_manager
from sundial.models import Alert, AlertKind, Case, DeadLetterAct, DeadLetterDeed, Delivery, DeliveryState, Person
from sundial.models.fetch import fetch

DEAD = "SELECT case_id, seq, text, person, channel, way_name, problem, at FROM sundial_dead_letters()"
LONGEST = 500  # characters of a reason
SEEN_TO = "Nothing of it waits to be seen to any more: look again."
NOT_YOURS = "Only Duty Managers and Directors send again, or put aside, what could not be delivered."
WHY = f"Say why nobody needs it any more: told by phone, say. At most {LONGEST} characters."


class DeadLetterRefused(Refused):
    """It cannot be done like this; `field` names what is wrong, "" for all of it."""

    def __init__(self, field: str, text: str) -> None:
        super().__init__(text)
        self.field = field


@dataclass(frozen=True, slots=True)
class Dead:
    """What could not be delivered of one fact: by its case, or by the change or the letter that its alarm names."""

    case: Case | None
    seq: int
    about: str = ""


@dataclass(slots=True)
class DeadFact:
    """One fact of a case of which something could not be delivered: to whom, by what, and what was answered."""

    case_id: UUID
    seq: int
    text: str
    at: datetime
    to: dict[str, None] = field(default_factory=dict)
    problems: dict[str, None] = field(default_factory=dict)


def dead_facts() -> list[DeadFact]:
    """Return of which facts something could not be delivered, the latest first, of the cases that the viewer sees."""
    found: dict[tuple[UUID, int], DeadFact] = {}
    for case, seq, text, person, channel, way, problem, at in fetch(DEAD):
        fact = found.setdefault((case, seq), DeadFact(case, seq, text, at))
        fact.to[way or f"{person or 'the customer'} by {CALLED[channel]}"] = None
        fact.problems[problem] = None
    return list(found.values())


def asked_already() -> set[tuple[UUID | None, int]]:
    """Return of which facts somebody has asked for something that the worker has not done yet."""
    return set(DeadLetterAct.objects.filter(done_at=None).values_list("case_id", "seq"))


def check_waits(dead: Dead) -> None:
    """Raise DeadLetterRefused where somebody has seen to it, or what failed is not dead any more.

    Of what has no case the web sees the deliveries to the viewer alone, and asks what was done.
    """
    asked = DeadLetterAct.objects.filter(case=dead.case, seq=dead.seq, about=dead.about, done_at=None).exists()
    if asked or (dead.case is not None and not _is_dead(dead.case, dead.seq)):
        raise DeadLetterRefused("", SEEN_TO)


def send_again(dead: Dead, *, by: Person, now: datetime) -> None:
    """Ask that it be sent again, by each way that failed. Raises DeadLetterRefused."""
    _ask(dead, DeadLetterDeed.AGAIN, "", by, now)


def put_aside(dead: Dead, *, why: str, by: Person, now: datetime) -> None:
    """Say that it is not sent again, and why. Raises DeadLetterRefused."""
    if not why.strip() or len(why.strip()) > LONGEST:
        raise DeadLetterRefused("why", WHY)
    _ask(dead, DeadLetterDeed.ASIDE, why.strip(), by, now)


def may_see_to(person: Person) -> bool:
    """Whether somebody may see to dead letters, of what they see."""
    return is_manager(person) and not person.group


def carry_out(act: DeadLetterAct, *, now: datetime) -> None:
    """Do what was asked for: as the worker, who alone touches deliveries; what is not dead any more is left alone."""
    found = dead_of(act.case, act.seq, act.about)
    rows = list(found.select_for_update(of=("self",)).order_by("pk"))
    if act.deed == DeadLetterDeed.ASIDE:
        Delivery.objects.filter(pk__in=[row.pk for row in rows]).update(state=DeliveryState.PUT_ASIDE)
    else:
        _owe_again(rows, now)
    alarms = Alert.objects.filter(case=act.case, seq=act.seq, about=act.about, kind=AlertKind.UNDELIVERED)
    alarms.filter(read_at__isnull=True).update(read_at=now)
    act.done_at = now
    act.save(update_fields=["done_at"])


def _ask(dead: Dead, deed: DeadLetterDeed, why: str, by: Person, now: datetime) -> None:
    if not may_see_to(by):
        raise DeadLetterRefused("", NOT_YOURS)
    with transaction.atomic():
        act = DeadLetterAct.objects.create(
            case=dead.case, seq=dead.seq, about=dead.about, deed=deed, reason=why, by=by, at=now
        )
        later("see_to_dead_letter", act=str(act.pk))


def _is_dead(case: Case, seq: int) -> bool:
    told = (alert for one in told_on(case) for alert in one.alerts if alert.seq == seq)
    return any(sending.state == DeliveryState.GIVEN_UP for alert in told for sending in alert.sendings)


def _owe_again(rows: list[Delivery], now: datetime) -> None:
    """Owe some deliveries anew, each by its own way; what was to go in a digest goes by itself."""
    for row in rows:
        row.state, row.problem, row.at = DeliveryState.OWED, "", now
        row.trying_until = row.send_at = row.digest = None
        row.attempts = max(row.attempts, 1)  # so that it neither waits for a digest nor for quiet hours
        row.save()
    later_many("deliver", [{"alert": str(row.alert_id)} for row in rows if row.way_id is None])
    later_many("send_word", [{"delivery": str(row.pk)} for row in rows if row.way_id])
