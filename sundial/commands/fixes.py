"""Protocol 05 and 06, the fix on a case: identified, dated, withdrawn, its date accepted (O5.3, O6.3, O6.8c)."""

import re
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from sundial.commands.agreements import NotTheirAct
from sundial.commands.decisions import check_ahead
from sundial.commands.errors import NothingSaid, NotStaff, Refused
from sundial.commands.grounds import check_open, check_theirs
from sundial.commands.messages import taken
from sundial.commands.notices_owed import check_owed
from sundial.commands.record import Entry, Recorded, record, record_on
from sundial.models import AwaitedFix, Case, Fix, Person, Release, history_of, protocols_of
from sundial.protocol.accepting import Bar, offer
from sundial.protocol.case import named_protocols
from sundial.protocol.facts import DateAccepted, DateGiven, DateWithdrawn, FixIdentified, FixWithdrawn
from sundial.protocol.releases import loose_date
from sundial.protocol.sla import terms_of

KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")
LONGEST_TITLE = 200  # characters
WHY_NOT = {
    Bar.NO_DATE: "No release date stands on this case, so there is none to accept.",
    Bar.PAST: "That date has passed, so there is nothing to wait for in silence.",
    Bar.NO_UPDATES: "There are no regular updates on this case that could stop.",
    Bar.LATE: "An update that we owe you is late. Once you have it, the date can be accepted.",
    Bar.ACCEPTED: "This date is accepted already.",
    Bar.TOO_FAR: "That date is further away than our calendars reach.",
}


class BadFix(Refused):
    """A fix that cannot be named so, or cannot mend this case; the text says why."""


class NotAwaited(Refused):
    """The case does not wait for the fix, or no date stands for it."""


class DateMoved(Refused):
    """Another date stands than the one that was to be accepted."""

    def __init__(self) -> None:
        super().__init__("The date has changed since you read it. Look at the one that stands now.")


class CannotAccept(Refused):
    """Nothing would come of an acceptance; the text says why."""


@dataclass(frozen=True, slots=True)
class Given:
    """A release date that the customer is given (UTC): for a fix, by its key, or ("") for all that have none.

    `release` is the release's name, where there is one; `notice` the determinations, by `seq`, that are told by it.
    """

    date: datetime
    fix: str = ""
    release: str = ""
    notice: tuple[int, ...] = ()


def name_fix(key: str, title: str, product: str, *, by: Person) -> Fix:
    """Name a new fix of a product. All of the staff read its key and title: neither names a customer (O2.7).

    Raises NotStaff, BadFix.
    """
    if not by.is_staff_member:
        raise NotStaff
    key, title = key.strip(), " ".join(title.split())
    if not KEY.fullmatch(key):
        raise BadFix("A fix has a key of letters, figures, points and dashes, at most 40 of them, such as GW-1042.")
    if not 0 < len(title) <= LONGEST_TITLE:
        raise BadFix(f"Say in one line what the fix mends, in at most {LONGEST_TITLE} characters.")
    with transaction.atomic():
        if Fix.objects.filter(key__iexact=key).exists():
            raise BadFix(f"There is a fix {key} already. Choose it, or name another.")
        return Fix.objects.create(key=key, title=title, product=product)


def identify_fix(case: Case, fix: Fix, *, by: Person, now: datetime) -> Recorded:
    """Say that a fix of the case's product mends it: from now on the case waits for that fix (O5.2, O6.8c).

    Raises NotStaff, BadFix, and where the case has ended what `check_open` raises.
    """
    if not by.is_staff_member:
        raise NotStaff
    with case.locked():
        check_open(case)
        fix = Fix.objects.select_related("release").get(pk=fix.pk)
        if reason := _cannot_mend(fix, case):
            raise BadFix(reason)
        return record(case, FixIdentified(fix.key), by=by, now=now)


def withdraw_fix(case: Case, fix: str, *, by: Person, now: datetime) -> Recorded:
    """Say that a fix, by its key, does not mend the case after all. Raises NotStaff, NotAwaited."""
    if not by.is_staff_member:
        raise NotStaff
    with case.locked():
        check_open(case)
        _check_awaited(case, fix)
        return record(case, FixWithdrawn(fix), by=by, now=now)


def give_date(case: Case, given: Given, *, by: Person, text: str, now: datetime) -> Recorded:
    """Tell the customer, in words, by when the fix is to be released: a word, which keeps promises (O6.8b, O6.8c).

    Raises NotStaff, NothingSaid, PastDate, FarDate, NotAwaited, NotOwed, and where the case has ended what
    `check_open` raises.
    """
    if not by.is_staff_member:
        raise NotStaff
    if not text.strip():
        raise NothingSaid
    check_ahead(given.date, now)
    with case.locked():
        check_open(case)
        check_owed(case, given.notice, by)
        if given.fix:
            _check_awaited(case, given.fix)
        what = DateGiven(given.date, given.fix, given.release, tuple(sorted(given.notice)))
        return record_on(case, [*taken(case, by), Entry(case.pk, what, by, text=text.strip())], now=now)


def withdraw_date(case: Case, fix: str, *, by: Person, now: datetime) -> Recorded:
    """Let a date that was given stand no more: that of a fix, or ("") every one that was given without a fix.

    Raises NotStaff, NotAwaited, and where the case has ended what `check_open` raises.
    """
    if not by.is_staff_member:
        raise NotStaff
    with case.locked():
        check_open(case)
        if fix and not AwaitedFix.objects.filter(case=case, fix=fix, date__isnull=False).exists():
            raise NotAwaited(f"No date stands for {fix} on this case.")
        if not fix and loose_date(history_of(case.pk)) is None:
            raise NotAwaited("No date was given on this case without a fix.")
        return record(case, DateWithdrawn(fix), by=by, now=now)


def accept_date(
    case: Case, date: datetime, *, by: Person, now: datetime, text: str = "", evidence: int | None = None
) -> Recorded:
    """Accept the release date that stands, without updates until then: the customer's own recorded act (O6.3).

    One of the staff records it with a message of the customer's, by its `seq`, as `evidence`. Raises NotTheirAct,
    NotTheirs, DateMoved, CannotAccept, and where the case has ended what `check_open` raises.
    """
    if by.is_staff_member and evidence is None:
        raise NotTheirAct
    with case.locked():
        check_open(case)
        history = history_of(case.pk)
        check_theirs(history, evidence)
        found = offer(history, terms_of(history, protocols_of(named_protocols(history))), now)
        if found.bar is not None:
            raise CannotAccept(WHY_NOT[found.bar])
        if found.date != date:
            raise DateMoved
        return record(case, DateAccepted(date, evidence), by=by, now=now, text=text.strip())


def _cannot_mend(fix: Fix, case: Case) -> str:
    """Say why a fix cannot mend a case; "" if it can."""
    if fix.withdrawn_at is not None:
        return f"{fix.key} was given up: it mends nothing."
    if case.product and fix.product != case.product:
        return f"{fix.key} is a fix of {fix.product}, and this case is about {case.product}."
    if fix.release and fix.release.state == Release.State.SHIPPED:
        return f"{fix.key} is out, in {fix.release.name}. Tell the customer to install it."
    if AwaitedFix.objects.filter(case=case, fix=fix.key).exists():
        return f"The case waits for {fix.key} already."
    return ""


def _check_awaited(case: Case, fix: str) -> None:
    if not AwaitedFix.objects.filter(case=case, fix=fix).exists():
        raise NotAwaited(f"The case does not wait for {fix}. Identify it first, or give the date without a fix.")
