"""O2.3: whoever falls down between any two steps of a shift change, each case has one owner and no packet is lost."""

import os
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from random import Random

import pytest
from django.db import connection, transaction

from sundial.commands.errors import Refused
from sundial.commands.verify import Proof, verify
from sundial.models import CLOCKWORK, Alert, Case, FactRow, Handover, Person, history_of, viewing
from sundial.protocol.handed import handovers_of
from tests.database import as_role
from tests.handing import accepts, offers, questions, withdraws
from tests.story import look

SHIFT_CHANGES = 200 if os.environ.get("SUNDIAL_SOAK") else 16
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
            with self.falls_maybe(), suppress(Refused, Case.DoesNotExist):
                act = self.random.choice(
                    (self.offers, self.offers, self.answers, self.answers, self.withdraws, self.looks)
                )
                act()
                self.tally[act.__name__] += 1
            self.holds()
        self.looks_after()

    def falls_maybe(self):
        return falling(self.random.randrange(1, STATEMENTS), self.tally)

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
            offered = {case.pk: handovers_of(history_of(case.pk)) for case in self.cases}
            rows = dict(Handover.objects.values_list("case_id", "seq"))
            words = set(FactRow.objects.filter(kind="handover-offered").values_list("case_id", "seq", "text"))
        for case in self.cases:
            self.has_one_owner(case, owners[case.pk])
            still = [one.seq for one in offered[case.pk] if one.is_open]
            assert still == [rows[case.pk]] if case.pk in rows else still == []
        kept = {(pk, seq) for pk, seq, text in words if text.startswith("Packet ")}
        assert kept == {(pk, one.seq) for pk, some in offered.items() for one in some}

    def has_one_owner(self, case: Case, owner: Person | None) -> None:
        assert owner is not None
        with viewing(owner):
            assert Case.objects.filter(pk=case.pk).exists()

    def looks_after(self) -> None:
        """When the shift has ended, what was left lying is answered for, and both managers know of it, once."""
        with as_role("sundial_worker"), viewing(CLOCKWORK):
            lying = dict(Handover.objects.values_list("case_id", "region"))
        for moment in (DUE, DUE, "Mon 15:01"):
            with self.falls_maybe():
                look(self.cast.at(moment))
            self.holds()
        look(self.cast.at("Mon 15:01"))
        self.holds()
        with as_role("sundial_worker"), viewing(CLOCKWORK):
            self.is_answered_for(lying)
            self.tally["lying"] += len(lying)
            assert list(verify(Proof())) == []

    def is_answered_for(self, lying: dict) -> None:
        told = Alert.objects.filter(kind="breached", promise="handover").values_list("case_id", "person__name")
        assert max(Counter(told).values(), default=1) == 1
        assert {case for case, _ in told} == set(lying)
        for case, region in lying.items():
            owner = Case.objects.get(pk=case).owner
            managers = {name for of, name in told if of == case}
            assert managers <= {"Dan"} if case == self.secret.pk else managers <= {"Dan", "Max"}
            assert managers
            if region != "apj":
                assert owner.region == region


@pytest.fixture
def change(cast, rita):
    """Three cases of Acme and the secret one, all of them Eve's at the end of her shift."""
    for organization in (cast.acme, rita.person.organization):
        cast.entitle(organization, "gold")
    made = [cast.opens(cast.ana, at="Mon 2026-03-02 09:00", severity=3) for _ in range(3)]
    secret = cast.opens(rita, at="Mon 09:00", severity=3)
    for case in (*made, secret):
        cast.eve.replies(case, at="Mon 09:05")
        cast.eve.takes(case, at="Mon 09:06")
    return lambda seed: ShiftChange(cast, made, secret, Random(seed))


@pytest.fixture
def put_back():
    """Let each shift change begin where the first did."""

    @contextmanager
    def putting_back() -> Iterator[None]:
        with transaction.atomic():
            yield
            transaction.set_rollback(True)

    return putting_back


def test_whatever_happens_at_a_change_of_shifts_each_case_has_one_owner_and_no_packet_is_lost(change, put_back):
    happened: Counter = Counter()
    for seed in range(SHIFT_CHANGES):
        shift_change = change(seed)
        with put_back():
            try:
                shift_change.runs()
            except AssertionError as error:
                raise AssertionError(f"shift change {seed}, at {shift_change.now}: {error}") from error
        happened += shift_change.tally
    assert min(happened[one] for one in ("offers", "answers", "withdraws", "looks", "lying")) >= SHIFT_CHANGES // 8
    assert happened["falls"] > SHIFT_CHANGES
