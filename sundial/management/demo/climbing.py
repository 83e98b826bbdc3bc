"""What is done on the ladder in the demo: asked for more, answered, comfortable or not yet (O7, O8.5)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from sundial.commands import escalating
from sundial.models import Case, Escalation
from sundial.protocol.facts import Asks, Duty

if TYPE_CHECKING:
    from sundial.management.demo.acting import Scene


def _climb(on: Scene) -> None:
    """Take a rung; `asks` is what is asked for on the first."""
    asks = Asks(on.beat.more.get("asks", Asks.NOTHING))
    wish = escalating.Wish(rung=on.beat.value, text=on.beat.words, asks=asks)
    escalating.escalate(on.case, wish, by=on.by, now=on.beat.at)


def _own(on: Scene) -> None:
    escalating.own(on.case, _highest(on.case), by=on.by, now=on.beat.at)


def _duty(on: Scene) -> None:
    duty = Duty(on.beat.value)
    escalating.do_duty(on.case, _highest(on.case), duty, by=on.by, text=on.beat.words, now=on.beat.at)


def _comfort(on: Scene) -> None:
    """Say whether they are comfortable: `yes`, or else not yet."""
    comfortable = on.beat.value == "yes"
    seq = _highest(on.case)
    escalating.say_comfort(on.case, seq, comfortable=comfortable, by=on.by, text=on.beat.words, now=on.beat.at)


def _find(on: Scene) -> None:
    """Write how the rungs before failed."""
    escalating.write_findings(on.case, _highest(on.case), by=on.by, text=on.beat.value, now=on.beat.at)


def asked_next(case: Case) -> datetime | None:
    """Return when the customer of an escalated case is asked next whether they are comfortable (UTC)."""
    rows = Escalation.objects.filter(case=case, asks_at__isnull=False).order_by("asks_at")
    return rows.values_list("asks_at", flat=True).first()


def _highest(case: Case) -> int:
    return int(Escalation.objects.filter(case=case).latest("rung").seq)


CLIMBING: Mapping[str, Callable[[Scene], None]] = {
    "climb": _climb, "own": _own, "duty": _duty, "comfort": _comfort, "find": _find,
}  # fmt: skip
