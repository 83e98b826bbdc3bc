"""Protocol 06, "unless otherwise agreed": proposed, agreed, declined, withdrawn; never without the customer (O6.2)."""

from collections.abc import Sequence
from datetime import datetime

from sundial.commands.errors import NotStaff, Refused
from sundial.commands.grounds import check_open, check_theirs
from sundial.commands.record import Recorded, record
from sundial.models import Case, Person, history_of, protocols_of
from sundial.protocol.agreed import Agreed, Came, agreements_of
from sundial.protocol.agreeing import Hindrance, hindrance, made_of
from sundial.protocol.case import named_protocols
from sundial.protocol.facts import AgreementDeclined, AgreementEnded, AgreementProposed, Fact, Instead
from sundial.protocol.hours import HoursError
from sundial.protocol.sla import terms_of
from sundial.protocol.terms import Terms

WHY_NOT = {
    Hindrance.NO_CADENCE: "Nothing comes again and again there as the case stands, so there is nothing to agree on.",
    Hindrance.NOTHING_RUNS: "Nothing of it runs now, so there is no one to agree on. Agree on how often instead.",
    Hindrance.LATE: "It is late already, and no agreement moves what is late. Answer first, then agree on the next.",
}


class NoWords(Refused):
    """An agreement without words."""

    def __init__(self) -> None:
        super().__init__("Say it in words as well: the customer reads them, and they stay beside the agreement.")


class NothingToAgree(Refused):
    """The promise has no cadence where the case stands, or the one clock that is meant does not run."""


class PastInstant(Refused):
    """An agreement is about what comes."""

    def __init__(self) -> None:
        super().__init__("That instant is past. An agreement is about what comes.")


class TooFar(Refused):
    """A due time beyond all calendars."""

    def __init__(self) -> None:
        super().__init__("That is further away than our calendars reach. Choose something nearer.")


class NotTheirAct(Refused):
    """Nothing is agreed without the customer's own recorded act (O6.2)."""

    def __init__(self) -> None:
        super().__init__("Only the customer's own act makes an agreement: their message, or their press on a proposal.")


class Gone(Refused):
    """What was to be answered or withdrawn does not stand any more."""

    def __init__(self) -> None:
        super().__init__("This does not stand any more. The page shows what holds now.")


def propose(case: Case, instead: Instead, *, by: Person, now: datetime, text: str) -> Recorded:
    """Propose to the customer what shall hold instead of a cadence, in words for them; nothing moves yet (O6.2).

    A later proposal for the same promise takes the place of an earlier one. Raises NothingToAgree, PastInstant, TooFar,
    NoWords, NotStaff, and where the case has ended what `check_open` raises.
    """
    if not by.is_staff_member:
        raise NotStaff
    with case.locked():
        _check(case, instead, now)
        return record(case, _proposal(instead), by=by, now=now, text=_words(text))


def agree(case: Case, proposal: int, *, by: Person, now: datetime) -> Recorded:
    """Accept a proposal, by the `seq` of its fact: the customer's own act, by which it holds from now on (O6.2).

    Raises Gone, NothingToAgree, PastInstant, NotTheirAct, and where the case has ended what `check_open` raises.
    """
    if by.is_staff_member:
        raise NotTheirAct
    with case.locked():
        check_open(case)
        instead = _standing(case, proposal, Came.PROPOSED).what
        assert isinstance(instead, Instead)
        _check(case, instead, now)
        return record(case, made_of(instead, proposal=proposal), by=by, now=now)


def note_agreed(
    case: Case, instead: Instead, *, evidence: int | None, by: Person, now: datetime, text: str
) -> Recorded:
    """Record what the customer has agreed to in a message of their own, by its `seq`; it holds at once (O6.2).

    Raises NotTheirAct without such a message, NotTheirs where it is not theirs, else what `propose` raises.
    """
    if not by.is_staff_member:
        raise NotStaff
    if evidence is None:
        raise NotTheirAct
    with case.locked():
        _check(case, instead, now)
        check_theirs(history_of(case.pk), evidence)
        what = made_of(instead, evidence=evidence)
        return record(case, what, by=by, now=now, text=_words(text))


def decline(case: Case, proposal: int, *, by: Person, now: datetime, text: str = "") -> Recorded:
    """Leave a proposal, by its `seq`, without an agreement; the staff take theirs back in the same way. Raises Gone."""
    with case.locked():
        check_open(case)
        _standing(case, proposal, Came.PROPOSED)
        return record(case, AgreementDeclined(proposal), by=by, now=now, text=text.strip())


def withdraw(case: Case, agreement: int, *, by: Person, now: datetime, text: str = "") -> Recorded:
    """End an agreement or the acceptance of a date, by its `seq`, for either side; the table counts again (O6.2).

    Raises Gone, and where the case has ended what `check_open` raises.
    """
    with case.locked():
        check_open(case)
        if not _standing(case, agreement, Came.IN_FORCE).holds(now):
            raise Gone
        return record(case, AgreementEnded(agreement), by=by, now=now, text=text.strip())


def _standing(case: Case, seq: int, came: Came) -> Agreed:
    """Return what stands as it is said to; raises Gone."""
    history = history_of(case.pk)
    found = next((one for one in agreements_of(history, _terms(history)) if one.fact.seq == seq), None)
    if found is None or found.came is not came:
        raise Gone
    return found


def _check(case: Case, instead: Instead, now: datetime) -> None:
    """Refuse what could not be agreed on now; the fold itself says what would come of it."""
    check_open(case)
    ahead = instead.due_by or instead.silent_until or instead.until
    if ahead is not None and ahead <= now:
        raise PastInstant
    history = history_of(case.pk)
    try:
        found = hindrance(history, _terms(history), instead, now)
    except HoursError as beyond:
        raise TooFar from beyond
    if found is not None:
        raise NothingToAgree(WHY_NOT[found])


def _terms(history: Sequence[Fact]) -> Terms:
    return terms_of(history, protocols_of(named_protocols(history)))


def _proposal(instead: Instead) -> AgreementProposed:
    return AgreementProposed(instead.promise, instead.every, instead.due_by, instead.silent_until, instead.until)


def _words(text: str) -> str:
    if not text.strip():
        raise NoWords
    return text.strip()
