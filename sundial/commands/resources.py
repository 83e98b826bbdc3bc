"""Protocol 03, resources: what another group is asked for, taken, answered or withdrawn; all inside (O3.4, O8.7)."""

from datetime import datetime, timedelta

from sundial.commands.errors import NotOffered, NotStaff, Refused
from sundial.commands.grounds import check_open
from sundial.commands.record import Recorded, record
from sundial.models import Case, Person, history_of, protocol_of
from sundial.protocol.facts import Fact, ResourceAnswered, ResourceAsked, ResourceOwned, ResourceWithdrawn
from sundial.protocol.requested import Requested, requests_of

FURTHEST = timedelta(days=366)  # from the asking


class NoWords(Refused):
    """A request and its answer are words."""

    def __init__(self) -> None:
        super().__init__("Write it down first: a question, an answer and a reason have words.")


class DuePast(Refused):
    """Nobody can answer by a time that is over."""

    def __init__(self) -> None:
        super().__init__("That time is over: name one that lies ahead.")


class DueTooFar(Refused):
    """An answer that is due in years is owed to nobody."""

    def __init__(self) -> None:
        super().__init__("That time is too far ahead: a year at most.")


class SettledAlready(Refused):
    """The request is answered or withdrawn, or the case that it was about has ended."""

    def __init__(self) -> None:
        super().__init__("Somebody was quicker: this request is settled. Read what came of it.")


class TakenMeanwhile(Refused):
    """Somebody else has the request by now; the second must know before they take it over."""

    def __init__(self, owner: str) -> None:
        super().__init__(f"Somebody was quicker: {owner} has this request now. Look again before you take it.")


class NotTheAsker(Refused):
    """A request is withdrawn by who asked, or by the owner of the case."""

    def __init__(self) -> None:
        super().__init__("Only who asked, or the owner of the case, withdraws a request. You can answer it.")


def ask_group(case: Case, group: str, *, by: Person, due_at: datetime, text: str, now: datetime) -> Recorded:
    """Ask another group, by its key, for something; its answer is due at an instant and counts as a promise inside.

    The group hears of it. Raises NotStaff, NotOffered, NoWords, DuePast, DueTooFar, and where the case has
    ended what `check_open` raises.
    """
    _check_staff(by)
    with case.locked():
        check_open(case)
        if group not in protocol_of(case.revision).groups:
            raise NotOffered("The protocol has no such group.")
        if due_at <= now:
            raise DuePast
        if due_at > now + FURTHEST:
            raise DueTooFar
        return record(case, ResourceAsked(group, due_at), by=by, now=now, text=_words(text))


def take_request(case: Case, request: int, *, by: Person, now: datetime, seen: str | None = None) -> Recorded | None:
    """Take a request, by the `seq` of its asking; None if it is one's own already.

    `seen` is the id of who had it on the page ("" for nobody). Raises TakenMeanwhile, SettledAlready, NotStaff, and
    where the case has ended what `check_open` raises.
    """
    _check_staff(by)
    with case.locked():
        asked = _open(case, request)
        if asked.owner == str(by.pk):
            return None
        if seen is not None and seen != (asked.owner or ""):
            raise TakenMeanwhile(_name(asked.owner))
        return record(case, ResourceOwned(request, str(by.pk)), by=by, now=now)


def answer_request(case: Case, request: int, *, by: Person, text: str, now: datetime) -> Recorded:
    """Answer a request in words that stay inside; its clock ends, and who asked hears of it.

    Raises NoWords, SettledAlready, NotStaff, and where the case has ended what `check_open` raises.
    """
    _check_staff(by)
    with case.locked():
        _open(case, request)
        return record(case, ResourceAnswered(request), by=by, now=now, text=_words(text))


def withdraw_request(case: Case, request: int, *, by: Person, text: str, now: datetime) -> Recorded:
    """Say that a request is no longer wanted, and why; the group hears of it.

    Raises NotTheAsker, NoWords, SettledAlready, NotStaff, and where the case has ended what `check_open` raises.
    """
    _check_staff(by)
    with case.locked():
        asked = _open(case, request)
        if not may_withdraw(by, case, asked.fact):
            raise NotTheAsker
        return record(case, ResourceWithdrawn(request), by=by, now=now, text=_words(text))


def may_withdraw(person: Person, case: Case, asked: Fact) -> bool:
    """Say whether somebody asked for this, or owns the case on which it was asked."""
    return asked.by.id == str(person.pk) or case.owner_id == person.pk


def _open(case: Case, request: int) -> Requested:
    """Return a request that is still open; raises SettledAlready for one that is settled or never was."""
    check_open(case)
    asked = next((one for one in requests_of(history_of(case.pk)) if one.seq == request), None)
    if asked is None or not asked.is_open:
        raise SettledAlready
    return asked


def _check_staff(person: Person) -> None:
    if not person.is_staff_member:
        raise NotStaff


def _words(text: str) -> str:
    if not text.strip():
        raise NoWords
    return text.strip()


def _name(person: str | None) -> str:
    found = Person.objects.filter(pk=person).values_list("name", flat=True).first() if person else "nobody"
    return found or "a colleague"
