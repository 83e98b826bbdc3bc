"""From the text of a file to scenarios; what is wrong is told of every story at once."""

import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from sundial.protocol.document import DocumentError, Protocol
from sundial.protocol.document.errors import problems_in
from sundial.protocol.document.values import Value
from sundial.protocol.scenarios.histories import history_of
from sundial.protocol.scenarios.revisions import Revisions
from sundial.protocol.scenarios.story import Expected, Scenario, ScenarioError
from sundial.protocol.scenarios.written import NONE, WrittenClock, WrittenFile, WrittenScenario, WrittenZone
from sundial.protocol.sla import terms_of

V = TypeVar("V", bound=Value)


def read(text: str, file: str, protocol: Protocol) -> tuple[Scenario, ...]:
    """Read the scenarios of a file under the protocol that they are to be told to.

    Raises ScenarioError with everything that is wrong: file, scenario, key, what was found, what is allowed.
    """
    try:
        written = _form(WrittenFile, tomllib.loads(text))
        revisions = Revisions(protocol, written.revision)
    except tomllib.TOMLDecodeError as error:
        raise ScenarioError(file, [f"found {error}; allowed: TOML 1.0"]) from None
    except (DocumentError, _Unreadable) as error:
        raise ScenarioError(file, _problems(error)) from None
    problems = list(_twins(written))
    scenarios = tuple(_scenarios(written, revisions, problems))
    if problems:
        raise ScenarioError(file, problems)
    return scenarios


class _Unreadable(ValueError):
    """A part of the file has not its form."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def _problems(error: ValueError) -> list[str]:
    if isinstance(error, DocumentError):
        return [f"{error.file}.{problem}" for problem in error.problems]
    return error.problems if isinstance(error, _Unreadable) else [str(error)]


def _twins(file: WrittenFile) -> Iterator[str]:
    named = Counter(_name(number, given) for number, given in enumerate(file.scenario, 1))
    for name, found in named.items():
        if found > 1:
            yield f'"{name}": name: found {found} times; allowed: once'


def _scenarios(file: WrittenFile, revisions: Revisions, problems: list[str]) -> Iterator[Scenario]:
    for number, given in enumerate(file.scenario, 1):
        try:
            yield _scenario(file, given, revisions)
        except ValueError as error:
            problems += [f'"{_name(number, given)}": {problem}' for problem in _problems(error)]


def _name(number: int, given: Mapping[str, Any]) -> str:
    return str(given.get("name") or f"scenario {number}")


def _scenario(file: WrittenFile, given: Mapping[str, Any], revisions: Revisions) -> Scenario:
    """Read one story; raises ValueError for the first thing that is wrong, or for all that is wrong with its form."""
    zone = ZoneInfo(_form(WrittenZone, {"zone": given.get("zone", file.zone)}).zone)
    written = _form(WrittenScenario, given, zone)
    protocol = revisions.under(written.protocol)
    history = history_of(written, file.region, zone, revisions, protocol)
    return Scenario(
        name=written.name,
        why=written.why,
        proves=written.proves,
        zone=zone,
        history=history,
        terms=terms_of(history, {**revisions.by_digest, protocol.digest: protocol}),
        expect=tuple(map(_expected, written.expect)),
        as_of=written.as_of,
        refused=written.refused or "",
    )


def _form(form: type[V], given: Mapping[str, Any], zone: ZoneInfo | None = None) -> V:
    try:
        return form.model_validate(given, context=zone)
    except ValidationError as error:
        raise _Unreadable([str(problem) for problem in problems_in(error, form)]) from None


def _expected(clock: WrittenClock) -> Expected:
    said = {key: getattr(clock, key) for key in WrittenClock.model_fields if key in clock.model_fields_set}
    told = {key: None if value == NONE else value for key, value in said.items() if key not in WrittenClock.NAMES}
    return Expected(clock.promise, clock.cycle, clock.reason, told)
