"""A mail that cannot be delivered: given up on its row, and told to the Duty Manager in the app."""

from datetime import datetime

from sundial.commands.owed import Staff
from sundial.models import Alert, AlertKind, Delivery, DeliveryState, Person
from sundial.protocol.stand_in import hearers
from sundial.protocol.team import Role, Told, in_charge


def give_up(delivery: Delivery, *, now: datetime) -> None:
    """Give one delivery up, with its problem on the row, and owe word of it to whoever is in charge of the case.

    Where a shift is offered that is the manager of whom it did not reach. That word goes out in the app alone: it is
    about mail that does not go out. Everybody whom the mail about one fact did not reach is named in one alert, which
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


def _words(about: Alert) -> str:
    unreached = Person.objects.filter(
        alerts__case=about.case, alerts__seq=about.seq, alerts__deliveries__state=DeliveryState.GIVEN_UP
    )
    names = ", ".join(unreached.order_by("name").values_list("name", flat=True).distinct())
    return f"mail did not reach {names}: {about.text}"[:300]
