"""R28: an alert of nobody's goes the way of all others; what does not arrive is seen in a minute, and grows nothing."""

import signal
from datetime import timedelta

import pytest

from sundial.jobs.clockwork import HEARTBEAT
from sundial.jobs.deliver import TryAgain
from sundial.jobs.health import UNLOOKED, UNWORKED, health
from sundial.jobs.pulse import EVERY as BEAT
from sundial.jobs.pulse import leave
from sundial.jobs.synthetic import EVERY, PATIENCE, synthetic_alert
from sundial.models import Pulse, database_now
from sundial.outside.mail import message_id
from sundial.outside.mailsink import Answer, Sink
from tests.database import as_role, run
from tests.posting import ask, at_work, standing_sink
from tests.serving import serving, until

MINUTE = timedelta(seconds=60)


@pytest.fixture
def post(tmp_path, settings):
    return lambda *answers: standing_sink(tmp_path, settings, *answers)


def beats() -> Pulse:
    """Let clockwork leave a sign of life, and return how things stand."""
    with as_role("sundial_worker"):
        leave()
    return ask(Pulse.objects.get)


def ages(by: timedelta) -> None:
    """Let the last synthetic alert be so much older."""
    with at_work():
        run("UPDATE pulse SET asked_at = asked_at - %s, arrived_at = arrived_at - %s", [by, by])


def goes(pulse: Pulse) -> None:
    """Let the worker send it."""
    with as_role("sundial_worker"):
        synthetic_alert(key=str(pulse.synthetic))


def jobs() -> int:
    with as_role("sundial_worker"):
        return run("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'synthetic_alert'")[0][0]


def test_whatever_fails_is_seen_within_a_minute():
    assert EVERY + PATIENCE + timedelta(seconds=BEAT) < MINUTE
    assert UNWORKED + timedelta(seconds=BEAT + HEARTBEAT) < MINUTE
    assert UNLOOKED < MINUTE


def test_it_arrives_at_the_desk_s_own_address_and_the_next_is_asked_for_in_its_time(cast, post, settings):
    first = beats()
    assert first.on_its_way
    with post() as mailbox:
        goes(first)
        goes(first)  # the job came twice
    (letter,) = mailbox.entries()
    assert letter.recipients == (settings.SYNTHETIC_TO,)
    assert letter.message_id == message_id(first.synthetic)
    assert not beats().on_its_way
    ages(EVERY)
    second = beats()
    assert second.on_its_way
    assert second.synthetic != first.synthetic


def test_while_it_does_not_arrive_there_is_one_on_its_way_and_health_says_since_when(cast, post):
    asked = beats()
    with post(Answer.BUSY), pytest.raises(TryAgain):
        goes(asked)
    for _ in range(5):
        ages(EVERY)
        late = beats()
    assert (jobs(), late.synthetic) == (1, asked.synthetic)
    assert ask(lambda: health(database_now())).delayed_since == late.asked_at
    assert late.problem.startswith("450")
    with post():
        goes(late)
    assert ask(lambda: health(database_now()).delayed_since) is None


def test_one_whose_job_is_lost_is_asked_for_again_under_the_same_key(cast):
    asked = beats()
    with as_role("sundial_worker"):
        run("DELETE FROM procrastinate_jobs")
    beats()
    assert jobs() == 0
    ages(PATIENCE)
    again = beats()
    assert (jobs(), again.synthetic) == (1, asked.synthetic)


def test_with_real_processes_it_arrives_and_who_stops_is_seen_on_the_page_that_is_open(desk, tmp_path):
    """And no notification arrives (R06): workers look for themselves, and so does the page that is open."""
    desk.open_cases(1, due_in=timedelta(hours=1))
    desk.sql("ALTER TABLE procrastinate_jobs DISABLE TRIGGER procrastinate_jobs_notify_queue_job_inserted_v1")
    with (
        Sink(tmp_path / "mail") as sink,
        serving(desk) as site,
        desk.process("clockwork") as clockwork,
        desk.process("worker", SUNDIAL_MAIL_PORT=str(sink.port)) as worker,
    ):
        eve = site.visit(desk.cast.eve)
        desk.wait_until(lambda: desk.ask(lambda: Pulse.objects.filter(arrived_at__isnull=False).exists()))
        desk.wait_until(lambda: eve.ask("/health?format=json")[0] == 200)
        assert len(sink.mailbox.entries()) == 1
        with eve.listens() as stream:
            desk.sql("UPDATE support_case SET changed_at = now(), head_seq = head_seq + 1")
            until(lambda: "live" in stream.events)
        with eve.listens() as stream:
            worker.send_signal(signal.SIGSTOP)
            desk.sql("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '31 s'")
            until(lambda: "live" in stream.events)
        assert "Alerts delayed since" in eve.ask("/desk/delay")[1]
        worker.send_signal(signal.SIGCONT)
        until(lambda: eve.ask("/desk/delay")[1].strip() == "")
        clockwork.send_signal(signal.SIGSTOP)
        desk.sql("UPDATE pulse SET looked_at = now() - interval '16 s'")
        assert "Alerts delayed since" in eve.ask("/desk/delay")[1]
