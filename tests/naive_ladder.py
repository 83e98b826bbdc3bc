"""The naive model of the ladder: each rung owes an answer, by the earlier of two figures (docs/promises.md 12)."""

from dataclasses import dataclass, field

from tests.naive_agreed import Impossible
from tests.naive_fixing import Fixing
from tests.naive_owed import Count
from tests.naive_tables import FIRST, Amount

TWO_HOURS, TWO_BUSINESS_HOURS = Amount(120, "EM"), Amount(120, "BM")
FIGURES = {  # section 07 first; None is the severity's target
    1: (None,), 2: (TWO_BUSINESS_HOURS, TWO_HOURS), 3: (TWO_BUSINESS_HOURS, None), 4: (TWO_BUSINESS_HOURS, TWO_HOURS),
}  # fmt: skip
DUTIES = {"contact", "details", "plan", "parties"}


@dataclass
class Rung:
    """A rung that is open: who owns it, what is done, what is to be found out."""

    number: int
    findings: bool
    owner: str = ""
    done: set[str] = field(default_factory=set)
    answered: bool = False
    enough: bool = False  # nothing but findings is missing


class Climbing(Fixing):
    """The wall, with the rungs of the ladder that are open, by the fact of each."""

    def __init__(self, opened, now, revisions) -> None:
        super().__init__(opened, now, revisions)
        self.rungs: dict[int, Rung] = {}
        self.to_be_written: set[int] = set()  # what ended cases owe

    def hears_escalated(self, fact) -> None:
        number = fact.what.rung
        if number not in FIGURES or any(rung.number == number for rung in self.rungs.values()):
            raise Impossible(f"the case stands on rung {number}, or it is none")
        self.rungs[fact.seq] = Rung(number, fact.what.findings)
        first = self.revision.cell(self.plan, self.severity, FIRST).amount
        counts = [self.counted(figure or first) for figure in FIGURES[number]]
        self.hang("escalation", counts, self.now, about=fact.seq)

    def counted(self, amount: Amount) -> Count:
        return Count(self.now, self.revision, self.hours(), amount)

    def hears_point_person_set(self, fact) -> None:
        rung = self.open_rung(fact.what.escalation)
        if rung.owner and rung.owner != fact.what.person and not rung.answered:
            rung.done.discard("details")  # the customer has somebody else's
        rung.owner = fact.what.person
        self.look_at_answers(fact.what.escalation)

    def hears_duty_done(self, fact) -> None:
        self.open_rung(fact.what.escalation).done.add(str(fact.what.duty))
        self.look_at_answers(fact.what.escalation)

    def look_at_answers(self, seq: int) -> None:
        """Whoever owns a rung and has done all of it has answered it, and what is below it."""
        rung = self.rungs[seq]
        if rung.owner and rung.done == DUTIES:
            for one in self.up_to(rung.number):
                self.rungs[one].answered = True
            for owed in self.running("escalation"):
                if self.rungs[owed.about].answered:
                    self.end(owed, kept=True)

    def hears_findings_written(self, fact) -> None:
        seq = fact.what.escalation
        if seq in self.to_be_written:
            self.to_be_written.remove(seq)
            return
        rung = self.open_rung(seq)
        rung.findings = False
        enough = [one for one, some in self.rungs.items() if some.enough]
        if enough:
            self.settle(max(enough, key=lambda one: self.rungs[one].number))

    def hears_comfort_asked(self, fact) -> None:
        self.open_rung(fact.what.escalation)

    def hears_comfort_said(self, fact) -> None:
        rung = self.open_rung(fact.what.escalation)
        if fact.what.comfortable:
            self.settle(fact.what.escalation)
        else:
            for one in self.up_to(rung.number):
                self.rungs[one].enough = False

    def hears_escalation_settled(self, fact) -> None:
        self.open_rung(fact.what.escalation)
        self.settle(fact.what.escalation)

    def settle(self, seq: int) -> None:
        """What is settled settles what is below it, once everything that is to be found out is written."""
        below = self.up_to(self.rungs[seq].number)
        if any(self.rungs[one].findings for one in below):
            for one in below:
                self.rungs[one].enough = True
            return
        for one in below:
            del self.rungs[one]
            for owed in self.running("escalation"):
                if owed.about == one:
                    self.end(owed)

    def up_to(self, number: int) -> list[int]:
        return [seq for seq, rung in self.rungs.items() if rung.number <= number]

    def rungs_end(self) -> None:
        """The case is over."""
        self.to_be_written |= {seq for seq, rung in self.rungs.items() if rung.findings}
        self.rungs.clear()

    def open_rung(self, seq: int) -> Rung:
        if seq not in self.rungs:
            raise Impossible(f"fact {seq} is no open escalation")
        return self.rungs[seq]
