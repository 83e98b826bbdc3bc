"""Fifty press Escalate to Management at one moment: one rung, one set of alerts, each loser learns who has it (R15)."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, connections, transaction

from sundial.models import Alert, AlertKind, Escalation
from sundial.outside.postgres import SUPERUSER
from tests import database
from tests.browsing import lately, sent, signed_in, words
from tests.climbing_story import escalates
from tests.falling import as_web
from tests.posting import ask

PRESSES = 50
HAS_IT = "This case is escalated already, on rung 2: the team was told, and somebody takes it now."


@pytest.fixture
def site(desk):
    database.enter(desk.address, SUPERUSER, desk.name)
    as_web()
    yield desk
    connections.close_all()


@pytest.fixture
def case(site):
    """Ana's case, on rung 1 already: the next press is Escalate to Management."""
    with transaction.atomic():
        cast = lately(site.cast)
        case = cast.open_case(plan="platinum", severity=3, at=90)
        cast.eve.takes(case, at=80)
        escalates(cast.ana, case, 1, at=60)
    return case


def press(client, case, form):
    return client.post(f"/cases/{case.number}/escalations", form)


def at_once(site, case, forms):
    """Let Ana press in so many windows at one moment, each on a connection of its own."""
    with transaction.atomic():
        clients = [signed_in(site.cast.ana.person) for _ in forms]
    ready = Barrier(len(forms))

    def presses(client, form):
        try:
            as_web()
            ready.wait(timeout=60)
            return press(client, case, form)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(forms)) as threads:
        return list(threads.map(presses, clients, forms))


def test_of_fifty_presses_one_is_the_rung_and_every_other_learns_who_has_it(site, case):
    answers = at_once(site, case, [sent(rung=2, text=f"MY WORDS {n}") for n in range(PRESSES)])

    assert Counter(answer.status_code for answer in answers) == {302: 1, 409: PRESSES - 1}
    for n, answer in enumerate(answers):
        assert answer.status_code == 302 or (HAS_IT in words(answer) and f"MY WORDS {n}" in words(answer))
    rows = Escalation.objects.filter(case=case).order_by("rung")
    assert ask(lambda: list(rows.values_list("rung", flat=True))) == [1, 2]
    assert set(alerts(case).values()) == {1}


def alerts(case):
    """Return how often each person was told of the rung."""
    seq = ask(lambda: Escalation.objects.get(case=case, rung=2).seq)
    rows = Alert.objects.filter(case=case, seq=seq, kind=AlertKind.ESCALATED)
    return Counter(ask(lambda: list(rows.values_list("person__name", flat=True))))


def test_a_double_click_and_a_form_that_is_sent_again_after_going_back_are_one_press(site, case):
    form = sent(rung=2, text="Once")
    assert {answer.status_code for answer in at_once(site, case, [form] * 8)} == {302}
    with transaction.atomic():
        back = signed_in(site.cast.ana.person)
    assert press(back, case, form).status_code == 302
    assert ask(lambda: Escalation.objects.filter(case=case).count()) == 2
    assert set(alerts(case).values()) == {1}
