"""Everything that a customer's cases can have, told once: for whoever must see all of it, or nothing (O2.7)."""

from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Any

from sundial.commands.agreements import agree, propose
from sundial.commands.escalating import Wish, escalate
from sundial.commands.handover import Packet, offer_handover
from sundial.commands.notices import drop_notice, edit_notice
from sundial.commands.resources import answer_request, ask_group
from sundial.commands.severity import ask_severity
from sundial.commands.triage import Found, ask_for_facts, triage
from sundial.commands.waivers import ask_waiver, waive
from sundial.models import Case, viewing
from sundial.protocol.amounts import parse
from sundial.protocol.facts import Asks, Instead
from sundial.protocol.promises import Promise
from tests.database import as_role
from tests.related import divides, joins
from tests.releasing import LATER, SCANNER, Shop, as_the_desk, drafts_of
from tests.story import Cast, Player

UPDATE = Promise.DIAGNOSIS_UPDATE
EVERY_DAY = Instead(UPDATE, every=parse("1 business day"))


@dataclass
class WholeLife:
    """The cases of one customer, each with something else on it; `mark` stands in everything that is written."""

    cast: Cast
    shop: Shop
    contact: Player
    mark: str

    def __post_init__(self) -> None:
        self.waits, self.dated = self._waits(2), self._waits(1)
        self.talked = self.opens(2)
        self._talk(self.talked)
        self.broken = self.opens(1)
        self.split = self._split(self.broken)
        self.old = self.opens(3)
        self.joined = self.opens(3)
        joins(self.cast.eve, self.old, self.joined, "Mon 10:20")
        self.new = self.opens(1)

    @cached_property
    def draft(self) -> str:
        """The id of the first notice that waits."""
        return str(drafts_of(self.waits)[0].pk)

    @cached_property
    def request(self) -> int:
        """The number of the question to Engineering."""
        return int(as_the_desk(lambda: self.talked.requests.get(group="engineering")).seq)

    def opens(self, severity: int) -> Case:
        """Open one about the product, in words that make them alike."""
        case = self.cast.opens(
            self.contact, at="Mon 2026-03-02 09:00", severity=severity, subject=self.says("Gateway"), text=self.says("")
        )
        with as_role("postgres"):
            Case.objects.filter(pk=case.pk).update(product=SCANNER)
        case.product = SCANNER
        return case

    def says(self, words: str) -> str:
        """Say something that can be found again."""
        return f"{words} {self.mark} policy sync stalls".strip()

    def act(self, verb: Any, case: Any, at: str, *, by: Player | None = None, **more: Any) -> Any:
        """Let somebody (Eve, unless said otherwise) do something."""
        return (by or self.cast.eve)._acts(verb, case, at, **more)

    def after(self) -> None:
        """What follows when the release of its fix has moved: a draft edited, one dropped, a breach waived."""
        with viewing(self.cast.eve.person):
            edit_notice(drafts_of(self.waits)[0], self.says("It moves."), by=self.cast.eve.person)
        self.act(drop_notice, drafts_of(self.dated)[0], "Mon 16:10", reason=self.says("Told."))
        named = (Promise.FIRST_RESPONSE, 1)
        self.act(ask_waiver, self.broken, "Mon 16:20", named=named, text=self.says("Waive."))
        self.act(waive, self.broken, "Mon 16:25", by=self.cast.dan, named=named, text=self.says("Yes."))

    def _waits(self, severity: int) -> Case:
        case = self.opens(severity)
        self.cast.eve.replies(case, at="Mon 09:10", text=self.says("We see it."))
        self.shop.waits(case, self.shop.fix, LATER, at="Mon 09:30")
        return case

    def _talk(self, case: Case) -> None:
        found = Found("involved", 2, skill="", version="5.8.1", owner=self.cast.eve.person)
        self.act(triage, case, "Mon 09:05", found=found)
        self.act(ask_for_facts, case, "Mon 09:15", text=self.says("Which version?"))
        self.cast.eve.notes(case, at="Mon 09:20", text=self.says("Note."))
        self._ask(case, "engineering", "Mon 09:25", hours=6)
        asked = self._ask(case, "sales", "Mon 09:26", hours=1)
        self.act(answer_request, case, "Mon 09:40", request=asked, text=self.says("Answer."))
        proposed = self.act(propose, case, "Mon 09:45", instead=EVERY_DAY, text=self.says("Daily?"))
        self.act(agree, case, "Mon 09:50", by=self.contact, proposal=proposed.facts[0].seq)
        self.act(propose, case, "Mon 09:55", instead=EVERY_DAY, text=self.says("Daily again?"))
        self.act(ask_severity, case, "Mon 09:58", by=self.contact, severity=1, text=self.says("Worse."))
        due, ned = self.cast.at("Mon 09:59") + timedelta(hours=23), self.cast.ned.person
        packet = Packet(region="emea", due_at=due, to=ned, text=self.says("Packet."))
        self.act(offer_handover, case, "Mon 09:59", packet=packet)
        self.act(
            escalate, case, "Mon 10:00", by=self.contact, wish=Wish(rung=1, text=self.says("Call us."), asks=Asks.VIDEO)
        )

    def _ask(self, case: Case, group: str, at: str, *, hours: int) -> int:
        due = self.cast.at(at) + timedelta(hours=hours)
        recorded = self.act(ask_group, case, at, group=group, due_at=due, text=self.says("Question?"))
        return int(recorded.facts[0].seq)

    def _split(self, case: Case) -> Case:
        self.contact.writes(case, at="Mon 09:35", text=self.says("And another thing."))
        return divides(self.cast.eve, case, case.head_seq, "Mon 10:15", subject=self.says("Another thing"))
