"""Protocol 04, severity, and the plan: asked for, changed, not given; the old due times hold as O6.8 says."""

from collections.abc import Sequence
from datetime import datetime
from typing import TypedDict, Unpack

from sundial.commands.errors import NotOffered, NotStaff, Refused
from sundial.commands.grounds import check_open, check_theirs, reason_of
from sundial.commands.record import Recorded, record
from sundial.models import Case, Person, history_of, protocol_of
from sundial.protocol.asks import Answer, asks, open_ask
from sundial.protocol.facts import Fact, PlanChanged, SeverityAsked, SeverityChanged, SeverityDeclined
from sundial.protocol.stand_in import MANAGERS


class Grounds(TypedDict, total=False):
    """On what a severity is changed.

    `evidence` is the customer's own message or request, by `seq`; `answers` are what the wizard was told ("down=no");
    `seen` is the severity that the page showed: if it is another by now, nothing is overruled unseen.
    """

    evidence: int | None
    answers: tuple[str, ...]
    seen: int | None


class SameAlready(Refused):
    """What is asked for is what holds."""


class AskedAlready(Refused):
    """One severity is asked for at a time, so that nobody answers two at once."""

    def __init__(self, severity: int) -> None:
        super().__init__(f"Severity {severity} is asked for already; that has to be answered or taken back first.")


class SettledMeanwhile(Refused):
    """Somebody was quicker: what was to be answered is settled."""

    def __init__(self, severity: int) -> None:
        super().__init__(f"Somebody was quicker: that is settled, and the severity is {severity} now.")


class NotManager(Refused):
    """Only a Duty Manager or a Director decides this."""

    def __init__(self) -> None:
        super().__init__("Only a Support Duty Manager or a Director can do this.")


def ask_severity(
    case: Case, severity: int, *, by: Person, now: datetime, text: str, answers: tuple[str, ...] = ()
) -> Recorded:
    """Ask the other side for another severity, with a reason; nothing moves before they answer (O4.2).

    Raises SameAlready, AskedAlready, NotOffered, NoReason, and where the case has ended what `check_open` raises.
    """
    with case.locked():
        history = another(case, severity)
        if asked := open_ask(history):
            raise AskedAlready(asked.what.severity)
        return record(case, SeverityAsked(severity, answers), by=by, now=now, text=reason_of(text))


def change_severity(
    case: Case, severity: int, *, by: Person, now: datetime, text: str, **grounds: Unpack[Grounds]
) -> Recorded:
    """Give the case another severity (O6.8): the staff with a reason or on the customer's own word, who then agree.

    The customer does it by accepting what the staff asked for, and not otherwise. Raises SettledMeanwhile, SameAlready,
    NotOffered, NoReason, NotTheirs, NotStaff, and where the case has ended what `check_open` raises.
    """
    evidence, seen = grounds.get("evidence"), grounds.get("seen")
    with case.locked():
        if seen is not None and seen != case.severity:
            raise SettledMeanwhile(case.severity)
        history = another(case, severity)
        if by.is_staff_member:
            _check_evidence(case, history, severity, evidence)
        else:
            _check_asked(case, history, severity)
        reason = reason_of(text, wanted=by.is_staff_member and evidence is None)
        what = SeverityChanged(severity, evidence, grounds.get("answers", ()))
        return record(case, what, by=by, now=now, text=reason)


def decline_severity(case: Case, request: int, *, by: Person, now: datetime, text: str) -> Recorded:
    """Answer a request, by the `seq` of its fact, with no; whoever asked takes it back in the same way.

    The staff say why, and the customer reads it. Raises SettledMeanwhile, NoReason, and where the case has ended what
    `check_open` raises.
    """
    with case.locked():
        check_open(case)
        asked = open_ask(history_of(case.pk))
        if asked is None or asked.fact.seq != request:
            raise SettledMeanwhile(case.severity)
        reason = reason_of(text, wanted=by.is_staff_member and asked.by_customer)
        return record(case, SeverityDeclined(request), by=by, now=now, text=reason)


def change_plan(
    case: Case, plan: str, *, by: Person, now: datetime, text: str, evidence: int | None = None
) -> Recorded:
    """Put the case on another plan (O6.8), with a reason or on the customer's own word; a Duty Manager decides it.

    So does a Director. Raises NotManager, SameAlready, NotOffered, NoReason, NotTheirs, and where the case has ended
    what `check_open` raises.
    """
    if not is_manager(by):
        raise NotManager
    with case.locked():
        check_open(case)
        plans = protocol_of(case.revision).plans
        if plan not in plans:
            raise NotOffered("The protocol has no such plan.")
        if plan == case.plan:
            raise SameAlready(f"The case is on {plans[plan].name} already.")
        check_theirs(history_of(case.pk), evidence)
        reason = reason_of(text, wanted=evidence is None)
        return record(case, PlanChanged(plan, evidence), by=by, now=now, text=reason)


def is_manager(person: Person) -> bool:
    """Say whether somebody decides what an engineer may only ask for: a Duty Manager or a Director."""
    return person.is_staff_member and person.is_active and person.role in MANAGERS


def another(case: Case, severity: int) -> Sequence[Fact]:
    """Return the history of an open case that does not have this severity, which its protocol knows.

    Raises NotOffered, SameAlready, and what `check_open` raises.
    """
    check_open(case)
    if severity not in protocol_of(case.revision).severities:
        raise NotOffered(f"The protocol has no severity {severity}.")
    if severity == case.severity:
        raise SameAlready(f"The case has severity {severity} already.")
    return history_of(case.pk)


def _check_evidence(case: Case, history: Sequence[Fact], severity: int, evidence: int | None) -> None:
    """Refuse what does not prove the customer's agreement; a request of theirs does while nobody has answered it."""
    asked = {ask.fact.seq: ask for ask in asks(history) if ask.by_customer}
    if evidence not in asked:
        check_theirs(history, evidence)
    elif asked[evidence].answer is not Answer.OPEN or asked[evidence].what.severity != severity:
        raise SettledMeanwhile(case.severity)


def _check_asked(case: Case, history: Sequence[Fact], severity: int) -> None:
    """Refuse a customer who changes what nobody of the staff has asked them to change."""
    asked = open_ask(history)
    if asked is None:
        raise SettledMeanwhile(case.severity)
    if asked.by_customer or asked.what.severity != severity:
        raise NotStaff
