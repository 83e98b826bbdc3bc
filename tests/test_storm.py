"""After an outage, with real processes: each alert once, severity 1 first and singly, the rest in one letter each."""

import itertools
from collections import Counter
from datetime import timedelta

from django.conf import settings

from sundial.commands.digesting import gather
from sundial.models import Alert, AlertKind, Delivery, DeliveryState, Digest, database_now
from sundial.models.fetch import fetch
from sundial.outside.mail import message_id
from sundial.outside.mailsink import Answer, Sink
from sundial.protocol.digests import WAIT
from tests.database import run
from tests.live import Desk
from tests.storming import late_cases

MISSED = timedelta(hours=-1)
URGENT, OTHERS = 1, 59  # cases of each of five owners; Dan manages them all
TOLD = """
    SELECT max(at) FILTER (WHERE severity = 1), min(at) FILTER (WHERE severity > 1)
    FROM alert JOIN support_case c ON c.id = case_id
"""
STALLED = 2  # letters that the server takes in silence


def an_outage(desk: Desk) -> int:
    """Leave 300 promises overdue, of five owners in three regions; return how many alerts they owe."""
    cast = desk.cast
    others = (("Kim", "engineer", "apj"), ("Lou", "engineer", "emea"))
    kim, lou = desk.ask(lambda: [cast._staff(*one) for one in others])
    for owner in (cast.eve, cast.ned, cast.amy, kim, lou):
        desk.ask(lambda owner=owner: late_cases(cast.ana, owner, OTHERS, MISSED, 3))
        desk.ask(lambda owner=owner: late_cases(cast.ana, owner, URGENT, MISSED, 1))
    return 2 * 5 * (URGENT + OTHERS)


def test_what_an_outage_left_is_told_once_urgent_first_and_the_rest_in_one_letter_whoever_dies(desk, tmp_path):
    owed = an_outage(desk)
    with desk.process("clockwork", SUNDIAL_FAILPOINT="clockwork.said_not_committed:2") as doomed:
        doomed.wait(30)  # killed as it says the rest, which is its alone
    assert desk.said() == 10 * URGENT
    with desk.process("clockwork") as clockwork:
        desk.wait_until(lambda: desk.said() >= owed)
        clockwork.terminate()
        assert clockwork.wait(5) == 0
    assert set(map(tuple, desk.alerts().values())) == {(AlertKind.BREACHED,) * 2}
    assert desk.said() == owed
    ((last, first),) = desk.ask(lambda: fetch(TOLD))
    assert last < first
    assert desk.ask(Delivery.objects.filter(state=DeliveryState.IN_DIGEST).count) == owed - 10 * URGENT

    desk.sql("DELETE FROM procrastinate_jobs WHERE task_name = 'synthetic_alert'")  # the letters are counted
    urgent = Alert.objects.filter(case__severity=1).values_list("pk", flat=True)
    singly = desk.ask(lambda: set(map(message_id, urgent)))
    answers = itertools.chain([Answer.OK] * 10 * URGENT, [Answer.STALL] * STALLED, itertools.repeat(Answer.OK))
    with Sink(tmp_path / "mail", answers=answers) as sink:
        surroundings = {"SUNDIAL_MAIL_PORT": str(sink.port), "SUNDIAL_MAIL_FROM": settings.DEFAULT_FROM_EMAIL}
        with desk.process("worker", **surroundings) as doomed:
            desk.wait_until(lambda: len(sink.mailbox.entries()) == 10 * URGENT)
            assert desk.ask(lambda: gather(database_now() + WAIT)) == 6
            desk.wait_until(lambda: len(sink.mailbox.entries()) == 10 * URGENT + 6)
            desk.wait_until(lambda: desk.ask(Digest.objects.filter(state="sent").count) == 6 - STALLED)
            doomed.kill()
        desk.sql("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 minute'")
        desk.sql("UPDATE digest SET trying_until = now() WHERE trying_until IS NOT NULL")
        with desk.process("worker", **surroundings) as successor:
            desk.wait_until(lambda: not run("SELECT id FROM procrastinate_jobs"))  # finished jobs are deleted
            successor.terminate()
            assert successor.wait(5) == 0

    arrived = Counter(entry.message_id for entry in sink.mailbox.entries())
    letters = desk.ask(lambda: {message_id(pk) for pk in Digest.objects.values_list("pk", flat=True)})
    assert set(arrived) == singly | letters
    assert sorted(arrived[key] for key in letters) == [1] * (6 - STALLED) + [2] * STALLED
    told = desk.ask(lambda: Counter(Delivery.objects.filter(digest__isnull=False).values_list("state", flat=True)))
    assert sum(told.values()) == owed - 10 * URGENT
    assert set(told) == {DeliveryState.SENT, DeliveryState.MAYBE_TWICE}
