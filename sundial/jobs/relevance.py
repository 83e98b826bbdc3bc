"""Is an alert still true at the moment at which it would leave the house, by whatever way?"""

from collections.abc import Callable, Mapping
from datetime import datetime

from sundial.commands.letters_told import shown
from sundial.commands.pages import page_of, why_over
from sundial.commands.rota_offers import became_of
from sundial.commands.team_now import colleagues
from sundial.commands.waivers import named_in
from sundial.models import Alert, AlertAct, AlertKind, Case, Clock, Escalation, FactRow, Person, Way, rota_written
from sundial.models.alerts import OF_LETTERS
from sundial.models.letters import InboundLetter
from sundial.protocol.case import State
from sundial.protocol.letters.seeing import who_is_near, who_sees


def why_not(alert: Alert, now: datetime) -> str:
    """Say why an alert is no longer to be sent to its person; "" if it is. The alert itself stays in the app."""
    if not alert.person.is_active:
        return "the person is no longer active"
    if alert.case is None and alert.kind in OF_LETTERS:
        return _why_no_letter(alert)
    if alert.case is None:
        return str(became_of(rota_written(), alert.seq, alert.person, now))
    if is_outside(alert.person, alert.case):
        return "the person is outside the wall of the case"
    return _why_no_more(alert, now)


def why_not_by(way: Way, alert: Alert, now: datetime) -> str:
    """Say why an alert is no longer to be sent by a way; "" if it is. A role's way stands where its region stands."""
    if way.ended_at is not None:
        return "the way was ended"
    if way.person_id is not None or alert.case is None:
        return why_not(alert, now)
    if alert.case.regions and way.region not in alert.case.regions:
        return "the region of the role is outside the wall of the case"
    return _why_no_more(alert, now)


def _why_no_more(alert: Alert, now: datetime) -> str:
    assert alert.case is not None
    if alert.case.state == State.CLOSED:
        return "the case is closed"
    why_no_more = OF_ITS_KIND.get(alert.kind)
    return (why_no_more(alert, now) if why_no_more else "") or _why_no_page(alert, now)


def is_outside(person: Person, case: Case) -> bool:
    """Whether the wall of a case leaves this person outside (O2.7)."""
    if not person.is_staff_member:
        return person.organization_id != case.organization_id
    return bool(case.regions) and person.region not in case.regions


def _why_no_letter(alert: Alert) -> str:
    """Word of a letter is true while nobody has settled it, and goes to nobody whom a wall has shut out since."""
    letter = InboundLetter.objects.filter(pk=alert.about).first()
    if letter is None or letter.settled_at:
        return "somebody has settled the letter"
    by, staff = shown(letter), colleagues()
    seeing = who_sees(by, staff)
    if alert.kind == AlertKind.LETTER_UNSEEN:
        if seeing:
            return "somebody may see the letter by now"
        seeing = who_is_near(by, staff)
    return "" if str(alert.person_id) in {one.id for one in seeing} else "the person may not see the letter"


def _why_given(alert: Alert, now: datetime) -> str:
    """A tier is asked, and a case is somebody's or wakes for them, until somebody is given the case after it."""
    given = FactRow.objects.filter(case=alert.case, seq__gt=alert.seq, kind="owner-set").exists()
    return "somebody was given the case meanwhile" if given else ""


def _why_no_waiver(alert: Alert, now: datetime) -> str:
    """A waiver is asked for until it is given."""
    facts = FactRow.objects.filter(case=alert.case)
    note = facts.filter(seq=alert.seq).values_list("text", flat=True).first() or ""
    named = named_in(note.rpartition("/")[2])
    given = named and facts.filter(kind="waived", what__promise=named[0], what__cycle=named[1]).exists()
    return "it was waived meanwhile" if given else ""


def _why_no_warning(alert: Alert, now: datetime) -> str:
    """A warning is true only before the due time, and only while the promise is still open."""
    if alert.due_at is None or now >= alert.due_at:
        return "the due time has passed"
    runs = Clock.objects.running().filter(case=alert.case, promise=alert.promise, due_at=alert.due_at).exists()
    return "" if runs else "the promise was kept meanwhile"


def _why_no_rung(alert: Alert, now: datetime) -> str:
    """Word of a rung is true while the case stands on it: what settles it or ends the case takes it away."""
    stands = Escalation.objects.filter(case=alert.case, seq=alert.seq).exists()
    return "" if stands else "the escalation is settled, or over with its case"


def _why_no_question(alert: Alert, now: datetime) -> str:
    """The question is true while nobody has answered it."""
    open_still = Escalation.objects.filter(case=alert.case, asked__gt=0).exists()
    return "" if open_still else "the customer has answered, or the escalation is settled"


def _why_not_again(alert: Alert, now: datetime) -> str:
    """Whoever is asked again is asked while it is open, and nobody has it."""
    asked = AlertAct.objects.filter(pk=alert.about).first()
    about = {"case": alert.case, "person": alert.person}
    original = asked and Alert.objects.select_related("case").filter(seq=asked.seq, kind=asked.kind, **about).first()
    return _why_not_needed(original, now) if original else "it is not there any more"


def _why_no_page(alert: Alert, now: datetime) -> str:
    """What went on to somebody is true while it is open, and nobody else has it."""
    page = page_of(alert, now)
    went_on = page is not None and any(act.to == str(alert.person_id) for act in page.acts)
    return _why_not_needed(alert, now) if went_on else ""


def _why_not_needed(alert: Alert, now: datetime) -> str:
    page = page_of(alert, now)
    others = page.others if page else ()
    return why_over(alert, page, now) or ("somebody has it by now" if others else "")


OF_ITS_KIND: Mapping[str, Callable[[Alert, datetime], str]] = {
    AlertKind.ASKED_AGAIN: _why_not_again,
    AlertKind.DUE_SOON: _why_no_warning,
    AlertKind.ESCALATED: _why_no_rung,
    AlertKind.COMFORT_ASKED: _why_no_question,
    AlertKind.OWNED: _why_given,
    AlertKind.REOPENED: _why_given,
    AlertKind.TIER_RAISED: _why_given,
    AlertKind.WAIVER_ASKED: _why_no_waiver,
}
