"""The forms of the duties of O7.5: what each asks for, how it begins, and which words come of it."""

from collections.abc import Mapping
from datetime import datetime, timedelta, tzinfo

from sundial.models import Person
from sundial.protocol.document import Protocol
from sundial.protocol.facts import Duty
from sundial.protocol.requested import requests_of
from sundial.web import when
from sundial.web.access import SignedIn
from sundial.web.promises import Reading

LOCAL = "%Y-%m-%dT%H:%M"  # as a browser writes a moment on somebody's own clock
MINUTE = timedelta(minutes=1)
DUTIES: Mapping[Duty, tuple[str, str]] = {
    Duty.CONTACT: ("Contact the customer", "What was said"),
    Duty.DETAILS: ("Give your own contact details", "How they reach you"),
    Duty.PLAN: ("Agree an action plan and next steps", "Who does what, by when"),
    Duty.PARTIES: ("Settle who else must be involved", "Who is involved, or that nobody else is needed"),
}
HOW = {
    "phone": "By phone",
    "video": "In a video conference",
    "chat": "In chat",
    "writing": "In writing",
    "person": "In person",
}
NO_HOW = "Say how the customer was contacted."
NO_TIME = "That is no time: give a date and an hour, such as 2026-03-12T15:30."


def begun(duty: Duty, request: SignedIn, reading: Reading) -> str:
    """Return with which words the form of a duty begins: one's own details; who is asked already."""
    if duty is Duty.DETAILS:
        return details(request.user, reading.protocol)
    if duty is Duty.PARTIES:
        groups = [one.what.group for one in requests_of(reading.history) if one.ended_by is None]
        names = [reading.protocol.groups.get(one, one) for one in dict.fromkeys(groups)]
        return "\n".join(f"{one} is asked." for one in names)
    return ""


def details(person: Person, protocol: Protocol) -> str:
    """Return somebody's own ways to be reached, a line each."""
    role = protocol.roles.get(person.role)
    region = protocol.regions.get(person.region)
    title = person.title or (role.title if role else "")
    head = ", ".join(filter(None, (person.name, title, region.name if region else "")))
    ways = (f"Phone {person.phone}" if person.phone else "", person.email, f"Chat {person.chat}" if person.chat else "")
    return "\n".join(filter(None, (head, *ways)))


def contacted(how: str, at: datetime, text: str, zone: tzinfo) -> str:
    """Return the words of a contact: how, when on the customer's clock, and what was said."""
    return f"{HOW[how]}, {when.full(at, zone)}.\n\n{text.strip()}".strip()


def problem_of(how: str, at: datetime | None, since: datetime, now: datetime) -> str:
    """Say what is wrong with how and when a customer was contacted; "" where nothing is. Minutes are whole."""
    if how not in HOW:
        return NO_HOW
    if at is None:
        return NO_TIME
    if not since - MINUTE < at <= now:
        return "That time cannot be: name one between the escalation and now."
    return ""
