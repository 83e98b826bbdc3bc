"""What is decided about the demo's releases and fixes, through the verbs, and told to every case that waits."""

from collections.abc import Callable, Mapping

from sundial.commands.decisions import Why
from sundial.commands.fixes import name_fix
from sundial.commands.releases import assign_fix, move_release, plan_release, ship
from sundial.jobs.fan_out import tell
from sundial.management.demo.planned import Decided
from sundial.models import FanOut, Fix, Person, Release, ReleaseEvent


def decide(decided: Decided, by: Person) -> None:
    """Do what was decided at its own time, and tell it to every case then and there."""
    DECISIONS[decided.verb](decided, by)
    for owed in FanOut.objects.select_related("event__release", "event__fix", "event__by"):
        assert tell(owed, decided.at), f"a case could not be told of {owed.event}"


def _plan(decided: Decided, by: Person) -> None:
    plan_release(decided.product, decided.release, decided.to, owner=by, by=by, now=decided.at)


def _fix(decided: Decided, by: Person) -> None:
    fix = name_fix(decided.fix, decided.words, decided.product, by=by)
    if decided.release:
        assign_fix(fix, _release(decided), by=by, now=decided.at)


def _move(decided: Decided, by: Person) -> ReleaseEvent:
    why = Why(decided.at, decided.words)
    return move_release(_release(decided), decided.to, why=why, by=by, now=decided.at)


def _ship(decided: Decided, by: Person) -> ReleaseEvent:
    return ship(_release(decided), why=Why(decided.at, decided.words), by=by, now=decided.at)


def _release(decided: Decided) -> Release:
    return Release.objects.get(product=decided.product, name=decided.release)


def fix_named(key: str) -> Fix:
    """Return a fix with its release."""
    return Fix.objects.select_related("release").get(key=key)


DECISIONS: Mapping[str, Callable[[Decided, Person], object]] = {
    "plan": _plan,
    "fix": _fix,
    "move": _move,
    "ship": _ship,
}
