"""`sundial protocol test`: stories told to the fold, and in what it differs from them (docs/scenarios.md)."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from sundial.protocol.document import SHIPPED, Protocol
from sundial.protocol.scenarios import Scenario, ScenarioError, Verdict, judge, read

SCENARIOS = SHIPPED.with_suffix(".scenarios.toml")


def verdicts(file: str, protocol: Protocol, words: str) -> list[Verdict]:
    """Judge the scenarios of a file whose names hold these words, in any order and case; all of them for "".

    Raises ScenarioError for a file that cannot be read, or where no scenario has such a name.
    """
    chosen = [one for one in read(_text(file), file, protocol) if _named(one, words)]
    if not chosen:
        raise ScenarioError(file, [f'name: found no scenario with "{words}"; allowed: words of a name'])
    return [judge(scenario) for scenario in chosen]


def _text(file: str) -> str:
    try:
        return Path(file).read_text(encoding="utf-8")
    except OSError as error:
        raise ScenarioError(file, [f"found {error.strerror}; allowed: a file that can be read"]) from None
    except UnicodeDecodeError:
        raise ScenarioError(file, ["found bytes that are no UTF-8; allowed: a text file in UTF-8"]) from None


def _named(scenario: Scenario, words: str) -> bool:
    return all(word in scenario.name.casefold() for word in words.casefold().split())


def as_text(file: str, judged: Sequence[Verdict]) -> Iterator[str]:
    """Yield a line for each scenario that fails, beneath it the reason by hand and the computation; then the count."""
    failed = [verdict for verdict in judged if not verdict.kept]
    for verdict in failed:
        yield f"{verdict.scenario.name}: {'; '.join(map(str, verdict.differences))}"
        yield from _beneath(verdict)
    yield f"{file}: {_counted(len(judged))}, {len(failed)} failed"


def _beneath(verdict: Verdict) -> Iterator[str]:
    """Yield what is to be compared, once for each clock."""
    for difference in {one.clock: one for one in verdict.differences}.values():
        yield f"    {difference.clock}, by hand: {difference.reason or 'not expected'}"
        yield from (f"    {number:>3}. {step}" for number, step in enumerate(difference.steps, 1))


def _counted(count: int) -> str:
    return "1 scenario" if count == 1 else f"{count} scenarios"


def as_json(file: str, protocol: Protocol, judged: Sequence[Verdict]) -> dict[str, Any]:
    """Return each scenario with its differences as plain values, and the revision to which they were told."""
    told = [
        {
            "name": verdict.scenario.name,
            "proves": list(verdict.scenario.proves),
            "kept": verdict.kept,
            "differences": [asdict(one) for one in verdict.differences],
        }
        for verdict in judged
    ]
    failed = sum(not verdict.kept for verdict in judged)
    return {"file": file, "digest": protocol.digest, "problems": [], "failed": failed, "scenarios": told}


def problems_as_json(error: ScenarioError) -> dict[str, Any]:
    """Return what keeps a file from being read, in the same form."""
    return {"file": error.file, "digest": None, "problems": list(error.problems), "failed": 0, "scenarios": []}
