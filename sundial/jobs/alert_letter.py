"""The words of an alert as a letter: short, in the reader's own zone, with the way to the case."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings

from sundial.commands.rota_offers import shift_offered
from sundial.models import Alert, AlertAct, AlertKind, Case, FactRow, Person, protocol_in_force, rota_written
from sundial.models.alerts import OF_LETTERS
from sundial.outside.mail import Letter

WORDED = (AlertKind.ESCALATED, AlertKind.COMFORT_SAID, AlertKind.SETTLED)  # whose own words say it


@dataclass(frozen=True, slots=True)
class Words:
    """What is said of an alert, by whatever way: a line, the whole of it, and where it is looked at."""

    subject: str
    text: str
    link: str


def letter_of(alert: Alert, *, at_first: bool = False) -> Letter:
    """Return the letter: the words, where they lead, and why one has it; `at_first` says that it came from nobody."""
    words = words_of(alert, at_first=at_first)
    ends = f"\n{why_told(alert)}\n" if alert.person.is_staff_member else ""
    return Letter(
        key=alert.pk, to=alert.person.email, subject=words.subject, text=f"{words.text}\n\n{words.link}\n{ends}"
    )


def why_told(alert: Alert) -> str:
    """Say why somebody has word, and where they say how they want to be reached: the last line of each letter."""
    case, person = alert.case, alert.person
    own = case is not None and not case.regions and case.owner_id == person.pk
    return why_so(person, "who owns the case" if own else "")


def why_so(person: Person, whose: str = "") -> str:
    """Say as what somebody has a letter, their role unless it is said, and where they choose how they are reached."""
    whose = whose or person.title or person.role.replace("-", " ")
    return f"You have this as {person.name}, {whose}. How word reaches you: {settings.SITE_URL}/desk/reaching"


def words_of(alert: Alert, *, at_first: bool = False) -> Words:
    """Return the words; of a restricted case they are the number and the way there, and not one more (O2.7)."""
    case = alert.case
    if case is None:
        return _of_mail(alert) if alert.kind in OF_LETTERS else _of_a_shift(alert)
    if alert.kind == AlertKind.COMFORT_ASKED:
        return _to_the_customer(alert, case)
    link = f"{settings.SITE_URL}/desk/cases/{case.number}"
    if case.regions:
        return Words(case.number, f"Please look at case {case.number}.", link)
    what = said_of(alert)
    about = f"{case.organization.name}: {case.subject}\nSeverity {case.severity}, {case.plan.title()} plan"
    words = "\n".join(filter(None, (f"{case.number}: {what}.", "" if at_first else _came(alert))))
    return Words(f"{case.number}: {what}", f"{words}\n\n{about}", link)


def _came(alert: Alert) -> str:
    """Say how what went on to somebody came to them, "" where they were told at first."""
    acts = AlertAct.objects.filter(case=alert.case, seq=alert.seq, kind=alert.kind, to=alert.person)
    last = acts.select_related("person").order_by("nth").last()
    if last is None:
        return ""
    return (
        f"{last.person.name} passed it on to you."
        if last.person
        else "Nobody has answered in time: you are next in line."
    )


def _to_the_customer(alert: Alert, case: Case) -> Words:
    """Return the question whether they are comfortable: the number and the way to both answers."""
    words = "Your escalation was answered. Are you comfortable with the progress? Please tell us with one press:"
    link = f"{settings.SITE_URL}/cases/{case.number}/escalations/{_nth(alert, case)}/comfort"
    if case.regions:
        return Words(case.number, f"Please look at case {case.number}.", link)
    return Words(f"{case.number}: {alert.text}", words, link)


def _nth(alert: Alert, case: Case) -> int:
    """Return which escalation of its case is asked about, as its customer counts them."""
    facts = FactRow.objects.filter(case=case)
    asked = facts.values_list("what__escalation", flat=True).get(seq=alert.seq)
    return facts.filter(kind="escalated", seq__lte=asked).count()


def _of_mail(alert: Alert) -> Words:
    """Return word of a letter to leadership: that there is one, and the way there; whose it is nobody knows yet."""
    if alert.kind == AlertKind.LETTER_UNSEEN:
        link = f"{settings.SITE_URL}/desk/letters"
        return Words(AlertKind.LETTER_UNSEEN.label.capitalize(), f"{alert.text[:1].upper()}{alert.text[1:]}.", link)
    words = AlertKind(alert.kind).label.capitalize()
    link = f"{settings.SITE_URL}/desk/letters/{alert.about}"
    return Words(words, f"{words}. Please confirm sender and case.", link)


def _of_a_shift(alert: Alert) -> Words:
    """Return the words about a shift that is offered: which one, in the reader's own zone, and where it is taken."""
    offer = shift_offered(rota_written(), alert.seq)
    if offer is None:
        return Words(alert.text, f"{alert.text}.", f"{settings.SITE_URL}/desk/rota")
    (change, shift), zone = offer, _zone(alert.person.zone)
    region = protocol_in_force(change.at).regions.get(shift.region)
    span = f"{_local(shift.since, zone)} to {_local(shift.until, zone)}"
    words = f"{AlertKind.SHIFT_OFFERED.label}: {region.name if region else shift.region}, {span}"
    link = f"{settings.SITE_URL}/desk/rota/shift?shift={quote(shift.name, safe='')}"
    return Words(words, f"{words}.\n\nYou have it once you take it.", link)


def said_of(alert: Alert) -> str:
    """Say what an alert is about, in a line, on its reader's clock."""
    if alert.kind in WORDED:
        return alert.text
    if not alert.due_at:
        return AlertKind(alert.kind).label
    promise = alert.promise.replace("-", " ")
    verb = "missed, was due" if alert.kind == AlertKind.BREACHED else "due"
    return f"{promise} {verb} {_local(alert.due_at, _zone(alert.person.zone))}"


def _zone(name: str) -> ZoneInfo:
    """Return the reader's zone; UTC, and so named, where theirs is not known here."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def _local(at: datetime, zone: ZoneInfo) -> str:
    """Say an instant as a person there would, with the zone named by its city."""
    there = at.astimezone(zone)
    return f"{there:%a} {there.day} {there:%b %H:%M} ({zone.key.rsplit('/', 1)[-1].replace('_', ' ')})"
