"""Alerts on their way: a sink that answers as it is told, cases that stand so and so right now, one run of the job."""

import itertools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.db import transaction

from sundial.commands.cases import NewCase, open_case
from sundial.commands.messages import reply
from sundial.commands.sla import say
from sundial.commands.team import assign
from sundial.jobs.deliver import LEASE, TryAgain, deliver
from sundial.models import CLOCKWORK, Alert, AlertKind, Case, Clock, Delivery, database_now, viewing
from sundial.models.fetch import fetch
from sundial.outside.mailbox import Mailbox
from sundial.outside.mailsink import Answer, Sink
from tests.database import as_role
from tests.story import Cast, Player

MAIL_ASKED_FOR = """
    SELECT coalesce(one, args ->> 'alert'), priority FROM procrastinate_jobs
    LEFT JOIN LATERAL jsonb_array_elements_text(args -> 'alerts') AS each (one) ON true
    WHERE task_name IN ('deliver', 'deliver_together') ORDER BY procrastinate_jobs.id
"""


@contextmanager
def at_work() -> Iterator[None]:
    """Be the worker, in a transaction that a test rolls back."""
    with as_role("sundial_worker"), transaction.atomic(), viewing(CLOCKWORK):
        yield


def ask(what: Callable[[], Any]) -> Any:
    """Ask the database as the worker."""
    with at_work():
        return what()


@contextmanager
def standing_sink(folder: Path, settings: Any, *answers: Answer) -> Iterator[Mailbox]:
    """Stand a sink that answers as it is told, letter by letter, and for ever as the last time."""
    told = itertools.chain(answers, itertools.repeat(answers[-1] if answers else Answer.OK))
    with Sink(folder / "mail", answers=told) as sink:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port
        yield sink.mailbox


def works(alert: Alert) -> TryAgain | None:
    """Let the job of an alert run once; return how it asks to be run again, if it does."""
    with as_role("sundial_worker"):
        try:
            deliver(alert=str(alert.pk))
        except TryAgain as again:
            return again
    return None


def mail_asked_for() -> list[tuple[str, int]]:
    """Return the alerts whose mail is asked for, singly or with others, each with the priority of its job."""
    asked: list[tuple[str, int]] = ask(lambda: fetch(MAIL_ASKED_FOR))
    return asked


def delivery_of(alert: Alert) -> Delivery:
    """Return how far the sending has come."""
    delivery: Delivery = ask(lambda: Delivery.objects.get(alert=alert))
    return delivery


def lease_runs_out(alert: Alert) -> None:
    """Let the lease of an attempt be over."""
    ask(lambda: Delivery.objects.filter(alert=alert).update(trying_until=database_now() - LEASE))


def case_due_in(
    cast: Cast, due_in: timedelta, customer: Player | None = None, *, subject: str = "Uploads fail"
) -> Case:
    """Open a severity 1 case on Platinum whose first response falls due so long from now, give it to Eve, and look."""
    contact = (customer or cast.ana).person
    cast.entitle(contact.organization, "platinum")
    with at_work():
        now = database_now()
        opened_at = now + due_in - timedelta(hours=1)
        new = NewCase(subject=subject, text="Help!", severity=1)
        case = open_case(new, contact=contact, by=contact, now=opened_at).case
        assign(case, to=cast.eve.person, by=cast.eve.person, now=opened_at)
        say(Clock.objects.filter(case=case).values_list("pk", flat=True), now=now)
    return case


def warning_of(cast: Cast, customer: Player | None = None, **changes: str) -> Alert:
    """Give Eve a case whose first response falls due in ten minutes, and return her warning."""
    case = case_due_in(cast, timedelta(minutes=10), customer, **changes)
    alert: Alert = ask(lambda: Alert.objects.select_related("person", "case").get(case=case, kind=AlertKind.DUE_SOON))
    return alert


def eve_replies(cast: Cast, alert: Alert) -> None:
    """Let Eve answer the customer."""
    with at_work():
        reply(alert.case, by=cast.eve.person, text="We are on it.", now=database_now())
