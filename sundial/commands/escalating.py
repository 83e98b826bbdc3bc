"""Protocol 07 and 08: a case climbs the ladder, its point person does the duties, the customer is comfortable."""

from dataclasses import dataclass
from datetime import datetime

from sundial.commands.errors import NotStaff
from sundial.commands.escalation_ground import (
    NotThePointPerson,
    StillWaiting,
    WrongTime,
    check_may_answer,
    check_point_person,
    check_rung,
    check_when,
    is_silence,
    may_settle,
    named,
    rung_owing,
    words_of,
)
from sundial.commands.handover_ground import name_of
from sundial.commands.record import Entry, Recorded, record, record_on
from sundial.commands.severity import another
from sundial.models import Case, Person, history_of
from sundial.protocol.asks import open_ask
from sundial.protocol.climbing import anew_since, owes_findings
from sundial.protocol.facts import (
    Asks,
    ComfortSaid,
    Duty,
    DutyDone,
    Escalated,
    EscalationSettled,
    FindingsWritten,
    PointPersonSet,
    SeverityAsked,
    What,
)
from sundial.protocol.history_error import HistoryError


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a customer asks for: a rung, on the first what exactly, in which words; perhaps another severity.

    The other severity is put to the other side as a request of its own. It stands in the words alone where a request
    is open already, and where the staff note it: nobody asks a customer to agree to what they want themselves.

    `at` is when it was asked (UTC) where that was not now: when the call was taken, when the letter came.
    """

    rung: int
    text: str = ""
    asks: Asks = Asks.NOTHING
    severity: int | None = None
    at: datetime | None = None


def escalate(case: Case, wish: Wish, *, by: Person, now: datetime) -> Recorded:
    """Put a case on a rung: its answer clock runs from there on, and everybody whom O8 names hears of it (O8.1).

    Severity is never changed by it: another one is asked for beside it. Of two who press at once the second learns
    who has it. Raises NoSuchRung, OnThatRung, WayClosed, NotNext, WrongTime, NoWords for something else without
    words, NotOffered, SameAlready, and where the case has ended what `check_open` raises.
    """
    with case.locked():
        rung = check_rung(case, wish.rung, by)
        at = check_when(case, wish.at, now)
        asks = (wish.asks or Asks.OTHER) if rung.asks_for else Asks.NOTHING
        text = words_of(wish.text) if asks is Asks.OTHER else wish.text.strip()
        beside, words = _severity(case, wish, asks, by)
        text = "\n\n".join(filter(None, (text, words)))
        whats = (Escalated(rung.number, asks, owes_findings(rung)), *beside)
        try:
            return record_on(case, [Entry(case.pk, what, by, at, text) for what in whats], now=now)
        except HistoryError:  # at the instant that was named the case stood otherwise
            raise WrongTime(anew_since(history_of(case.pk))) from None


def _severity(case: Case, wish: Wish, asks: Asks, by: Person) -> tuple[tuple[What, ...], str]:
    """Return the request for another severity beside a rung, or where none is to be made the words that say it."""
    if asks is not Asks.SEVERITY or wish.severity is None:
        return (), ""
    if open_ask(another(case, wish.severity)) or by.is_staff_member:
        return (), f"Severity asked for: {wish.severity}."
    return (SeverityAsked(wish.severity),), ""


def own(case: Case, escalation: int, *, by: Person, now: datetime, seen: str = "") -> Recorded | None:
    """Become the point person of an escalation; None for who is it already, and then nothing is recorded.

    `seen` is the id of the point person whom the page showed: another one is not replaced unseen. Raises NotStaff,
    CannotAnswer, NotThePointPerson, NotEscalated, and where the case has ended what `check_open` raises.
    """
    with case.locked():
        one = named(case, escalation)
        check_may_answer(case, one.rung, by, now)
        if one.person == str(by.pk):
            return None
        if one.person != seen:
            raise NotThePointPerson(name_of(one.person))
        return record(case, PointPersonSet(escalation, str(by.pk)), by=by, now=now)


def do_duty(case: Case, escalation: int, duty: Duty, *, by: Person, text: str, now: datetime) -> Recorded:
    """Do one of the duties of O7.5, in words; the last of them answers the escalation and those below it.

    What is done once more is written beside what was. The customer reads all but the parties. Raises NotStaff,
    NotThePointPerson, NoWords, NotEscalated, and where the case has ended what `check_open` raises.
    """
    with case.locked():
        check_point_person(named(case, escalation), by)
        return record(case, DutyDone(escalation, duty), by=by, now=now, text=words_of(text))


def write_findings(case: Case, escalation: int, *, by: Person, text: str, now: datetime) -> Recorded:
    """Write how the rungs before failed the customer; what only waited for that is settled with it.

    What ended with its case can be written until that is closed, by whoever may answer the rung. Raises what `do_duty`
    raises, and CannotAnswer.
    """
    with case.locked():
        if (rung := rung_owing(case, escalation)) is not None:
            check_may_answer(case, rung, by, now)
        else:
            check_point_person(named(case, escalation), by)
        return record(case, FindingsWritten(escalation), by=by, now=now, text=words_of(text))


def say_comfort(
    case: Case, escalation: int, *, comfortable: bool, by: Person, now: datetime, text: str = ""
) -> Recorded:
    """Say whether the customer is comfortable: they themselves, or a colleague who notes when and how they said so.

    Comfortable settles the escalation and those below it (O8.5). Raises NoWords for a colleague's note without any,
    NotEscalated, and where the case has ended what `check_open` raises.
    """
    with case.locked():
        named(case, escalation)
        words = words_of(text) if by.is_staff_member else text.strip()
        return record(case, ComfortSaid(escalation, comfortable), by=by, now=now, text=words)


def settle(case: Case, escalation: int, *, by: Person, text: str, now: datetime) -> Recorded:
    """Decide what silence means, with a reason: only after the customer was asked and reminded (O8.5).

    Raises NotStaff, NotThePointPerson, StillWaiting, NoWords, NotEscalated, and where the case has ended what
    `check_open` raises.
    """
    with case.locked():
        one = named(case, escalation)
        if not by.is_staff_member:
            raise NotStaff
        if not may_settle(one, by):
            raise NotThePointPerson(name_of(one.person))
        if not is_silence(one):
            raise StillWaiting
        return record(case, EscalationSettled(escalation), by=by, now=now, text=words_of(text))
