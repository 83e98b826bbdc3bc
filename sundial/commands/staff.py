"""Protocol 02, the team: people entered, changed, leaving and coming back, by a manager of their region (O2.1, O2.7).

What is changed holds at once: each request asks the database anew who somebody is, and an open stream is cut within
seconds of its reader moving or leaving. Each change is kept with who made it.
"""

import re
from contextlib import suppress
from datetime import datetime
from typing import Any
from zoneinfo import available_timezones

from django.db import IntegrityError, transaction

from sundial.commands.errors import Refused
from sundial.commands.leaving import GivenMeanwhile, give_back_unseen, hold_theirs
from sundial.commands.people import Member, fields_of
from sundial.commands.rota_ground import colleague_of
from sundial.models import Kind, Person, PersonChange, protocol_in_force
from sundial.models.person import PHONE
from sundial.protocol.document import Protocol
from sundial.protocol.languages import NoLanguage
from sundial.protocol.staffing import ENGINEER, is_of_a_group, refusal, roles_of_people
from sundial.protocol.stand_in import Colleague

MOVES = {"region", "is_active"}  # what lets somebody see no more what is theirs
WAYS = ("zone", "languages", "phone", "chat")  # what everybody changes of themselves
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


class StaffRefused(Refused):
    """A person cannot be entered or changed like this; `field` names what is wrong, "" for all of it."""

    def __init__(self, field: str, text: str) -> None:
        super().__init__(text)
        self.field = field


def enter_person(member: Member, *, by: Person, now: datetime) -> Person:
    """Enter one of the staff in the region of a manager, at the host of that manager's own address.

    The host is asked for so that nobody learns by trying whether an address belongs to a customer whom they may not
    see. Nobody can sign in before the operator gives them a password. Raises StaffRefused.
    """
    protocol, email = protocol_in_force(now), member.email.strip().lower()
    _check(by, None, _after(member), protocol)
    fields = _fields(member, protocol)
    host = by.email.partition("@")[2]
    if not EMAIL.fullmatch(email) or email.partition("@")[2] != host:
        raise StaffRefused("email", f"Give an address at {host}; whoever has another is entered with sundial enrol.")
    try:
        with transaction.atomic():
            person = Person.objects.create(email=email, kind=Kind.STAFF, **fields)
    except IntegrityError:
        raise StaffRefused("email", f"Somebody has the address {email} already.") from None
    _keep(person, {"entered": [None, fields["region"]]}, by=by, now=now)
    return person


def change_person(person: Person, member: Member, *, by: Person, now: datetime) -> dict[str, Any]:
    """Change one of the staff; return what changed, each field as it was and as it is. Raises StaffRefused.

    What they own behind a wall and see no more is given back with it, in the same transaction.
    """
    protocol = protocol_in_force(now)
    _check(by, colleague_of(person), _after(member, str(person.pk)), protocol)
    return _write(person, _fields(member, protocol), by=by, now=now)


def change_ways(person: Person, member: Member, *, now: datetime) -> dict[str, Any]:
    """Change what leads to oneself: zone, languages, phone, chat. Raises StaffRefused."""
    fields = _fields(member, protocol_in_force(now), own=True)
    return _write(person, {name: fields[name] for name in WAYS}, by=person, now=now)


def let_leave(person: Person, *, by: Person, now: datetime) -> dict[str, Any]:
    """Let one of the staff leave: they are signed out at once, their cases wait for others. Raises StaffRefused.

    Those behind a wall are given back at once.
    """
    _check(by, colleague_of(person), colleague_of(person), protocol_in_force(now))
    return _write(person, {"is_active": False}, by=by, now=now)


def let_return(person: Person, *, by: Person, now: datetime) -> dict[str, Any]:
    """Let somebody who left come back as they were, with the password that they had. Raises StaffRefused."""
    _check(by, colleague_of(person), colleague_of(person), protocol_in_force(now))
    return _write(person, {"is_active": True}, by=by, now=now)


def may_change(by: Person, person: Person, now: datetime) -> bool:
    """Say whether somebody may change one of the staff as they are."""
    one = colleague_of(person)
    return by.is_active and by.is_staff_member and not refusal(colleague_of(by), one, one, protocol_in_force(now))


def _check(by: Person, before: Colleague | None, after: Colleague, protocol: Protocol) -> None:
    if not by.is_staff_member or not by.is_active:
        raise StaffRefused("", "Only the support team can do this.")
    if words := refusal(colleague_of(by), before, after, protocol):
        raise StaffRefused("region" if before and before.region != after.region else "role", words)


def _after(member: Member, person: str = "") -> Colleague:
    return Colleague(person, member.name, member.role, member.region, member.group)


def _fields(member: Member, protocol: Protocol, *, own: bool = False) -> dict[str, Any]:
    """Return what is kept, checked. Raises StaffRefused."""
    for field, is_well, words in _claims(member, protocol):
        if not is_well and (not own or field in WAYS):
            raise StaffRefused(field, words)
    try:
        return fields_of(member)
    except NoLanguage as error:
        raise StaffRefused(
            "languages", f"“{error}” is no language. Write names or tags, such as English, de."
        ) from None


def _claims(member: Member, protocol: Protocol) -> tuple[tuple[str, bool, str], ...]:
    grouped, known = is_of_a_group(member.role, protocol), member.group in protocol.groups
    return (
        ("name", bool(member.name.strip()), "Write their name."),
        ("role", member.role in roles_of_people(protocol), "Choose a role of the list."),
        ("region", member.region in ("", *protocol.regions), "Choose a region of the list."),
        ("group", known if grouped else not member.group, _group_words(is_missing=grouped)),
        ("tier", member.tier in (None, *protocol.tiers), "Choose a tier of the list."),
        ("tier", member.tier is None or member.role == ENGINEER, "Only engineers have a tier."),
        ("skills", set(member.skills) <= set(protocol.skills), "Choose skills of the list."),
        ("zone", member.zone in available_timezones(), "Choose a time zone, such as Europe/Bucharest."),
        ("phone", not member.phone or bool(re.fullmatch(PHONE, member.phone)), "Write the number as +40 256 123 456."),
    )  # fmt: skip


def _group_words(*, is_missing: bool) -> str:
    return "Choose the group in which they work." if is_missing else "Only people of other groups have a group."


def _write(person: Person, fields: dict[str, Any], *, by: Person, now: datetime) -> dict[str, Any]:
    """Write what differs, and keep that it does."""
    while True:
        with suppress(GivenMeanwhile):
            return _write_once(person, fields, by=by, now=now)
        person.refresh_from_db()


def _write_once(person: Person, fields: dict[str, Any], *, by: Person, now: datetime) -> dict[str, Any]:
    with transaction.atomic():
        held = hold_theirs(person) if MOVES & fields.keys() else frozenset()
        changed = {name: [getattr(person, name), new] for name, new in fields.items() if getattr(person, name) != new}
        if changed:
            Person.objects.filter(pk=person.pk).update(**{name: new for name, (_, new) in changed.items()})
            person.refresh_from_db(fields=list(changed))
            _keep(person, changed, by=by, now=now)
        if MOVES & changed.keys():
            give_back_unseen(person, held, by=by, now=now)
    return changed


def _keep(person: Person, what: dict[str, Any], *, by: Person, now: datetime) -> None:
    PersonChange.objects.create(person=person, what=what, by=by, at=now)
