"""Ways in tests: a sink on loopback that is allowed by name, ways that lead to it, one run of their jobs."""

import itertools
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from sundial.commands.ways import NewWay, make_way
from sundial.jobs.attempts import TryAgain
from sundial.jobs.reach import reach
from sundial.jobs.send_word import send_word
from sundial.models import Alert, Delivery, Person, Reaching, Way, WayAddress, WayTrial, database_now, viewing
from sundial.outside.websink import Answer, WebSink
from tests.database import as_role, run
from tests.posting import ask
from tests.story import Player


@contextmanager
def standing_web(folder: Path, settings: Any, *answers: Answer, **more: Any) -> Iterator[WebSink]:
    """Stand a web sink that answers as it is told, post by post, and for ever as the last time."""
    told = itertools.chain(answers, itertools.repeat(answers[-1] if answers else Answer.OK))
    with WebSink(folder / "web", answers=told, **more) as sink:
        settings.INNER_PLACES = frozenset({sink.place})
        yield sink


def webhook_of(player: Player, sink: WebSink, *, role: str = "", path: str = "/hook") -> tuple[Way, str]:
    """Let somebody make a webhook that leads to the sink; return it with its secret."""
    with as_role("sundial_web"), viewing(player.person):
        new = NewWay("webhook", f"{player.name}'s {role or 'own'}", f"{sink.place}{path}", role)
        return make_way(new, by=player.person, now=database_now())


def reaches(*alerts: Alert) -> list[Delivery]:
    """Let the job of some alerts run once, and return what is owed by ways."""
    with as_role("sundial_worker"):
        reach(alerts=[str(alert.pk) for alert in alerts])
    return by_ways()


def by_ways() -> list[Delivery]:
    """Return all deliveries by ways, as they stand."""
    rows = Delivery.objects.exclude(way=None).select_related("way").order_by("at", "way__made_at", "pk")
    found: list[Delivery] = ask(lambda: list(rows))
    return found


def sends(delivery: Delivery) -> TryAgain | None:
    """Let the job of a delivery run once; return how it asks to be run again, if it does."""
    with as_role("sundial_worker"):
        try:
            send_word(delivery=str(delivery.pk))
        except TryAgain as again:
            return again
    return None


def keep_ways_of(person: Person, says: Callable[[str], str], at: datetime) -> None:
    """Write down a way of somebody, with all that goes with it, in words of theirs."""
    theirs = {"person": person, "made_by": person, "made_at": at}
    way = Way.objects.create(**theirs, kind="webhook", name=says("Way."), scheme="webhook", shown="…")
    WayAddress.objects.create(way=way, address=says("Address."))
    WayTrial.objects.create(way=way, by=person, problem=says("Trial."), at=at)
    Reaching.objects.create(person=person, mail={"cases": says("Mail.")})


def asked_for(task: str) -> list[dict[str, Any]]:
    """Return with what a job was asked for, each time."""
    rows = ask(lambda: run("SELECT args::text FROM procrastinate_jobs WHERE task_name = %s ORDER BY id", [task]))
    return [json.loads(args) for (args,) in rows]
