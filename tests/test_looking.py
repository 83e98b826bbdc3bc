"""After an outage one hand says what is not urgent, and another goes on where it dies; who gives way to whom."""

import os
from datetime import timedelta

from django.db import connection

from sundial.__main__ import STEPS
from sundial.jobs.looking import LONG_BREATH, TAKE, THE_REST, Looking
from sundial.models import CLOCKWORK, Pulse, database_now, viewing
from tests.database import as_role, run
from tests.serving import until
from tests.storming import late_cases

MISSED = timedelta(hours=-1)


def test_what_is_not_urgent_is_one_hands_and_anothers_as_soon_as_that_is_gone(cast):
    first, third, looking = connection.copy(), connection.copy(), Looking()
    run("SELECT pg_advisory_unlock_all()")  # a lock outlives the transaction of the test that took it on our connection
    with first.cursor() as cursor:
        cursor.execute(TAKE, [THE_REST])
        assert cursor.fetchone() == (True,)
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        late_cases(cast.ana, cast.eve, 2, MISSED, 1)
        late_cases(cast.ana, cast.eve, 20, MISSED, 3)
        now = database_now()
        assert [looking.look(now, at_most=1) for _ in range(3)] == [1, 1, 0]  # what is urgent is everybody's
        assert looking.breath == LONG_BREATH
        first.close()  # killed, it leaves so too: as soon as its server has ended
        until(lambda: not run("SELECT 1 FROM pg_locks WHERE locktype = 'advisory'"))
        said = [looking.look(now, at_most=1) for _ in range(5)]
        assert said == [5, 5, 5, 5, 0]
        assert not looking.has_the_rest
    with third.cursor() as cursor:
        cursor.execute(TAKE, [THE_REST])
        assert cursor.fetchone() == (True,)
    third.close()


def test_worker_and_spare_give_way_to_pages_and_clockwork(desk):
    ours = os.getpriority(os.PRIO_PROCESS, 0)
    with desk.process("worker") as worker, desk.process("clockwork", "--behind=0.07") as spare:
        for process in (worker, spare):
            desk.wait_until(lambda pid=process.pid: os.getpriority(os.PRIO_PROCESS, pid) == min(19, ours + STEPS))
    with desk.process("clockwork") as clockwork:
        desk.wait_until(lambda: desk.ask(Pulse.objects.count) == 1)
        assert os.getpriority(os.PRIO_PROCESS, clockwork.pid) == ours
