"""Protocol 07 and 08: on what each act of the ladder rests, and what is refused, with the sentence for a page."""

from datetime import datetime

from sundial.commands.errors import NotStaff, Refused
from sundial.commands.grounds import check_not_over, check_open
from sundial.commands.handover_ground import name_of
from sundial.commands.rota_ground import colleague_of
from sundial.commands.team_now import served_on, team_at
from sundial.models import Case, Person, history_of, protocol_of
from sundial.protocol.case import state_of
from sundial.protocol.climbing import anew_since, answers_now, is_closed, may_answer, next_rung
from sundial.protocol.comfort import is_silent
from sundial.protocol.document.ladder import Rung
from sundial.protocol.facts import Escalated, Opened, ProtocolMoved
from sundial.protocol.ladder import Escalation
from sundial.protocol.stand_in import MANAGERS


class OnThatRung(Refused):
    """Somebody escalated before; the second learns who has it, and nothing is set off twice."""

    def __init__(self, highest: Escalation) -> None:
        owner = name_of(highest.person)
        whose = f"{owner} has it" if owner else "the team was told, and somebody takes it now"
        super().__init__(f"This case is escalated already, on rung {highest.rung}: {whose}.")


class NotNext(Refused):
    """A customer climbs one rung at a time (O8.4)."""

    def __init__(self, rung: Rung | None) -> None:
        says = f"The next step is rung {rung.number}: {rung.request}." if rung else "This is the highest rung."
        super().__init__(says)


class WayClosed(Refused):
    """A plan without phone has no rung that is a call; the next is open instead (O8.3b)."""

    def __init__(self, plan: str) -> None:
        super().__init__(f"{plan} does not include phone, so this step is not open. The next one is.")


class NoSuchRung(Refused):
    """The protocol has no such rung."""

    def __init__(self) -> None:
        super().__init__("The protocol has no such step.")


class WrongTime(Refused):
    """A call or a letter came while the case could climb as it stands now, and not in the future."""

    def __init__(self, since: datetime) -> None:
        super().__init__(
            f"Name a time from {since:%Y-%m-%d %H:%M} UTC until now: since then the case is open as it stands, "
            "and what was asked for before belongs to what is over."
        )


class NotEscalated(Refused):
    """What was on the page is settled by now."""

    def __init__(self) -> None:
        super().__init__("This escalation is settled already. Read what came of it.")


class NotThePointPerson(Refused):
    """The point person does the duties of a rung: whoever else wants to, takes it first (O7.5)."""

    def __init__(self, owner: str) -> None:
        super().__init__(f"{owner} owns this escalation. Take it first." if owner else "Take this escalation first.")


class CannotAnswer(Refused):
    """Each rung names who answers it (O8.1)."""

    def __init__(self) -> None:
        super().__init__("This rung is answered by others: the protocol names who.")


class NoWords(Refused):
    """What is done for a customer is written down."""

    def __init__(self) -> None:
        super().__init__("Write it down first: what is done here has words.")


class StillWaiting(Refused):
    """De-escalation never happens by itself, nor before the customer was heard (O8.5)."""

    def __init__(self) -> None:
        super().__init__(
            "The customer decides: they were not asked and reminded yet, or the escalation is not answered. "
            "Where they told you that they are comfortable, note that instead."
        )


def standing(case: Case) -> tuple[Escalation, ...]:
    """Return the open escalations of a case, lowest first; raises what `check_open` raises."""
    check_open(case)
    return state_of(history_of(case.pk)).escalations


def rung_owing(case: Case, seq: int) -> int | None:
    """Return the rung of an escalation that ended with its case and owes its findings; None for any other.

    Raises CaseClosed, CaseMerged.
    """
    check_not_over(case)
    history = history_of(case.pk)
    if seq not in state_of(history).findings_owed:
        return None
    return next(fact.what.rung for fact in history if fact.seq == seq and isinstance(fact.what, Escalated))


def named(case: Case, seq: int) -> Escalation:
    """Return the open escalation of this `seq`; raises NotEscalated, and what `check_open` raises."""
    found = next((one for one in standing(case) if one.seq == seq), None)
    if found is None:
        raise NotEscalated
    return found


def check_rung(case: Case, number: int, by: Person) -> Rung:
    """Return the rung that somebody takes, by its number.

    A customer climbs one at a time, and makes no call in the portal; what the staff take a call or a letter for is
    taken on its own rung, whatever came before (O8.4). Raises NoSuchRung, OnThatRung, WayClosed, NotNext, and what
    `check_open` raises.
    """
    open_rungs = standing(case)
    protocol = protocol_of(case.revision)
    rung = protocol.ladder.rungs.get(number)
    if rung is None:
        raise NoSuchRung
    stands_on = open_rungs[-1].rung if open_rungs else 0
    if number <= stands_on:
        raise OnThatRung(open_rungs[-1])
    if is_closed(rung, case.plan, protocol):
        raise WayClosed(protocol.plans[case.plan].name)
    following = next_rung(stands_on, case.plan, protocol)
    if not by.is_staff_member and (rung != following or rung.way == "phone"):
        raise NotNext(following)
    return rung


def check_when(case: Case, at: datetime | None, now: datetime) -> datetime | None:
    """Return when it was asked for, None for now.

    Raises WrongTime for what is ahead, or before the case was opened, taken up again, or a rung was settled last.
    """
    if at is None:
        return None
    since = anew_since(history_of(case.pk))
    if not since <= at <= now:
        raise WrongTime(since)
    return at


def check_may_answer(case: Case, rung: int, by: Person, now: datetime) -> None:
    """Refuse who cannot be the point person of a rung; raises NotStaff, CannotAnswer.

    A deputy can, for as long as they stand in for somebody who could; only of whom else could not the rota is read.
    """
    if not by.is_staff_member:
        raise NotStaff
    whom = served_on(case, (), str(case.owner_id or ""))
    meant = (colleague_of(by), rung_of(case, rung), whom, protocol_of(case.revision))
    if not may_answer(*meant) and not answers_now(*meant, team_at(now)):
        raise CannotAnswer


def rung_of(case: Case, number: int) -> Rung:
    """Return a rung as the document of a case has it; where that lacks it, as one before it had it."""
    if found := protocol_of(case.revision).ladder.rungs.get(number):
        return found
    named = (
        fact.what.protocol for fact in reversed(history_of(case.pk)) if isinstance(fact.what, ProtocolMoved | Opened)
    )
    return next(one for one in (protocol_of(digest).ladder.rungs.get(number) for digest in named) if one)


def check_point_person(one: Escalation, by: Person) -> None:
    """Refuse who does not own an escalation; raises NotStaff, NotThePointPerson."""
    if not by.is_staff_member:
        raise NotStaff
    if one.person != str(by.pk):
        raise NotThePointPerson(name_of(one.person))


def may_settle(one: Escalation, by: Person) -> bool:
    """Say whether somebody decides what a customer's silence means: the point person, or a manager."""
    return by.is_staff_member and (one.person == str(by.pk) or by.role in MANAGERS)


def is_silence(one: Escalation) -> bool:
    """Say whether the customer was asked and reminded, has said nothing, and whoever was asked is there (O8.5)."""
    gone = one.asked_of and Person.objects.filter(pk=one.asked_of, is_active=False).exists()
    return one.answered_at is not None and is_silent(one) and not gone


def words_of(text: str) -> str:
    """Return what was written; raises NoWords where there is nothing."""
    if not text.strip():
        raise NoWords
    return text.strip()
