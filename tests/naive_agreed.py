"""The naive model of changes and agreements: sections 4, 5 and 8 of docs/promises.md."""

from typing import Any, NamedTuple

from tests.naive_hours import minute_of
from tests.naive_owed import PHASES, PROMISE, Count, Owed, due_of
from tests.naive_tables import Amount, is_better
from tests.naive_wall import Wall

BY_TABLE = ("first response", "update", "cadence", "notice")


class Impossible(ValueError):
    """This cannot have happened on the case."""


class Agreement(NamedTuple):
    """What was agreed in the fact of this `seq`: an amount, or (None) what holds once; until when there is silence."""

    seq: int
    every: Amount | None = None
    until: int | None = None
    silent: int | None = None


def agrees(said, to) -> bool:
    """Say whether a fact is a word of the customer's by which they agree to another: no automatic reply, no refusal."""
    if said.by.side != "customer":
        return False
    if said.kind == "severity-asked":
        return to.kind == "severity-changed" and to.what.severity <= said.what.severity
    return said.kind == "opened" or (said.kind == "messaged" and not said.what.automatic)


def is_proposed(said, what) -> bool:
    """Say whether a fact proposes just what is agreed to."""
    names = ("promise", "every", "due_by", "silent_until", "until")
    return (
        said is not None
        and said.kind == "agreement-proposed"
        and all(getattr(said.what, name) == getattr(what, name) for name in names)
    )


