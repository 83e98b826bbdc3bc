"""The smaller parts of the document: sections, channels, team, plans, severities, and protocol 09 to 11."""

from enum import StrEnum
from typing import Literal

from sundial.protocol.document.values import (
    OWN_KEY,
    AnyAmount,
    Claim,
    Key,
    SectionKey,
    SeverityNumber,
    Text,
    Value,
)


class Section(Value):
    """A section of the source; `holds` are the parts of this document that it states."""

    title: Text
    holds: tuple[Key, ...] = ()


class Reference(Value):
    """A place where the source points at another place of itself: to a section, to the last one, above or below."""

    section: SectionKey
    wording: Text
    about: Key
    to: SectionKey | Literal["last", "above", "below"]


class Matter(StrEnum):
    """What a protocol should settle in so many words; `stated` says in which section it does."""

    BUSINESS_HOURS = "business-hours"
    BUSINESS_DAY = "business-day"
    TIME_ZONE = "time-zone"
    PUBLIC_HOLIDAYS = "public-holidays"
    PAUSE = "pause"
    SEVERITY_CHANGE = "severity-change"
    CADENCE_ANCHOR = "cadence-anchor"
    DIAGNOSIS_REGRESS = "diagnosis-regress"
    DETERMINATION = "determination"
    ACCEPTANCE = "acceptance"
    AGREEMENT = "agreement"
    RUNG_ORDER = "rung-order"
    RUNG_TARGET = "rung-target"
    RUNG_RESTART = "rung-restart"
    ESCALATION_SEVERITY = "escalation-severity"
    ON_SITE_CLOCKS = "on-site-clocks"
    REOPENING = "reopening"
    MERGING = "merging"


class Channel(Value):
    """One way to reach support (O1); `except_for` names the rung that a refused channel still serves (O1.6)."""

    title: Text
    section: SectionKey
    accepted: Claim = True
    wording: Text
    except_for: int | None = None


class Phone(Value):
    """A country with a support number, and the region whose hours its callers meet (O1.3).

    `number` is None where the document does not print it: the source names the countries alone.
    """

    name: Text
    zone: Text
    region: Key
    number: Text | None = None


class Plan(Value):
    """A support plan and what it includes."""

    key: Key = OWN_KEY
    name: Text
    phone: Claim
    includes: tuple[Text, ...]


class Severity(Value):
    """One severity: our words, the source's words, and what the source says of the effort (never a clock).

    `effort_hours` is the kind of hours in which that effort is promised.
    """

    number: SeverityNumber = OWN_KEY
    title: Text
    wording: Text
    source: Text
    effort: Text
    effort_hours: Literal["business", "any"]


class PromiseText(Value):
    """How the source introduces a promise, and what it says that the customer will get (O5)."""

    title: Text
    section: SectionKey
    wording: Text
    commits_to: Literal["answer", "update", "release"]


class Tier(Value):
    """One of the tiers of the worldwide framework (O2.4)."""

    number: int = OWN_KEY
    title: Text
    expertise: Text
    onward: Text


class Role(Value):
    """A role that the protocol names, and whose it is.

    `case`: whoever has it on this case; `customer`: whom the customer has, if any; `groups`: the other groups at
    work on the case; `region`: one in each region; `shift`: that of the region on shift; `every-region`: those of all
    regions together; `leadership`: all whom the directory names; `world`: one for all regions. `each` names the
    single role of which `shift` and `every-region` are made.
    """

    key: Key = OWN_KEY
    title: Text
    reach: Literal["case", "customer", "region", "shift", "every-region", "leadership", "world", "groups"]
    each: Key | None = None


class Leader(Value):
    """A leadership role as the directory prints it (O2.5); who holds it is data of the running desk, not of this."""

    role: Key
    title: Text
    mailbox: Text
    location: Text
    region: Key | None = None


class Activities(Value):
    """Protocol 09: support for a planned activity (O9); the two amounts are None where the source gives none."""

    section: SectionKey
    wording: Text
    asks_for: tuple[Text, ...]
    minimum_notice: AnyAmount | None = None
    confirmed_within: AnyAmount | None = None


class RootCause(Value):
    """Protocol 10: the root cause analysis (O10)."""

    section: SectionKey
    wording: Text
    severities: tuple[SeverityNumber, ...]
    on_request: Claim
    within: AnyAmount
    counted_from: Literal["resolution", "request"]
    typically: Claim


class OnSite(Value):
    """Protocol 11: support at the customer's place (O11)."""

    section: SectionKey
    wording: Text
    fees: Claim
    approval_first: Claim
