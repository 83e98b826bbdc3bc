"""Protocol 08, delivery: the ways by which an alert goes out, as those who are told have chosen (O8.6)."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID, uuid5

from django.db.models import Q, QuerySet

from sundial.commands.later import later, later_many
from sundial.commands.pages import needs_of
from sundial.commands.quieting import NOT_CHOSEN, quiet_until, quiet_until_by
from sundial.commands.storms import joins_a_storm
from sundial.models import Alert, Case, Channel, Delivery, DeliveryState, Reaching, Way
from sundial.protocol.reaching import MAIL, Event, event_of, takes, taking

NAMES = UUID("5f2b3c0e-6d1a-4c7e-9b0f-2a8e4d6c1b35")  # of the things that a role's way hears of once
GAVE_UP = (DeliveryState.GIVEN_UP, DeliveryState.PUT_ASIDE)  # to put aside what a way refused is not to have been heard
AT_MOST = 500  # that are woken in one transaction


def owe_by_ways(alert: Alert, now: datetime, ways: Iterable[Way] | None = None) -> list[Delivery]:
    """Write down what an alert owes by the ways of its person and of their role; return what is to be sent of it now.

    With `ways` only these of them are looked at. A person's own ways wait with them for the end of their quiet hours, a
    role's way for the end of its own.
    """
    new: list[Delivery] = []
    if joins_a_storm(alert, now):
        return new  # it stands in the app, and in one letter with the rest of the storm
    event = event_of(alert.kind, needs_of(alert))
    ways = [way for way in (ways_of(alert) if ways is None else ways) if takes(event, way.hears)]
    until = quiet_until(alert, now) if any(way.person_id for way in ways) else None
    for way in ways:
        delivery, made = _owed(alert, way, now, until if way.person_id else quiet_until_by(way, alert, now))
        if made and delivery.state == DeliveryState.OWED:
            new.append(delivery)
    return new


def _owed(alert: Alert, way: Way, now: datetime, until: datetime | None) -> tuple[Delivery, bool]:
    shared = None if way.person_id else shared_key(alert)
    found = {"way": way, "shared": shared} if shared else {"way": way, "alert": alert}
    state = DeliveryState.QUIET if until else DeliveryState.OWED
    rest = {"alert": alert, "channel": way.kind, "at": now, "state": state, "send_at": until}
    return Delivery.objects.get_or_create(**found, defaults=rest)


def is_mailed(alert: Alert) -> bool:
    """Say whether its person has an alert by mail: as they chose, and whatever must be heard and nothing else takes.

    A way that does not answer takes nothing now, nor does one that has refused this very alert.
    """
    return MAIL in _taken_by(alert, Way.objects.filter(failing=0).exclude(_gave_up(alert)))


def is_heard(alert: Alert) -> bool:
    """Say whether its person has chosen to hear of an alert by any way at all, mail included."""
    return bool(_taken_by(alert, Way.objects.all()))


def is_mailed_alone(alert: Alert) -> bool:
    """Say whether its person has chosen to hear of an alert by mail, and by no other way."""
    return _taken_by(alert, Way.objects.all()) == (MAIL,)


def mail_instead(delivery: Delivery, way: Way, now: datetime) -> None:
    """Ask for mail where somebody's own way does not take what must be heard, and mail was left for it."""
    alert = delivery.alert
    if delivery.shared or event_of(alert.kind, needs_of(alert)) is not Event.ACT:
        return
    takes_it = way.ended_at is None and not way.failing and delivery.state not in GAVE_UP
    mail = None if takes_it else lock_mail(alert, now)
    if mail and (mail.state, mail.problem) == (DeliveryState.NOT_NEEDED, NOT_CHOSEN):
        Delivery.objects.filter(pk=mail.pk).update(state=DeliveryState.OWED, problem="", at=now)
        later("deliver", alert=str(alert.pk))


def lock_mail(alert: Alert, now: datetime) -> Delivery:
    """Return the mail delivery of an alert, locked; whoever decides about it waits for whoever does so already."""
    made, _ = Delivery.objects.get_or_create(alert=alert, channel=Channel.MAIL, defaults={"at": now})
    return Delivery.objects.select_for_update().get(pk=made.pk)


def _taken_by(alert: Alert, ways: QuerySet[Way]) -> tuple[str, ...]:
    """Return by which of their ways, of these and mail, the person of an alert hears of it."""
    chosen = Reaching.objects.filter(person=alert.person_id).values_list("mail", flat=True).first() or {}
    theirs = ways.filter(person=alert.person_id, ended_at__isnull=True)
    choices = {MAIL: chosen, **{str(way.pk): way.hears for way in theirs}}
    return taking(event_of(alert.kind, needs_of(alert)), choices, choices)


def _gave_up(alert: Alert) -> Q:
    given_up = Delivery.objects.filter(alert=alert, state__in=GAVE_UP, way__isnull=False)
    return Q(pk__in=given_up.values("way"))


def wake(now: datetime) -> int:
    """Owe what waited for quiet hours that are over by now; return how much. What is no longer true is not sent.

    It is owed from now on: what waited longer than one is patient with a way is not given up at once.
    """
    waiting = Delivery.objects.select_for_update(skip_locked=True).filter(state=DeliveryState.QUIET, send_at__lte=now)
    ids = list(waiting.order_by("send_at").values_list("pk", flat=True)[:AT_MOST])
    Delivery.objects.filter(pk__in=ids).update(state=DeliveryState.OWED, send_at=None, at=now)
    later_many("send_word", [{"delivery": str(one)} for one in ids])
    return len(ids)


def dead_by(way: Way, alert: Alert, now: datetime, problem: str) -> Delivery | None:
    """Keep that an alert cannot even be owed by a way, and why; return its delivery, which is to be given up.

    None where it was owed before, to this or to another of the role: whatever became of that stands.
    """
    delivery, made = _owed(alert, way, now, None)
    delivery.problem = problem[:300]
    return delivery if made else None


def ways_of(alert: Alert) -> list[Way]:
    """Return by which ways word may go: a person's own, and of their role where its region is inside."""
    person = alert.person
    theirs = Q(person=person)
    if person.region and alert.case is not None and _is_inside(person.region, alert.case):
        theirs |= Q(role=person.role, region=person.region)
    return list(Way.objects.live().filter(theirs).order_by("made_at", "pk"))


def shared_key(alert: Alert) -> UUID:
    """Return the key of the thing that an alert is about, the same for everybody who is told of it."""
    return uuid5(NAMES, f"{alert.case_id}/{alert.seq}/{alert.kind}/{alert.about}")


def _is_inside(region: str, case: Case) -> bool:
    return not case.regions or region in case.regions
