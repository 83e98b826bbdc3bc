"""Protocol 03, triage: how hard a case is, how grave, who starts on it; and what is missing, asked for in one act."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from sundial.commands.errors import NotOffered, NotStaff, Refused
from sundial.commands.grounds import check_open
from sundial.commands.messages import reply
from sundial.commands.record import Entry, Recorded, record_on
from sundial.commands.severity import change_severity
from sundial.commands.team import check_could_take
from sundial.commands.waiting import set_waiting
from sundial.models import AwaitedFix, Case, Fix, Person, history_of, protocol_of
from sundial.protocol.assessed import LONGEST_PRODUCT, LONGEST_VERSION
from sundial.protocol.document import Complexity, Protocol
from sundial.protocol.facts import Fact, OwnerSet, SeverityChanged, Triaged

WAITING_FOR_CUSTOMER = "waiting-for-customer"  # the status of a case whose customer was asked, where there is one


class VersionTooLong(Refused):
    """A version is a few figures, not a text."""

    def __init__(self) -> None:
        super().__init__(f"A version has at most {LONGEST_VERSION} characters; put the rest into a note.")


class ProductTooLong(Refused):
    """A product is a name, not a text."""

    def __init__(self) -> None:
        super().__init__(f"A product has at most {LONGEST_PRODUCT} characters; put the rest into a note.")


class WaitsForOther(Refused):
    """A case waits only for fixes of its own product."""

    def __init__(self, fix: Fix) -> None:
        super().__init__(f"The case waits for {fix.key}, a fix of {fix.product}. Withdraw that fix from it first.")


class DecidedMeanwhile(Refused):
    """Somebody else decided what this triage would decide, after its page was read; the second must know."""

    def __init__(self, who: str, did: str) -> None:
        super().__init__(f"Somebody was quicker: {who} {did}. Look at it below, then decide.")


@dataclass(frozen=True, slots=True)
class Found:
    """What triage finds: keys of the protocol document, the severity, and the reason for another one than stands.

    `skill` "" is that of the complexity, if it has one; `product` "" is what stands. `owner` None leaves the case with
    whoever has it. `seen` is the `seq` of the last fact that the page showed; what somebody else decided after it is
    not overruled unseen. None: nothing was shown.
    """

    complexity: str
    severity: int
    skill: str = ""
    version: str = ""
    reason: str = ""
    owner: Person | None = None
    seen: int | None = None
    product: str = ""


def triage(case: Case, found: Found, *, by: Person, now: datetime) -> Recorded:
    """Record what triage finds, with the severity and the owner that follow from it, or nothing (O3.1, O3.2, O4.2).

    The complexity sets the tier, and the skill where none is chosen. Another product is a finding like the others: the
    plan stays until whoever decides plans changes it. A severity that changes is the staff's change, with a reason that
    the customer reads: lowered, what is due already stays due (O6.8). Raises NotStaff, NotOffered, NoReason,
    VersionTooLong, ProductTooLong, WaitsForOther, CannotOwn, IsAway, DecidedMeanwhile, and where the case has ended
    what `check_open` raises.
    """
    if not by.is_staff_member:
        raise NotStaff
    with case.locked():
        check_open(case)
        triaged = _triaged(case, _complexity(protocol_of(case.revision), found), found)
        _refuse_unseen(case, found, by)
        owning = _owning(case, found.owner, by, now)
        if found.severity != case.severity:
            change_severity(case, found.severity, by=by, now=now, text=found.reason)
        return record_on(case, [Entry(case.pk, triaged, by), *owning], now=now)


def ask_for_facts(case: Case, *, by: Person, text: str, now: datetime) -> Recorded:
    """Ask the customer for what is missing, in one public message, and let the case wait for them (O3.1, O6.9).

    The message keeps what runs, as any reply does. Raises NotStaff, NothingSaid, and where the case has ended what
    `check_open` raises.
    """
    if not by.is_staff_member:
        raise NotStaff
    with case.locked():
        check_open(case)
        recorded = reply(case, by=by, text=text, now=now)
        status = WAITING_FOR_CUSTOMER if WAITING_FOR_CUSTOMER in protocol_of(case.revision).statuses else None
        return (set_waiting(case, status, by=by, now=now) if status else None) or recorded


def _complexity(protocol: Protocol, found: Found) -> Complexity:
    if found.complexity not in protocol.complexities:
        raise NotOffered("The protocol has no such complexity.")
    if found.skill and found.skill not in protocol.skills:
        raise NotOffered("The protocol has no such skill.")
    if len(found.version.strip()) > LONGEST_VERSION:
        raise VersionTooLong
    return protocol.complexities[found.complexity]


def _triaged(case: Case, complexity: Complexity, found: Found) -> Triaged:
    """Return the fact; the product is in it only where it is another than stands, with that beside it."""
    was, product = case.product, " ".join(found.product.split())
    if product in ("", was):
        was = product = ""
    elif len(product) > LONGEST_PRODUCT:
        raise ProductTooLong
    elif fix := _awaited(case).exclude(product=product).first():
        raise WaitsForOther(fix)
    skill = found.skill or complexity.skill or ""
    return Triaged(found.complexity, complexity.tier, skill, found.version.strip(), product, was)


def _awaited(case: Case) -> QuerySet[Fix]:
    return Fix.objects.filter(key__in=AwaitedFix.objects.filter(case=case).values("fix")).order_by("key")


def _owning(case: Case, owner: Person | None, by: Person, now: datetime) -> list[Entry]:
    """Return the fact that gives the case to somebody else, if it does."""
    if owner is None or owner.pk == case.owner_id:
        return []
    check_could_take(owner, case, by=by, now=now)
    return [Entry(case.pk, OwnerSet(str(owner.pk)), by)]


def _refuse_unseen(case: Case, found: Found, by: Person) -> None:
    """Refuse to overrule what somebody else has decided since the page was read."""
    if found.seen is None:
        return
    overruled = (Triaged, SeverityChanged, OwnerSet) if found.owner else (Triaged, SeverityChanged)
    news = [fact for fact in history_of(case.pk) if fact.seq > found.seen and isinstance(fact.what, overruled)]
    others = [fact for fact in news if fact.by.id != str(by.pk)]
    if others:
        raise DecidedMeanwhile(_name(others[-1].by.id), _did(others[-1]))


def _did(fact: Fact) -> str:
    what = fact.what
    if isinstance(what, SeverityChanged):
        return f"changed the severity to {what.severity}"
    if isinstance(what, OwnerSet):
        return f"gave this case to {_name(what.owner)}" if what.owner != fact.by.id else "took this case"
    return "triaged this case"


def _name(person: str | None) -> str:
    found = Person.objects.filter(pk=person).values_list("name", flat=True).first() if person else "nobody"
    return found or "a colleague"
