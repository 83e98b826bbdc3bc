"""Word that cannot be delivered: given up on its row, and told to the Duty Manager in the app."""

from datetime import datetime

from sundial.commands.owed import Staff
from sundial.models import Alert, AlertKind, Channel, Delivery, DeliveryState
from sundial.outside.failpoint import reached
from sundial.protocol.stand_in import hearers
from sundial.protocol.team import Role, Told, in_charge

CALLED: dict[str, str] = {Channel.MAIL: "mail", Channel.SERVICE: "a service", Channel.WEBHOOK: "a webhook"}


def give_up(delivery: Delivery, *, now: datetime) -> None:
    """Give one delivery up, with its problem on the row, and owe word of it to whoever is in charge of the case.

    Where a shift is offered that is the manager of whom it did not reach. That word goes out in the app alone: it is
    about word that does not go out. Everybody whom the word about one fact did not reach is named in one alert, which
    is unread again with each further name.
    """
    delivery.state = DeliveryState.GIVEN_UP
    delivery.save()
    about = delivery.alert
    case = about.case
    regions = tuple(case.regions) if case else ()
    manager = Told(Role.DUTY_MANAGER, in_charge(case.home_region if case else about.person.region, regions))
    for hearer in hearers(manager, Staff.for_([]).people, regions):
        Alert.objects.update_or_create(
            case=case,
            seq=about.seq,
            kind=AlertKind.UNDELIVERED,
            person_id=hearer.id,
            defaults={"text": _words(about), "at": now, "read_at": None},
        )
    reached("delivery.given_up_not_committed")


def _words(about: Alert) -> str:
    """Say what did not reach whom: mail and their own ways by the person's name, a way of a role by its own."""
    rows = Delivery.objects.filter(alert__case=about.case, alert__seq=about.seq, state=DeliveryState.GIVEN_UP)
    unreached: dict[str, list[str]] = {}
    for channel, shared, way, person in rows.values_list("channel", "shared", "way__name", "alert__person__name"):
        unreached.setdefault(CALLED[channel], []).append(way if shared else person)
    said = (f"{what} did not reach {', '.join(sorted(set(names)))}" for what, names in sorted(unreached.items()))
    return f"{', '.join(said)}: {about.text}"[:300]
