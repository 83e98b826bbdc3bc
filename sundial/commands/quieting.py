"""Protocol 08, delivery: as word is about to go out: until when it waits, and who has it instead (O8.6)."""

from datetime import datetime, time, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sundial.commands.later import asking_for_delivery
from sundial.commands.owed import INSERT
from sundial.commands.pages import needs_of, page_of, why_over, write_act
from sundial.commands.statements import Write, write
from sundial.models import Alert, AlertKind, Case, Person, Reaching, Way, protocol_in_force, rota_written
from sundial.protocol.digests import SET_TIMES, Said, is_to_wait, leaves_at
from sundial.protocol.paging import Act, Deed, answered_by
from sundial.protocol.reaching import MAIL, Event, Quiet, Word, event_of, hushed, taking
from sundial.protocol.rota import Away, holding, on_shift, shifts

NOT_CHOSEN = "they chose not to be mailed of such things"
TOLD_LAST = (AlertKind.LETTER_WAITS, AlertKind.LETTER_UNSEEN)  # nobody is told of it again
MOMENT, MIDNIGHT = timedelta(minutes=1), time()


def quiet_until(alert: Alert, now: datetime) -> datetime | None:
    """Return until when word for its person waits; None: it goes out now.

    Where somebody else is to have it instead, they are told here, in the same transaction: nothing waits unheard.
    """
    reaching = Reaching.objects.select_related("stand_in").filter(person=alert.person_id).first()
    quiet = quiet_of(reaching, alert.person) if reaching else None
    if reaching is None or quiet is None or not quiet.covers(now):
        return None
    stand_in, event = reaching.stand_in, event_of(alert.kind, needs_of(alert))
    can = stand_in is not None and may_stand_in(stand_in, alert, now) and not _had_it_before(stand_in, alert)
    can = can and stand_in is not None and _hears(stand_in, event)
    word = hushed(event, on_duty=is_on_duty(alert.person, now), has_stand_in=can)
    if word is Word.NOW or (alert.kind in TOLD_LAST and not _is_heard_by_another(alert, now)):
        return None
    if word is Word.INSTEAD and stand_in is not None:
        _tell_instead(alert, stand_in, now)
    return quiet.ends(now)


def quiet_until_by(way: Way, alert: Alert, now: datetime) -> datetime | None:
    """Return until when word by a role's way waits; None: it goes out now.

    Nobody stands in for a way, so what wants somebody to act never waits for it, nor does anything while one of the
    role is on shift or on call in its region.
    """
    region = protocol_in_force(now).regions.get(way.region)
    quiet = _quiet(way, _zone(region.zone if region else ""))
    if quiet is None or not quiet.covers(now):
        return None
    event = event_of(alert.kind, needs_of(alert))
    word = hushed(event, on_duty=_one_is_on_duty(way, now), has_stand_in=False)
    return quiet.ends(now) if word is Word.LATER else None


def set_time_of(alert: Alert, now: datetime) -> datetime | None:
    """Return when the digest leaves in which its person chose to hear of such things; None: it waits for none."""
    reaching, case = Reaching.objects.select_related("person").filter(person=alert.person_id).first(), alert.case
    if reaching is None or case is None:
        return None
    return set_time(reaching, Said(alert.kind, alert.promise, case.severity, alert.due_at), now)


def set_time(reaching: Reaching, said: Said, now: datetime) -> datetime | None:
    """Return likewise when what is said leaves, as one person chose."""
    if not is_to_wait(said, reaching.mail):
        return None
    quiet, zone = quiet_of(reaching, reaching.person), _zone(reaching.person.zone).key
    return leaves_at(said, reaching.times or SET_TIMES, zone, quiet, now)


def quiet_of(reaching: Reaching, person: Person) -> Quiet | None:
    """Return somebody's quiet hours, on the clock of their own zone; None where they have none."""
    return _quiet(reaching, _zone(person.zone))


