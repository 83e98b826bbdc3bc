"""O2.3: whoever falls down between any two steps of a shift change, each case has one owner and no packet is lost."""

import os
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from random import Random

import pytest
from django.db import transaction

from sundial.commands.verify import Proof, verify
from sundial.models import CLOCKWORK, viewing
from tests.database import as_role
from tests.shift_changing import ShiftChange

SHIFT_CHANGES = 200 if os.environ.get("SUNDIAL_SOAK") else 40


def proven() -> None:
    """What is kept is what the histories say."""
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        assert list(verify(Proof())) == []


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
                proven()
            except AssertionError as error:
                raise AssertionError(f"shift change {seed}, at {shift_change.now}: {error}") from error
        happened += shift_change.tally
    assert min(happened[one] for one in ("offers", "answers", "withdraws", "looks", "lying")) >= SHIFT_CHANGES // 8
    assert happened["falls"] > SHIFT_CHANGES
