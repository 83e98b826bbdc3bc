"""Protocol 12, the record: a broken promise is waived by who may; it stands beside the breach for ever (O12.1)."""

from datetime import datetime

from django.conf import settings

from sundial.commands.errors import NotStaff, Refused
from sundial.commands.grounds import check_not_over, reason_of
from sundial.commands.owed_inside import tell_of_waiver
from sundial.commands.record import Recorded, record
from sundial.commands.severity import is_manager
from sundial.models import Case, FactRow, Person, history_of, protocols_of
from sundial.protocol.case import named_protocols
from sundial.protocol.clock import Clock, Outcome
from sundial.protocol.facts import Messaged, Side, Waived
from sundial.protocol.promises import INSIDE, Promise
from sundial.protocol.sla import clocks, terms_of

Named = tuple[Promise, int]  # a clock, by its promise and cycle
ASKS = "This asks for a waiver of a broken promise:"


class NotBroken(Refused):
    """Only what is broken can be waived."""

    def __init__(self) -> None:
        super().__init__("This promise is not broken, so there is nothing to waive.")


class WaivedAlready(Refused):
    """A breach is waived once."""

    def __init__(self) -> None:
        super().__init__("This breach is waived already.")


class NobodyAsked(Refused):
    """A waiver has somebody who asks for it and somebody else who approves it."""

    def __init__(self) -> None:
        super().__init__("Nobody has asked for this waiver. Whoever works on the case asks for it first.")


class OwnWaiver(Refused):
    """Nobody approves what they asked for themselves."""

    def __init__(self) -> None:
        super().__init__("You asked for this waiver yourself, so somebody else has to approve it.")


class NotTheirCase(Refused):
    """A waiver is approved by those who answer for the case's region."""

    def __init__(self) -> None:
        super().__init__("Only a Support Duty Manager or a Director of the case's own region can approve a waiver.")


def ask_waiver(case: Case, named: Named, *, by: Person, now: datetime, text: str) -> Recorded:
    """Ask that a broken promise be waived: an internal note with the reason, and with the page on which it is decided.

    Raises NotBroken, WaivedAlready, NoReason, NotStaff; CaseClosed and CaseMerged, for such a case takes no note.
    """
    if not by.is_staff_member:
        raise NotStaff
    with case.locked():
        check_not_over(case)
        _broken(case, named, now)
        note = f"{reason_of(text)}\n\n{ASKS} {link_to(case, named)}"
        asked = record(case, Messaged(public=False), by=by, now=now, text=note)
        tell_of_waiver(case, asked, by=by, now=now)
        return asked


def waive(case: Case, named: Named, *, by: Person, now: datetime, text: str) -> Recorded:
    """Waive a broken promise that a colleague asked for; it stays broken, and says who waived it and why (O12.1).

    Raises NotTheirCase, NobodyAsked, OwnWaiver, NotBroken, WaivedAlready, NoReason.
    """
    if not may_waive(by, case):
        raise NotTheirCase
    with case.locked():
        broken = _broken(case, named, now)
        asker = _asker(case, named, by)
        what = Waived(broken.promise, broken.cycle, broken.due_at, str(asker.pk), broken.about)
        return record(case, what, by=by, now=now, text=reason_of(text))


def may_waive(person: Person, case: Case) -> bool:
    """Say whether somebody approves waivers here: a Duty Manager or Director of a region that answers for the case."""
    return is_manager(person) and person.region in (case.regions or [case.home_region])


def can_be_waived(clock: Clock, now: datetime) -> bool:
    """Say whether a promise to the customer is broken by now, whatever became of it since, and not waived."""
    broken = clock.outcome is Outcome.BREACHED or (clock.ended_at is None and not clock.paused and now > clock.due_at)
    return broken and clock.waived is None and clock.promise not in INSIDE


def asked_for(case: Case) -> dict[Named, list[FactRow]]:
    """Return the notes that ask for waivers on a case, by the clock that they name, the latest first; one query."""
    rows = FactRow.objects.filter(case=case, kind="messaged", side=Side.STAFF, public=False, text__contains=ASKS)
    found: dict[Named, list[FactRow]] = {}
    for row in rows.select_related("by").order_by("-seq"):
        if named := named_in(row.text.rpartition("/")[2]):
            found.setdefault(named, []).append(row)
    return found


def named_in(key: str) -> Named | None:
    """Read the name of a clock as an address has it: `diagnosis-update-2`; None where it is none."""
    promise, _, cycle = key.rpartition("-")
    if promise not in set(Promise) or not (cycle.isascii() and cycle.isdigit() and len(cycle) < 10):
        return None
    return Promise(promise), int(cycle)


def reason_in(note: FactRow) -> str:
    """Return what somebody said who asked for a waiver, without the way to its page."""
    return note.text.rpartition(ASKS)[0].strip()


def link_to(case: Case, named: Named) -> str:
    """Return where a waiver is decided."""
    promise, cycle = named
    return f"{settings.SITE_URL}/desk/cases/{case.number}/waivers/{promise}-{cycle}"


def _broken(case: Case, named: Named, now: datetime) -> Clock:
    """Return the clock of a name, read from the history; raises NotBroken, WaivedAlready."""
    history = history_of(case.pk)
    terms = terms_of(history, protocols_of(named_protocols(history)))
    clock = next((one for one in clocks(history, terms) if (one.promise, one.cycle) == named), None)
    if clock is not None and clock.waived is not None:
        raise WaivedAlready
    if clock is None or not can_be_waived(clock, now):
        raise NotBroken
    return clock


def _asker(case: Case, named: Named, approver: Person) -> Person:
    """Return who asked for it last, other than whoever is to approve it."""
    askers = [row.by for row in asked_for(case).get(named, ()) if row.by]
    others = [one for one in askers if one.pk != approver.pk]
    if not others:
        raise OwnWaiver if askers else NobodyAsked
    return others[0]
