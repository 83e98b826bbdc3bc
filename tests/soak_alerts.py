"""The long run: workers killed at random while they send, again and again, until every alert is settled.

    python -m tests.soak_alerts [ALERTS [KILLS]]

One of each two workers falls at a failpoint (R02), the other wherever it is when killed (R01). Half of the letters
meet a server that is busy, refuses, falls silent or hangs up after taking them (R11). In the end every alert is sent or
given up, no alert is lost, and letters that came twice carry the same key.
"""

import itertools
import os
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sundial.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402

from sundial.jobs.looking import look  # noqa: E402
from sundial.models import Alert, AlertKind, Delivery, DeliveryState, database_now  # noqa: E402
from sundial.outside.mail import message_id  # noqa: E402
from sundial.outside.mailsink import Answer, Sink  # noqa: E402
from tests import database  # noqa: E402
from tests.live import Desk, a_desk  # noqa: E402

PLACES = ("attempt.claimed", "attempt.sent_not_committed", "attempt.settled", "delivery.given_up_not_committed")
UGLY = (Answer.BUSY, Answer.CLOSING, Answer.REFUSED, Answer.RESET, Answer.STALL)
SETTLED = (DeliveryState.SENT, DeliveryState.MAYBE_TWICE, DeliveryState.GIVEN_UP)


def main(alerts: int = 2_000, kills: int = 40, seed: int = 1) -> int:
    """Run, print what came of it, and return 0 if nothing was lost."""
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder, database.throw_away_server() as server:
        database.begin(server)
        with a_desk(server, Path(folder)) as desk, Sink(Path(folder) / "mail", answers=answers(chance)) as sink:
            owed = owe(desk, alerts)
            done = kill_until_settled(desk, sink.port, len(owed), kills, chance)
            found = judge(desk, owed, Counter(entry.message_id for entry in sink.mailbox.entries()), done)
        connection.close()
    return found


def answers(chance: random.Random) -> Iterator[Answer]:
    """Return what the server says to each letter: half of the time nothing good."""
    return (chance.choice(UGLY) if chance.random() < 0.5 else Answer.OK for _ in itertools.count())


def owe(desk: Desk, alerts: int) -> set[str]:
    """Let so many promises be missed, and return the keys of their alerts."""
    desk.open_cases(alerts, due_in=timedelta(seconds=-1))
    while look(database_now()):
        pass
    return {message_id(pk) for pk in desk.ask(lambda: list(Alert.objects.values_list("pk", flat=True)))}


def kill_until_settled(desk: Desk, port: int, count: int, kills: int, chance: random.Random) -> int:
    """Start two workers again and again, kill them in the middle, and let time fly; return how many were killed."""
    surroundings = {"SUNDIAL_MAIL_PORT": str(port), "SUNDIAL_MAIL_FROM": settings.DEFAULT_FROM_EMAIL}
    for killed in itertools.count(step=2):
        calm = killed >= kills
        falls = {} if calm else {"SUNDIAL_FAILPOINT": f"{chance.choice(PLACES)}:{chance.randrange(1, 40)}"}
        with desk.process("worker", **surroundings), desk.process("worker", **surroundings, **falls):
            until = time.monotonic() + (20 if calm else 4 + 2 * chance.random())
            while time.monotonic() < until and left(desk, count):
                desk.sql("UPDATE procrastinate_jobs SET scheduled_at = now() WHERE scheduled_at > now()")
                time.sleep(0.25)
        say(f"{killed + 2} killed, {left(desk, count)} to settle")
        desk.sql("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 minute'")
        desk.sql("UPDATE delivery SET trying_until = now() WHERE trying_until IS NOT NULL")
        if not left(desk, count):
            return killed + 2
    raise AssertionError


def left(desk: Desk, count: int) -> int:
    """Return how many alerts are not settled."""
    return count - int(desk.ask(Delivery.objects.filter(state__in=SETTLED).count))


def judge(desk: Desk, owed: set[str], arrived: Counter[str], killed: int) -> int:
    """Print the outcome; 0 if no alert was lost or doubled and no letter came that nobody owed."""
    states = Counter(desk.ask(lambda: list(Delivery.objects.values_list("state", flat=True))))
    given_up = {message_id(pk) for pk in desk.ask(lambda: list(_given_up()))}
    alerts = desk.ask(Alert.objects.exclude(kind=AlertKind.UNDELIVERED).count)
    lost = owed - set(arrived) - given_up
    twice = sum(1 for times in arrived.values() if times > 1)
    say(f"{len(owed)} owed, {killed} workers killed: {dict(states)}; {twice} came more than once under one key")
    say(f"lost {len(lost)}, alerts doubled {alerts - len(owed)}, strangers {len(set(arrived) - owed)}")
    return int(bool(lost) or alerts != len(owed) or bool(set(arrived) - owed))


def say(line: str) -> None:
    """Tell whoever watches."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _given_up() -> Iterator[object]:
    return iter(Delivery.objects.filter(state=DeliveryState.GIVEN_UP).values_list("alert_id", flat=True))


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