class Agreed(Wall):
    """The wall, with what the customer agreed to."""

    def __init__(self, opened, now, revisions) -> None:
        super().__init__(opened, now, revisions)
        self.agreements: dict[str, Agreement] = {}  # at most one for each phase
        self.heard: dict[int, Any] = {}  # the facts by their seq

    # changes of severity, plan and revision (4, 8)

    def hears_severity_changed(self, fact) -> None:
        agreed = self.is_the_customers(fact)
        raised = fact.what.severity < self.severity
        if fact.what.severity == self.severity:
            return
        self.severity = fact.what.severity
        self.change(raised, agreed, self.in_time(*BY_TABLE))
        self.agreements.clear()

    def hears_plan_changed(self, fact) -> None:
        agreed = self.is_the_customers(fact)
        better = is_better(fact.what.plan, self.plan)
        self.plan = fact.what.plan
        if better is not None:
            self.change(better, agreed, [owed for owed in self.in_time(*BY_TABLE) if not owed.agreed])

    def change(self, raised: bool, agreed: bool, concerned: list[Owed]) -> None:
        for owed in concerned:
            if raised:
                self.hasten(owed)
            elif agreed and owed.kind == "cadence" and not self.comes_again():
                self.end(owed)
            elif agreed:
                self.supersede(owed, [self.by_table(owed.kind, owed.own_start, self.now)], owed.own_start)

    def hasten(self, owed: Owed) -> None:
        """The table counts from now, and the old due time holds if it is earlier; what was silent runs from now."""
        self.supersede(owed, [*owed.counts, self.by_table(owed.kind, self.now)], min(owed.own_start, self.now))

    def hears_protocol_moved(self, fact) -> None:
        self.revision = self.revisions[fact.what.protocol]
        for owed in self.in_time(*BY_TABLE):
            if owed.agreed:
                continue
            counts = [count.under(self.revision, self.hours()) for count in owed.counts]
            pauses = owed.pauses_until(self.now)
            if due_of(counts, pauses) != due_of(owed.counts, pauses):
                self.supersede(owed, counts, owed.own_start)
            else:
                owed.counts = counts

    def is_the_customers(self, fact) -> bool:
        """Say whether the customer agreed: they did it, or it names a fact of theirs."""
        evidence = fact.what.evidence
        if evidence is not None and not (evidence in self.heard and agrees(self.heard[evidence], fact)):
            raise Impossible(f"fact {evidence} is no word of the customer's")
        return evidence is not None or fact.by.side == "customer"

    # agreements (5)

    def hears_agreement_made(self, fact) -> None:
        if not self.is_the_customers(fact):
            raise Impossible("an agreement is the customer's")
        what = fact.what
        if what.proposal is not None and not is_proposed(self.heard.get(what.proposal), what):
            raise Impossible("something else was proposed")
        kind = {PROMISE[kind]: kind for kind in PHASES}.get(what.promise)
        if kind is None:
            raise Impossible(f"{what.promise} cannot be agreed otherwise")
        if what.every is not None:
            until = what.until and minute_of(self.ahead(what.until))
            self.agree_every(kind, Agreement(fact.seq, _amount(what.every), until))
        elif what.due_by is not None:
            instant = self.at_instant(minute_of(self.ahead(what.due_by)))
            self.agree_once(kind, Agreement(fact.seq), instant)
        else:
            until = minute_of(self.ahead(what.silent_until))
            self.agree_silence(kind, Agreement(fact.seq, silent=until), until)

    def hears_date_accepted(self, fact) -> None:
        if not self.is_the_customers(fact):
            raise Impossible("a date is accepted by the customer")
        date = minute_of(self.ahead(fact.what.date))
        self.agree_silence("cadence", Agreement(fact.seq, silent=date), date)

    def ahead(self, at):
        if minute_of(at) <= self.now:
            raise Impossible(f"{at} does not lie ahead")
        return at

    def agree_every(self, kind: str, agreement: Agreement) -> None:
        self.agreements[kind] = agreement
        for owed in self.in_time(kind):
            own_start = min(owed.own_start, self.now)
            counts = self.agreed_counts(kind, own_start)
            if due_of(counts[:1], owed.pauses_until(self.now)) < self.now:
                counts = self.agreed_counts(kind, self.now)
            self.supersede(owed, counts, own_start, agreement.seq)

    def agree_once(self, kind: str, agreement: Agreement, count: Count, own_start: int | None = None) -> None:
        for owed in self.in_time(kind):
            self.agreements[kind] = agreement
            start = min(owed.own_start, self.now) if own_start is None else own_start
            self.supersede(owed, [count], start, agreement.seq)

    def agree_silence(self, kind: str, agreement: Agreement, until: int) -> None:
        self.agree_once(kind, agreement, self.by_table(kind, until), until)

    def agreed_counts(self, kind: str, start: int) -> list[Count]:
        """Return the counts of a cycle under an `every`; at the latest what the table says from its date."""
        agreement = self.agreements[kind]
        counts = [Count(start, self.revision, self.hours(), amount=agreement.every)]
        if agreement.until is not None:
            counts.append(self.by_table(kind, max(agreement.until, start)))
        return counts

    def in_force(self, kind: str) -> Agreement | None:
        """Return what is agreed for a phase: an `every` up to its date, the rest while the clock that it made runs."""
        agreement = self.agreements.get(kind)
        if agreement is None:
            return None
        if agreement.every is not None:
            return agreement if agreement.until is None or self.now < agreement.until else None
        return agreement if any(owed.agreed == agreement.seq for owed in self.running(kind)) else None

    def hears_agreement_ended(self, fact) -> None:
        ended = [kind for kind in PHASES if (one := self.in_force(kind)) and one.seq == fact.what.agreement]
        if not ended:
            raise Impossible("that agreement is not in force")
        for kind in ended:
            del self.agreements[kind]
            self.hasten_agreed(kind, fact.what.agreement)

    def hasten_agreed(self, kind: str, agreement: int) -> None:
        for owed in self.in_time(kind):
            if owed.agreed == agreement:
                self.hasten(owed)

    def next(self, kind: str, held: int | None = None) -> None:
        """The next cycle counts from now, as agreed or by the table; what was owed before holds if it is earlier."""
        if self.running(kind):
            return
        agreement = self.in_force(kind)
        every = agreement is not None and agreement.every is not None
        counts = self.agreed_counts(kind, self.now) if every else [self.by_table(kind, self.now)]
        if held is not None and held < min(count.due(()) for count in counts):
            counts.append(self.at_instant(held))
        self.hang(kind, counts, self.now, agreed=agreement.seq if every else 0)


def _amount(amount) -> Amount:
    if hasattr(amount, "days"):
        return Amount(amount.days, "BD")
    minutes, rest = divmod(amount.seconds, 60)
    assert not rest
    return Amount(minutes, "BM" if type(amount).__name__ == "BusinessTime" else "EM")
