"""Killed at a place by its name: nothing is lost, no record is doubled, and a letter only under its key (R02, R03).

Real processes, kill -9, committed rows; a successor then goes on with what the dead one left behind.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from django.db import connections, transaction

import sundial
from sundial.commands.digesting import gather
from sundial.commands.sla import say
from sundial.commands.verify import Proof, verify
from sundial.jobs.attempts import TryAgain
from sundial.jobs.deliver import deliver
from sundial.jobs.deliver_together import deliver_together
from sundial.jobs.digest import digest
from sundial.jobs.looking import look
from sundial.jobs.pulse import leave
from sundial.jobs.reach import reach
from sundial.jobs.send_word import send_word
from sundial.jobs.synthetic import synthetic_alert
from sundial.models import (
    CLOCKWORK,
    Alert,
    AlertKind,
    Case,
    Clock,
    Delivery,
    DeliveryState,
    Digest,
    Escalation,
    FactRow,
    Pulse,
    database_now,
    viewing,
)  # fmt: skip
from sundial.outside.mail import message_id
from sundial.outside.mailsink import Answer
from sundial.outside.postgres import SUPERUSER
from sundial.protocol.digests import SINGLY, WAIT
from tests import database
from tests.browsing import lately, sent, signed_in
from tests.database import as_role, run
from tests.falling import as_web, falls_at
from tests.live import a_desk
from tests.posting import ask, at_work, delivery_of, lease_runs_out, standing_sink, warning_of
from tests.storming import late_cases
from tests.test_portal import case_form
from tests.waying import standing_web, webhook_of

PLACE = re.compile(r'reached\("([\w.]+)"\)')
SENDING = {  # what a worker falls at: how often the letter then comes, and what its row says in the end
    "attempt.claimed": (1, DeliveryState.MAYBE_TWICE),
    "attempt.sent_not_committed": (2, DeliveryState.MAYBE_TWICE),
    "attempt.settled": (1, DeliveryState.SENT),
}
DOORS = ("case.recorded_not_committed", "web.committed_not_answered")


class Site(NamedTuple):
    """A desk with committed rows, entered as a superuser who takes a real role in each act."""

    cast: Any
    mail: Callable[..., Any]


@pytest.fixture(scope="module")
def standing(server, django_db_blocker, tmp_path_factory) -> Iterator[Any]:
    with django_db_blocker.unblock(), a_desk(server, tmp_path_factory.mktemp("desk")) as desk:
        database.enter(desk.address, SUPERUSER, desk.name)
        as_web()
        yield desk
        connections.close_all()


@pytest.fixture
def site(standing, tmp_path, settings) -> Site:
    with transaction.atomic():
        return Site(lately(standing.cast), partial(standing_sink, tmp_path, settings))


def worker() -> None:
    database.run("SET SESSION AUTHORIZATION sundial_worker")


@transaction.atomic
def warned(site: Site) -> Alert:
    """Return a warning whose mail is owed."""
    return warning_of(site.cast)


def works(act: Callable[[], object]) -> None:
    """Do something as the worker, who does not die."""
    with as_role("sundial_worker"), suppress(TryAgain):
        act()


def test_every_place_is_fallen_at_here():
    sources = Path(sundial.__file__).parent.rglob("*.py")
    named = {name for path in sources for name in PLACE.findall(path.read_text())}
    others = {"delivery.given_up", "synthetic.sent", "clockwork.said"}
    assert named == {*SENDING, *DOORS, *(f"{other}_not_committed" for other in others)}


@pytest.mark.parametrize("together", [False, True])
@pytest.mark.parametrize("place", SENDING)
def test_a_worker_killed_there_loses_no_letter_and_doubles_it_at_most_once_under_its_key(site, place, together):
    alert = warned(site)
    alone = partial(deliver, alert=str(alert.pk))
    job = partial(deliver_together, alerts=[str(alert.pk)]) if together else alone
    with site.mail() as mailbox:
        assert falls_at(place, job, worker)
        lease_runs_out(alert)
        list(map(works, (job, alone, job)))  # and the job came once more
    times, state = SENDING[place]
    assert [entry.message_id for entry in mailbox.entries()] == [message_id(alert.pk)] * times
    assert delivery_of(alert).state == state


@pytest.mark.parametrize("place", SENDING)
def test_and_so_it_is_with_word_by_a_webhook(site, place, tmp_path, settings):
    with standing_web(tmp_path, settings) as web:
        with transaction.atomic():
            way, _ = webhook_of(site.cast.eve, web)
        alert = warned(site)
        works(partial(reach, alerts=[str(alert.pk)]))
        (delivery,) = ask(lambda: list(Delivery.objects.filter(alert=alert, way=way)))
        job = partial(send_word, delivery=str(delivery.pk))
        assert falls_at(place, job, worker)
        lease_runs_out(alert)
        works(job)
        works(job)
    times, state = SENDING[place]
    assert Counter(post.key for post in web.posts()) == {str(alert.pk): times}
    assert ask(lambda: Delivery.objects.get(pk=delivery.pk)).state == state


def test_a_worker_killed_with_a_digest_sent_sends_the_same_letter_again(site):
    with at_work():
        cases = late_cases(site.cast.ana, site.cast.eve, SINGLY + 5, -timedelta(hours=1), 3)
        say(Clock.objects.filter(case__in=cases).values_list("pk", flat=True), now=database_now())
        gather(database_now() + WAIT)
    one = ask(lambda: Digest.objects.get(person=site.cast.eve.person))
    job = partial(digest, digest=str(one.pk))
    with site.mail() as mailbox:
        assert falls_at("attempt.sent_not_committed", job, worker)
        ask(lambda: Digest.objects.update(trying_until=database_now()))
        works(job)
        works(job)
    assert [entry.message_id for entry in mailbox.entries()] == [message_id(one.pk)] * 2
    held = ask(lambda: set(Delivery.objects.filter(digest=one).values_list("state", flat=True)))
    assert held == {DeliveryState.MAYBE_TWICE}


def test_a_worker_killed_giving_up_gives_up_once_and_its_word_is_there_once(site):
    alert = warned(site)
    job = partial(deliver, alert=str(alert.pk))
    with site.mail(Answer.REFUSED):
        assert falls_at("delivery.given_up_not_committed", job, worker)
        assert undelivered(alert) == []
        lease_runs_out(alert)
        list(map(works, (job, job)))
    assert delivery_of(alert).state == DeliveryState.GIVEN_UP
    assert undelivered(alert) == ["Dan"]


def undelivered(alert: Alert) -> list[str]:
    rows = Alert.objects.filter(case=alert.case, seq=alert.seq, kind=AlertKind.UNDELIVERED)
    return list(ask(lambda: list(rows.values_list("person__name", flat=True))))


def test_a_worker_killed_with_the_synthetic_alert_in_its_hand_sends_it_again(site):
    works(leave)
    with at_work():
        run("UPDATE pulse SET asked_at = asked_at - interval '1 hour', arrived_at = NULL")
    key = ask(Pulse.objects.get).synthetic
    with site.mail() as mailbox:
        assert falls_at("synthetic.sent_not_committed", partial(synthetic_alert, key=str(key)), worker)
        assert ask(Pulse.objects.get).on_its_way
        works(partial(synthetic_alert, key=str(key)))
    assert not ask(Pulse.objects.get).on_its_way
    assert [entry.message_id for entry in mailbox.entries()] == [message_id(key)] * 2


def test_clockwork_killed_before_it_commits_has_said_nothing_and_its_successor_says_it_once(site):
    with transaction.atomic():
        case = site.cast.open_case(plan="platinum", severity=1, at=90)
        site.cast.eve.takes(case, at=80)
    looks = partial(look, database_now())
    assert falls_at("clockwork.said_not_committed", looks, worker)
    assert breaches_of(case) == Counter()
    works(looks)
    works(looks)
    assert breaches_of(case) == Counter({"Eve": 1, "Dan": 1})
    assert ask(unsent) == []


def breaches_of(case: Case) -> Counter:
    rows = Alert.objects.filter(case=case, kind=AlertKind.BREACHED)
    return Counter(ask(lambda: list(rows.values_list("person__name", flat=True))))


@pytest.mark.parametrize("place", DOORS)
@pytest.mark.parametrize("act", ["create", "reply", "escalate"])
def test_a_web_process_killed_in_a_press_has_done_all_or_nothing_and_the_same_press_does_it_once(site, act, place):
    """R03: every case has its clocks, its whole chain, and for every alert a job or a delivery."""
    with transaction.atomic():
        case = site.cast.open_case(plan="platinum", severity=3, at=90)
        site.cast.eve.takes(case, at=80)
        client = signed_in(site.cast.ana.person)
    address, form = {
        "create": ("/cases/new", case_form(subject=f"{act} {place}")),
        "reply": (f"/cases/{case.number}/messages", sent(text="And now?")),
        "escalate": (f"/cases/{case.number}/escalations", sent(rung=1, asks="director", text="Please call.")),
    }[act]
    before = counts(act, case)
    assert falls_at(place, lambda: client.post(address, form), as_web)
    done = place.endswith("not_answered")
    assert counts(act, case) == before + done
    assert client.post(address, form).status_code == 302
    assert counts(act, case) == before + 1
    with transaction.atomic(), as_role("sundial_worker"), viewing(CLOCKWORK):
        assert list(verify(Proof())) == []
        assert unsent() == []


def counts(act: str, case: Case) -> int:
    """Return how often it was done."""
    rows = {
        "create": Case.objects.all(),
        "reply": FactRow.objects.filter(case=case, text="And now?"),
        "escalate": Escalation.objects.filter(case=case),
    }[act]
    return int(ask(rows.count))


def unsent() -> list[Any]:
    """Return the alerts that nobody is to mail: without a job, and without a delivery."""
    jobs = {alert for (alert,) in run("SELECT args->>'alert' FROM procrastinate_jobs WHERE task_name = 'deliver'")}
    owed = Alert.objects.exclude(kind=AlertKind.UNDELIVERED).exclude(pk__in=Delivery.objects.values("alert"))
    return [pk for pk in owed.values_list("pk", flat=True) if str(pk) not in jobs]
