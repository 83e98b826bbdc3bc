"""Protocol 02, break-glass: whoever stands outside a wall asks to read one case, and a manager inside lets them (O2.7).

The asker learns nothing by asking: a number that was never given is asked for and waits like any other.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction

from sundial.commands.errors import NotStaff, Refused
from sundial.commands.later import later
from sundial.commands.record import record
from sundial.commands.rota_ground import colleague_of
from sundial.models import Case, GlassAnswer, GlassEnd, GlassRequest, Person, protocol_in_force
from sundial.protocol.facts import Messaged
from sundial.protocol.number import normalise
from sundial.protocol.staffing import may_staff

LEAST = 5  # minutes
AT_ONCE = 5  # requests of one person within an hour
HOUR = timedelta(hours=1)
NOT_YOURS = "Only a Duty Manager or Director of the case's regions answers, and nobody for themselves."
LONGEST = 500  # characters of a reason


class GlassRefused(Refused):
    """It cannot be asked or answered like this; `field` names what is wrong, "" for all of it."""

    def __init__(self, field: str, text: str) -> None:
        super().__init__(text)
        self.field = field


def ask_to_read(number: str, reason: str, minutes: int | None, *, by: Person, now: datetime) -> GlassRequest:
    """Ask to read the case of a number for so many minutes. Raises NotStaff, GlassRefused."""
    if not by.is_staff_member or not by.is_active:
        raise NotStaff
    named = normalise(number)
    if named is None:
        raise GlassRefused("number", "That is no case number. It is written like SD-7K3M-92Q.")
    words = _reason(reason)
    length = _minutes(minutes, LEAST)
    _check_may_ask(named, by, now)
    with transaction.atomic():
        asked = GlassRequest.objects.create(person=by, number=named, reason=words, minutes=length, at=now)
        later("tell_glass", request=str(asked.pk))
    return asked


def _reason(text: str) -> str:
    if not text.strip() or len(text.strip()) > LONGEST:
        raise GlassRefused("reason", f"Say why, in at most {LONGEST} characters: it is kept for ever.")
    return text.strip()


def _minutes(minutes: int | None, least: int) -> int:
    most = settings.GLASS_MINUTES
    if minutes is None or not least <= minutes <= most:
        raise GlassRefused("minutes", f"Say for how many minutes: {least} to {most}.")
    return int(minutes)


def _check_may_ask(named: str, by: Person, now: datetime) -> None:
    if Case.objects.filter(number=named).exists():
        raise GlassRefused("number", "You see this case already.")
    if GlassRequest.objects.filter(person=by, at__gt=now - HOUR).count() >= AT_ONCE:
        raise GlassRefused("", f"You have asked {AT_ONCE} times within an hour. Wait, or call a Duty Manager.")


def may_answer(by: Person, case: Case, asker: object) -> bool:
    """Say whether somebody lets others read a case: a Duty Manager or Director of its regions, and never themselves."""
    return by.is_active and by.region in case.regions and may_staff(colleague_of(by), by.region) and by.pk != asker


def let_in(request: GlassRequest, minutes: int | None, *, by: Person, now: datetime) -> GlassAnswer:
    """Let who asked read the case from now on, for so many minutes; it stands on the case. Raises GlassRefused."""
    until = now + timedelta(minutes=_minutes(minutes, 1))
    with transaction.atomic():
        answer = _answer(request, until, by=by, now=now)
        regions = protocol_in_force(now).regions
        place = regions[request.person.region].name if request.person.region in regions else "no region"
        words = (
            f"Break-glass: {request.person.name} of {place} may read this case until {until:%H:%M} UTC on "
            f"{until.day} {until:%B}. They say why: {request.reason}"
        )
        record(answer.case, Messaged(public=False, automatic=True), by=by, now=now, text=words)
    return answer


def turn_down(request: GlassRequest, *, by: Person, now: datetime) -> GlassAnswer:
    """Let nobody in; who asked is not told, for that would say that there is such a case. Raises GlassRefused."""
    return _answer(request, None, by=by, now=now)


def end_reading(answer: GlassAnswer, *, by: Person, now: datetime) -> None:
    """End it before its time: who reads, or a manager inside. Raises GlassRefused."""
    if answer.until is None or answer.until <= now or GlassEnd.objects.filter(pk=answer.pk).exists():
        raise GlassRefused("", "It has ended already.")
    mine = answer.person_id == by.pk
    if not mine and not may_answer(by, answer.case, answer.person_id):
        raise GlassRefused("", "Only who reads, or a manager of the case's regions, ends it.")
    try:
        with transaction.atomic():
            GlassEnd.objects.create(answer=answer, by=by, at=now)
    except IntegrityError:
        raise GlassRefused("", "It has ended already.") from None


def _answer(request: GlassRequest, until: datetime | None, *, by: Person, now: datetime) -> GlassAnswer:
    case = Case.objects.filter(number=request.number).first()
    if case is None or not may_answer(by, case, request.person_id):
        raise GlassRefused("", NOT_YOURS)
    try:
        with transaction.atomic():
            return GlassAnswer.objects.create(
                request=request, case=case, person_id=request.person_id, by=by, at=now, until=until
            )
    except IntegrityError:
        raise GlassRefused("", "Somebody was quicker: this was answered already.") from None
