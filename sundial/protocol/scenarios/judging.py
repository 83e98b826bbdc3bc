"""A story told to the fold: what it expects of each clock, and what came (docs/scenarios.md)."""

from collections.abc import Callable, Iterator
from datetime import datetime
from operator import attrgetter
from typing import Any

from sundial.protocol.clock import Clock, standing
from sundial.protocol.hours import HoursError
from sundial.protocol.scenarios.local import shown
from sundial.protocol.scenarios.story import Difference, Expected, Scenario, Told, Verdict
from sundial.protocol.sla import HistoryError, Step, clocks, explain

NOT_SAID = "no such clock"
READ: dict[str, Callable[[Clock], Told]] = {
    "due": attrgetter("due_at"),
    "started": attrgetter("started_at"),
    "ended": attrgetter("ended_at"),
    "outcome": attrgetter("outcome"),
    "warn": attrgetter("warn_at"),
    "check": attrgetter("check_at"),
    "paused": attrgetter("paused"),
    "about": lambda clock: clock.about or None,
    "kept_by": attrgetter("kept_by"),
    "waived": attrgetter("waived"),
}


def judge(scenario: Scenario) -> Verdict:
    """Fold the history of a scenario and compare: every clock, none missing, none besides."""
    try:
        found = clocks(scenario.history, scenario.terms)
    except (HistoryError, HoursError) as error:
        return Verdict(scenario, tuple(_refusal(scenario, str(error))))
    if scenario.refused:
        unlike = Difference("the history", "refused", f'"{scenario.refused}"', f"{len(found)} clocks")
        return Verdict(scenario, (unlike,))
    return Verdict(scenario, tuple(_differences(scenario, found)))


def _refusal(scenario: Scenario, why: str) -> Iterator[Difference]:
    if not scenario.refused:
        yield Difference("the history", "clocks", f"{len(scenario.expect)}", f"none, for it cannot be: {why}")
    elif scenario.refused not in why:
        yield Difference("the history", "refused", f'"{scenario.refused}"', f'"{why}"')


def _differences(scenario: Scenario, found: tuple[Clock, ...]) -> Iterator[Difference]:
    came = {(clock.promise, clock.cycle): clock for clock in found}
    for expected in scenario.expect:
        clock = came.pop((expected.promise, expected.cycle), None)
        if clock is None:
            yield _missing(expected, scenario)
        else:
            yield from _unlike(expected, clock, scenario)
    yield from (_extra(clock, scenario) for clock in came.values())


def _missing(expected: Expected, scenario: Scenario) -> Difference:
    said = f"due {_shown(expected.told['due'], scenario)}, {expected.told['outcome']}"
    return Difference(f"{expected.promise} {expected.cycle}", "clock", said, NOT_SAID, expected.reason)


def _extra(clock: Clock, scenario: Scenario) -> Difference:
    said = f"due {_shown(clock.due_at, scenario)}, {clock.outcome}"
    return Difference(f"{clock.promise} {clock.cycle}", "clock", NOT_SAID, said, "", _steps(clock, scenario))


def _unlike(expected: Expected, clock: Clock, scenario: Scenario) -> Iterator[Difference]:
    for key, told in expected.told.items():
        came = standing(clock, scenario.as_of) if key == "standing" and scenario.as_of else READ[key](clock)
        if came != told:
            yield Difference(
                f"{clock.promise} {clock.cycle}",
                key,
                _shown(told, scenario),
                _shown(came, scenario),
                expected.reason,
                _steps(clock, scenario),
            )


def _steps(clock: Clock, scenario: Scenario) -> tuple[str, ...]:
    return tuple(map(_said, explain(clock, scenario.terms, scenario.zone)))


def _said(step: Step) -> str:
    return f"{step.title}: {step.value}. {step.detail}" if step.value else f"{step.title}: {step.detail}"


def _shown(value: Any, scenario: Scenario) -> str:
    if isinstance(value, datetime):
        return shown(value, scenario.zone)
    return "none" if value is None else str(value).lower()
