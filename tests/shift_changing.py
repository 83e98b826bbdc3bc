"""A change of shifts in which anything happens and whoever does it may fall down, and what holds all the while."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from random import Random
from uuid import UUID

from django.db import connection, transaction

from sundial.commands.errors import Refused
from sundial.models import CLOCKWORK, Alert, Case, FactRow, Handover, Person, histories_of, viewing
from sundial.protocol.facts import Fact, HandoverAccepted, OwnerSet
from sundial.protocol.handed import handovers_of
from tests.database import as_role
from tests.handing import accepts, offers, questions, withdraws
from tests.story import look

DUE = "Mon 15:00"
STEPS = 12
STATEMENTS = 60  # twice what an act has about: every second one falls


class Falls(Exception):
    """The process is gone: between this statement and the one before."""


@contextmanager
def falling(after: int, tally: Counter) -> Iterator[None]:
    """Fall down before the statement of that number, once; what was not committed by then did not happen."""
    done = 0

    def wrapper(execute: Callable, sql: object, params: object, many: bool, context: dict) -> object:
        nonlocal done
        done += 1
        if done == after:
            tally["falls"] += 1
            raise Falls
        return execute(sql, params, many, context)

    with suppress(Falls), transaction.atomic(), connection.execute_wrapper(wrapper):
        yield


def accepted_and_given(history: Sequence[Fact]) -> Iterator[tuple[str, str]]:
    """Yield who accepted each handover, and whose the case was by then: the two are one step."""
    owner = ""
    for fact, following in zip(history, (*history[1:], None), strict=True):
        if isinstance(fact.what, OwnerSet):
            owner = fact.what.owner or ""
        if isinstance(fact.what, HandoverAccepted):
            is_given = following is not None and isinstance(following.what, OwnerSet)
            yield fact.by.id, (following.what.owner or "") if is_given else owner


class ShiftChange:
    """EMEA goes home: its cases are handed over, or are not; `secret` is of a customer whom only EMEA may see."""

    def __init__(self, cast, cases, secret, random: Random) -> None:
        self.cast, self.random = cast, random
        self.cases, self.secret = [*cases, secret], secret
        self.minute = 5
        self.packets = 0
        self.tally: Counter = Counter()

    def runs(self) -> None:
        """Let many things happen, one falling over now and then, and hold what must hold after each of them."""
        for _ in range(STEPS):
            self.minute += self.random.choice((0, 1, 3, 7))
            self.does(
                self.random.choice((self.offers, self.offers, self.answers, self.answers, self.withdraws, self.looks))
            )
            self.holds()
        self.looks_after()

    def does(self, act: Callable[[], object]) -> None:
        """Let something happen, and whoever does it perhaps fall down in its middle."""
        fall = falling(self.random.randrange(1, STATEMENTS), self.tally)
        with fall, suppress(Refused, Case.DoesNotExist):
            act()
            self.tally[act.__name__] += 1

    def offers(self) -> None:
        case, by = self.random.choice(self.cases), self.one_of("eve", "ned", "dan", "amy")
        to = self.random.choice(("americas", "apj", self.cast.ned, self.cast.amy, self.cast.max))
        self.packets += 1
        offers(by, case, at=self.now, to=to, due=DUE, text=f"Packet {self.packets}.")

    def answers(self) -> None:
        (case, offer), by = self.offered(), self.one_of("amy", "max", "ned", "dan")
        verb = self.random.choice((accepts, accepts, questions))
        verb(by, case, offer, at=self.now)

    def withdraws(self) -> None:
        case, offer = self.offered()
        withdraws(self.one_of("eve", "dan", "amy"), case, offer, at=self.now)

    def offered(self) -> tuple[Case, int]:
        """Pick a case, one that is offered if there is any, with its offer (1 where there is none)."""
        with as_role("sundial_worker"), viewing(CLOCKWORK):
            rows = dict(Handover.objects.values_list("case_id", "seq"))
        case = self.random.choice([one for one in self.cases if one.pk in rows] or self.cases)
        return case, rows.get(case.pk, 1)

    def looks(self) -> None:
        look(self.cast.at(self.now))

    def one_of(self, *names: str):
        return getattr(self.cast, self.random.choice(names))

    @property
    def now(self) -> str:
        return f"Mon 14:{min(self.minute, 59):02}"

    def holds(self) -> None:
        """Each case has one owner, who may see it; each packet that was taken is there, and open until it ended."""
        with as_role("sundial_worker"), viewing(CLOCKWORK):
            owners = {case.pk: case.owner for case in Case.objects.select_related("owner")}
            histories = histories_of([case.pk for case in self.cases])
            rows = dict(Handover.objects.values_list("case_id", "seq"))
            packets = FactRow.objects.filter(kind="handover-offered", case__in=self.cases)
            words = set(packets.values_list("case_id", "seq", "text"))
        assert all(whose == by for some in histories.values() for by, whose in accepted_and_given(some))
        offered = {pk: handovers_of(some) for pk, some in histories.items()}
        self.have_one_owner(owners)
        for case in self.cases:
            still = [one.seq for one in offered[case.pk] if one.is_open]
            assert still == [rows[case.pk]] if case.pk in rows else still == []
        kept = {(pk, seq) for pk, seq, text in words if text.startswith("Packet ")}
        assert kept == {(pk, one.seq) for pk, some in offered.items() for one in some}

    def have_one_owner(self, owners: dict[UUID, Person | None]) -> None:
        """Each of the cases has an owner, who sees all that is theirs."""
        assert {case.pk for case in self.cases} <= set(owners)
        for owner in set(owners.values()):
            assert owner is not None
            theirs = {pk for pk, one in owners.items() if one == owner}
            with viewing(owner):
                assert theirs == set(Case.objects.filter(pk__in=theirs).values_list("pk", flat=True))

    def looks_after(self) -> None:
        """When the shift has ended, what was left lying is answered for, and both managers know of it, once."""
        lying = self.lies()
        for _ in range(3):
            self.does(self.looks_late)
            self.holds()
        self.looks_late()
        self.holds()
        self.was_answered_for(lying)

    def lies(self) -> dict:
        """Return to which region each case is offered that nobody has accepted."""
        with as_role("sundial_worker"), viewing(CLOCKWORK):
            return dict(Handover.objects.filter(case__in=self.cases).values_list("case_id", "region"))

    def was_answered_for(self, lying: dict) -> None:
        with as_role("sundial_worker"), viewing(CLOCKWORK):
            self.is_answered_for(lying)
        self.tally["lying"] += len(lying)

    def looks_late(self) -> None:
        look(self.cast.at(DUE))

    def is_answered_for(self, lying: dict) -> None:
        missed = Alert.objects.filter(kind="breached", promise="handover", case__in=self.cases)
        told = missed.values_list("case_id", "person__name")
        assert max(Counter(told).values(), default=1) == 1
        assert {case for case, _ in told} == set(lying)
        for case, region in lying.items():
            owner = Case.objects.get(pk=case).owner
            managers = {name for of, name in told if of == case}
            assert managers <= {"Dan"} if case == self.secret.pk else managers <= {"Dan", "Max"}
            assert managers
            if region != "apj":
                assert owner.region == region
