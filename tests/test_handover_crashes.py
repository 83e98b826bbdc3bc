"""O2.3: a change of shifts under real kill -9, between any two statements: one owner who may see it, no packet lost."""

import os
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from random import Random

import pytest
from django.db import connections, transaction

from sundial.commands.verify import Proof, verify
from sundial.models import CLOCKWORK, Case, viewing
from sundial.outside.postgres import SUPERUSER
from tests import database
from tests.browsing import sent, signed_in
from tests.database import as_role
from tests.falling import as_web, dies
from tests.handing import offers, owner_of
from tests.shift_changing import ShiftChange

SHIFT_CHANGES = 200 if os.environ.get("SUNDIAL_SOAK") else 4
EVERY = 1 if os.environ.get("SUNDIAL_SOAK") else 9  # of the statements of a request, one in so many is its last


class Killed(ShiftChange):
    """A change of shifts of which every act is a process that may be killed in its middle."""

    def does(self, act: Callable[[], object]) -> None:
        self.packets += 1
        self.random.seed(self.random.random())  # what the child draws the parent does not draw again

        def whole() -> None:
            with transaction.atomic():
                act()

        self.tally["falls"] += dies(whole, self.random.randrange(1, 90))
        self.tally[act.__name__] += 1

    def holds(self) -> None:
        with transaction.atomic():
            super().holds()

    def looks_after(self) -> None:
        with transaction.atomic():
            lying = self.lies()
        for _ in range(3):
            self.does(self.looks_late)
            self.holds()
        with transaction.atomic():
            self.looks_late()
            self.was_answered_for(lying)
        self.holds()


@pytest.fixture
def site(desk) -> Iterator[object]:
    """The desk, entered as pages are: by the web's role."""
    database.enter(desk.address, SUPERUSER, desk.name)
    as_web()
    yield desk
    connections.close_all()


@pytest.fixture
def rita(site):
    with transaction.atomic():
        return site.cast.restricted("emea")


@transaction.atomic
def of_eve(cast, *contacts, severity=3) -> list[Case]:
    """Return a case of each of these contacts, answered by Eve and hers."""
    for contact in contacts:
        cast.entitle(contact.person.organization, "gold")
    made = [cast.opens(contact, at="Mon 2026-03-02 09:00", severity=severity) for contact in contacts]
    for case in made:
        cast.eve.replies(case, at="Mon 09:05")
        cast.eve.takes(case, at="Mon 09:06")
    return made


def test_wherever_somebody_is_killed_at_a_change_of_shifts_each_case_has_one_owner_and_no_packet_is_lost(site, rita):
    happened: Counter = Counter()
    for seed in range(SHIFT_CHANGES):
        *cases, secret = of_eve(site.cast, *[site.cast.ana] * 3, rita)
        change = Killed(site.cast, cases, secret, Random(seed))
        change.runs()
        happened += change.tally
    assert happened["falls"] > SHIFT_CHANGES
    with transaction.atomic(), as_role("sundial_worker"), viewing(CLOCKWORK):
        assert list(verify(Proof())) == []


@transaction.atomic
def owners_of(cases) -> list[str]:
    return [owner_of(case) for case in cases]


@transaction.atomic
def offered(giver, receiver, cases) -> dict[str, object]:
    """Offer cases, and return the form that accepts all of them."""
    to = receiver.person.region
    return sent(offer=[f"{case.number}:{offers(giver, case, at='Mon 14:05', to=to)}" for case in cases])


def test_whoever_accepts_together_and_is_killed_has_what_was_accepted_and_presses_again(site):
    cast, killed, some = site.cast, 0, 0
    cases = of_eve(cast, *[cast.ana] * 3)
    giver, receiver = cast.eve, cast.amy
    for before in range(2, 300, EVERY):
        form = offered(giver, receiver, cases)
        with transaction.atomic():
            client = signed_in(receiver.person)
        press = partial(client.post, "/desk/handover/acceptances", form)
        if not dies(press, before):
            break
        killed += 1
        owners = owners_of(sorted(cases, key=lambda one: one.pk))  # each is kept as it is accepted, in this order
        assert owners == sorted(owners, key=lambda one: one != receiver.name)
        some += 0 < owners.count(receiver.name) < 3
        told = press()  # under the same key: what was done is not done again
        assert owners_of(cases) == [receiver.name] * 3
        said = client.get(told["Location"]).content.decode()
        assert all(case.number in said.partition("Done: ")[2].partition(".<")[0] for case in cases)
        giver, receiver = receiver, giver
    assert owners_of(cases) == [receiver.name] * 3
    assert killed > 60 // EVERY
    assert some > 20 // EVERY
