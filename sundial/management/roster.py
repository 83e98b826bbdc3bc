"""The file in which an operator writes down the team and the customers, read with every fault named at once."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import available_timezones

from pydantic import AfterValidator, Field, StringConstraints, ValidationError

from sundial.commands.people import Contact, Customer, EntitledTo, Member
from sundial.models.person import PHONE
from sundial.protocol.document import DocumentError, Protocol
from sundial.protocol.document.errors import Problem, one_of, problems_in, shown
from sundial.protocol.document.values import Text, Value
from sundial.protocol.languages import NoLanguage, tag
from sundial.protocol.staffing import ENGINEER

PLAIN = frozenset(
    {"name", "city", "zone", "region", "regions", "csm", "tam", "sales"}
)  # what a customer takes as it is written


def _zone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError("an IANA time zone, such as Europe/Bucharest")
    return name


def _email(text: str) -> str:
    name, _, host = text.partition("@")
    if not name or not host or " " in text or "@" in host:
        raise ValueError("an e-mail address")
    return text.lower()


def _language(text: str) -> str:
    try:
        return tag(text)
    except NoLanguage:
        raise ValueError("the tag of a language, such as de or pt-BR") from None


def _phone(text: str) -> str:
    if text and not re.fullmatch(PHONE, text):
        raise ValueError("a number with its country, such as +40 256 123 456")
    return text


Language = Annotated[str, AfterValidator(_language)]
PhoneNumber = Annotated[str, AfterValidator(_phone)]
Zone = Annotated[str, AfterValidator(_zone)]
Email = Annotated[str, StringConstraints(strip_whitespace=True), AfterValidator(_email)]
Tier = Annotated[int, Field(ge=1, le=3)]


class StaffEntry(Value):
    """One `[[staff]]`."""

    name: Text
    email: Email
    role: Text
    region: str = ""
    tier: Tier | None = None
    group: str = ""
    title: str = ""
    zone: Zone = "UTC"
    languages: tuple[Language, ...] = ()
    skills: tuple[str, ...] = ()
    phone: PhoneNumber = ""
    chat: str = ""


class ContactEntry(Value):
    """One `[[customer.contact]]`; without a zone, the customer's."""

    name: Text
    email: Email
    zone: Zone | None = None
    languages: tuple[Language, ...] = ()
    phone: PhoneNumber = ""


class EntitlementEntry(Value):
    """One `[[customer.entitlement]]`, where a customer has several."""

    plan: Text
    products: tuple[Text, ...] = ()
    until: date | None = None


class CustomerEntry(Value):
    """One `[[customer]]`; `plan`, `products` and `until` are its one entitlement, where it has not several."""

    name: Text
    city: str = ""
    zone: Zone
    region: Text
    regions: tuple[str, ...] = ()
    plan: str = ""
    products: tuple[Text, ...] = ()
    until: date | None = None
    entitlement: tuple[EntitlementEntry, ...] = ()
    csm: str = ""
    tam: str = ""
    sales: str = ""
    contact: tuple[ContactEntry, ...] = ()

    def entitlements(self) -> tuple[EntitledTo, ...]:
        """Return what the customer is entitled to."""
        if not self.entitlement:
            return (EntitledTo(plan=self.plan, products=self.products, until=self.until),)
        return tuple(EntitledTo(**dict(one)) for one in self.entitlement)


class Roster(Value):
    """The whole file."""

    staff: tuple[StaffEntry, ...] = ()
    customer: tuple[CustomerEntry, ...] = ()

    def members(self) -> Iterator[Member]:
        """Yield the staff."""
        return (Member(**dict(entry)) for entry in self.staff)

    def customers(self) -> Iterator[Customer]:
        """Yield the customers with their people."""
        for entry in self.customer:
            fields = {name: value for name, value in dict(entry).items() if name in PLAIN}
            contacts = [Contact(**dict(one) | {"zone": one.zone or entry.zone}) for one in entry.contact]
            yield Customer(**fields, entitlements=entry.entitlements(), contacts=contacts)


def read_roster(path: Path, protocol: Protocol) -> Roster:
    """Read the file; its roles, regions and plans are those of the protocol in force.

    Raises DocumentError with every fault at once: line or key path, what was found, what is allowed.
    """
    try:
        roster = Roster.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError) as error:
        raise DocumentError(str(path), [Problem("file", str(error), "a text file that can be read")]) from None
    except tomllib.TOMLDecodeError as error:
        raise DocumentError(str(path), [Problem("line", str(error), "TOML")]) from None
    except ValidationError as error:
        raise DocumentError(str(path), problems_in(error, Roster)) from None
    if problems := list(_strangers(roster, protocol)):
        raise DocumentError(str(path), problems)
    return roster


def _strangers(roster: Roster, protocol: Protocol) -> Iterator[Problem]:
    """Yield what names a role, region, group or plan that the protocol does not have."""
    yield from _unknown_skills(roster, protocol)
    roles = {ENGINEER: None, **protocol.roles}
    for at, one in enumerate(roster.staff):
        yield from _unknown(f"staff.{at}.role", one.role, roles)
        if one.region:
            yield from _unknown(f"staff.{at}.region", one.region, protocol.regions)
        if one.group:
            yield from _unknown(f"staff.{at}.group", one.group, protocol.groups)
    for at, customer in enumerate(roster.customer):
        yield from _plans(f"customer.{at}", customer, protocol)
        for region in (customer.region, *customer.regions):
            yield from _unknown(f"customer.{at}.region", region, protocol.regions)


def _unknown_skills(roster: Roster, protocol: Protocol) -> Iterator[Problem]:
    for at, one in enumerate(roster.staff):
        for skill in one.skills:
            yield from _unknown(f"staff.{at}.skills", skill, protocol.skills)


def _plans(where: str, customer: CustomerEntry, protocol: Protocol) -> Iterator[Problem]:
    """Yield what is wrong with the entitlements: written here and there, or to a plan that there is not."""
    for key in ("plan", "products", "until") if customer.entitlement else ():
        if found := getattr(customer, key):
            yield Problem(f"{where}.{key}", shown(found), "it in each [[customer.entitlement]], where there are some")
    if not customer.entitlement:
        yield from _unknown(f"{where}.plan", customer.plan, protocol.plans)
    for at, one in enumerate(customer.entitlement):
        yield from _unknown(f"{where}.entitlement.{at}.plan", one.plan, protocol.plans)


def _unknown(where: str, found: str, allowed: Mapping[str, Any]) -> Iterator[Problem]:
    if found not in allowed:
        yield Problem(where, shown(found), one_of(allowed))
