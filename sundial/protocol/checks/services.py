"""Protocol 01 and 08 to 11: root causes, planned activities and telephone numbers, against the calendar."""

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from sundial.protocol import hours
from sundial.protocol.amounts import BusinessTime, Elapsed
from sundial.protocol.checks.finding import Finding, Level
from sundial.protocol.checks.sample import Sample, short
from sundial.protocol.document import Protocol
from sundial.protocol.document.parts import Phone

MORNING = datetime(2026, 11, 23, 9)  # noqa: DTZ001  the caller's own clock shows this Monday morning


def findings(sample: Sample) -> Iterator[Finding]:
    """Look for services that are promised without a time, or at a time that can pass before they are asked for."""
    protocol = sample.protocol
    yield from _root_cause(sample)
    yield from _documents(protocol)
    yield from _activities(protocol)
    for country, phone in protocol.phones.items():
        yield from _telephones(sample, country, phone)


def _root_cause(sample: Sample) -> Iterator[Finding]:
    rca = sample.protocol.rca
    if rca.on_request and rca.counted_from != "request":
        region = sample.regions[0]
        start = sample.starts(region)[1]
        due = hours.add(start, rca.within, sample.calendar(region))
        asked = hours.add(due, Elapsed(24 * 3600), sample.calendar(region))
        says = (
            f"a root cause analysis is owed on request, within {rca.within} of the {rca.counted_from}: a request "
            "may come after that"
        )
        says += ", and “typically” makes it an aim" if rca.typically else ""
        local = start.astimezone(sample.zone(region))
        told = [short(at.astimezone(sample.zone(region)), local) for at in (due, asked)]
        bites = f"resolved {sample.say(start, region)}: due {told[0]}; asked for {told[1]}, it is already late"
        yield Finding("D1", Level.WARNING, "O10.1", "rca", says, bites)


def _documents(protocol: Protocol) -> Iterator[Finding]:
    for rung in protocol.ladder.rungs.values():
        if rung.owes_document and rung.owes_document_within is None:
            says = f"rung {rung.number} owes a {rung.owes_document}, and no section says by when"
            yield Finding("D2", Level.WARNING, "O8.1", f"ladder.rungs.{rung.number}.owes_document", says)


def _activities(protocol: Protocol) -> Iterator[Finding]:
    missing = {"minimum_notice": "how early to ask", "confirmed_within": "how soon it is confirmed"}
    open_ends = [words for key, words in missing.items() if getattr(protocol.activities, key) is None]
    if open_ends:
        says = f"planned activities (“{protocol.activities.wording}”): not said is {' and '.join(open_ends)}"
        yield Finding("D3", Level.WARNING, "O9.1", "activities", says)


def _telephones(sample: Sample, country: str, phone: Phone) -> Iterator[Finding]:
    """A number whose region is closed on a working morning of the caller's own clock."""
    morning = MORNING.replace(tzinfo=ZoneInfo(phone.zone))
    calendar = sample.protocol.calendar((phone.region,))
    opens = hours.add(morning, BusinessTime(60), calendar)
    if (opens - morning).total_seconds() > 60:
        local = sample.protocol.regions[phone.region]
        first = next(iter(calendar.windows(morning, opens)))[0].astimezone(ZoneInfo(phone.zone))
        says = f"callers in {phone.name} reach {local.name} ({local.office}), which no section says"
        bites = (
            f"Mon 23 Nov 2026 09:00 {phone.zone}: {local.office} opens {short(first, morning)} on the caller's clock"
        )
        yield Finding("D8", Level.WARNING, "O1.3", f"phones.{country}", says, bites)