def is_on_duty(person: Person, now: datetime) -> bool:
    """Whether somebody is on shift or on call, by the rota."""
    there = on_shift(shifts(*rota_written(now, now + MOMENT), now, now + MOMENT), now)
    return any(shift.person == str(person.pk) for shift in there)


def may_stand_in(person: Person, alert: Alert, now: datetime) -> bool:
    """Whether somebody can have word of an alert instead: here, inside its wall, and neither away nor quiet now."""
    case = alert.case
    if case is None or alert.about or not person.is_active or (case.regions and person.region not in case.regions):
        return False
    theirs = Reaching.objects.filter(person=person).first()
    quiet = quiet_of(theirs, person) if theirs else None
    held = (one.what for one in holding(rota_written(now, now + MOMENT).changes))
    away = any(isinstance(one, Away) and one.person == str(person.pk) and one.since <= now < one.until for one in held)
    return not away and not (quiet and quiet.covers(now))


def _is_heard_by_another(alert: Alert, now: datetime) -> bool:
    """Whether of those who are told of a letter another one is not quiet: it has no next in line."""
    told = Alert.objects.filter(kind=alert.kind, about=alert.about, person__is_active=True)
    people = [one.person for one in told.exclude(person=alert.person_id).select_related("person__reaching")]
    return any(not _is_quiet(one, now) or is_on_duty(one, now) for one in people)


def _is_quiet(person: Person, now: datetime) -> bool:
    quiet = quiet_of(person.reaching, person) if hasattr(person, "reaching") else None
    return quiet is not None and quiet.covers(now)


def _hears(person: Person, event: Event) -> bool:
    """Whether somebody has chosen to hear of such things by any way."""
    mail = Reaching.objects.filter(person=person).values_list("mail", flat=True).first() or {}
    ways = Way.objects.live().filter(person=person)
    choices = {MAIL: mail, **{str(way.pk): way.hears for way in ways}}
    return bool(taking(event, choices, choices))


def _had_it_before(stand_in: Person, alert: Alert) -> bool:
    """Whether the stand-in was told before it came to its person: what they passed on, or left, is not theirs again."""
    same = Alert.objects.filter(case=alert.case, seq=alert.seq, kind=alert.kind, person=stand_in)
    return same.filter(at__lt=alert.at).exists()


def _tell_instead(alert: Alert, stand_in: Person, now: datetime) -> None:
    """Tell the stand-in of what an alert says, once; of what wants somebody to act they have the whole time."""
    assert alert.case is not None
    list(Case.objects.select_for_update(of=("self",), no_key=True).filter(pk=alert.case.pk).values_list("pk"))
    about = {"case": alert.case, "seq": alert.seq, "kind": alert.kind, "person": stand_in}
    if Alert.objects.filter(**about).exists():
        return
    page, asks_at = page_of(alert, now), None
    if page is not None and not why_over(alert, page, now):
        write_act(page, Act(Deed.PASSED, str(alert.person_id), now, to=str(stand_in.pk)))
        asks_at = answered_by(now, alert.case.severity, protocol_in_force(now).alerts)
    new, clock = uuid4(), (alert.promise, alert.cycle, alert.due_at)
    row = (new, alert.case_id, alert.seq, stand_in.pk, alert.kind, *clock, alert.text, now, asks_at)
    write([Write(INSERT, [row]), asking_for_delivery([new])])


def _quiet(hours: Reaching | Way, zone: ZoneInfo) -> Quiet | None:
    if hours.since is None or hours.until is None:
        return Quiet(MIDNIGHT, MIDNIGHT, zone, frozenset(hours.days)) if hours.days else None
    return Quiet(hours.since, hours.until, zone, frozenset(hours.days))


def _one_is_on_duty(way: Way, now: datetime) -> bool:
    """Whether one of a way's role is on shift or on call in its region."""
    there = on_shift(shifts(*rota_written(now, now + MOMENT), now, now + MOMENT), now)
    named = [shift.person for shift in there if shift.region == way.region]
    return Person.objects.filter(pk__in=named, role=way.role, is_active=True).exists()


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")
