"""Word that cannot be delivered: given up on its row, and told to the Duty Manager in the app."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from sundial.commands.letters_told import shown
from sundial.commands.owed import Staff
from sundial.commands.team_now import colleagues
from sundial.models import Alert, AlertKind, Case, Channel, Delivery, DeliveryState, InboundLetter
from sundial.models.alerts import LETTERS, OF_LETTERS
from sundial.outside.failpoint import reached
from sundial.protocol.letters.seeing import who_is_near, who_sees
from sundial.protocol.stand_in import Colleague, hearers
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
    named: dict[str, Any] = {
        "case": case,
        "seq": about.seq,
        "about": about.about if about.kind in LETTERS else "",
        "kind": AlertKind.UNDELIVERED,
    }
    may = tuple(_who_may_hear(about))
    for hearer in hearers(manager, may, regions) or (may if about.kind in OF_LETTERS else ()):
        defaults = {"text": _words(about), "at": now, "read_at": None}
        Alert.objects.update_or_create(**named, person_id=hearer.id, defaults=defaults)
    reached("delivery.given_up_not_committed")


def _who_may_hear(about: Alert) -> Iterable[Colleague]:
    """Return of whom it can be told: of a letter that nobody has confirmed those alone who may see it (O2.7)."""
    letter = InboundLetter.objects.filter(pk=about.about).first() if about.kind in OF_LETTERS else None
    if letter is None:
        return Staff.for_([]).people
    by, staff = shown(letter), colleagues()
    return who_sees(by, staff) or who_is_near(by, staff)


def dead_of(case: Case | None, seq: int, about: str) -> QuerySet[Delivery]:
    """Return what was given up of one fact; of what has no case, of one change of the rota or of one letter."""
    named: dict[str, Any] = {"alert__case": case, "alert__seq": seq}
    if about:
        named["alert__about"] = about
    elif case is None:
        named["alert__kind__in"] = (AlertKind.SHIFT_OFFERED, AlertKind.LETTER_UNSEEN)
    return Delivery.objects.filter(**named, state=DeliveryState.GIVEN_UP)


def _words(about: Alert) -> str:
    """Say what did not reach whom: mail and their own ways by the person's name, a way of a role by its own."""
    rows = dead_of(about.case, about.seq, about.about if about.kind in LETTERS else "")
    unreached: dict[str, list[str]] = {}
    for channel, shared, way, person in rows.values_list("channel", "shared", "way__name", "alert__person__name"):
        unreached.setdefault(CALLED[channel], []).append(way if shared else person)
    said = (f"{what} did not reach {', '.join(sorted(set(names)))}" for what, names in sorted(unreached.items()))
    return f"{', '.join(said)}: {about.text}"[:300]
