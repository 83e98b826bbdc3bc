"""From a file, or from a stored revision, to the document."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from sundial.protocol.document.added import filled
from sundial.protocol.document.consistent import inconsistencies
from sundial.protocol.document.errors import DocumentError, Problem, problems_in, shown
from sundial.protocol.document.holiday_dates import COUNTRY, FIRST_YEAR, LAST_YEAR, dates_of
from sundial.protocol.document.protocol import Protocol
from sundial.protocol.document.written import read, read_alone

SHIPPED = Path(__file__).parents[3] / "protocols" / "opswat.toml"


@cache
def shipped() -> Protocol:
    """Return the document that comes with Sundial, read once."""
    return load(SHIPPED)


def load(path: Path | str) -> Protocol:
    """Read a document from its TOML file, and fill in the dates of its regions' public holidays.

    A file that names a `base` is laid over that document. Raises DocumentError with every error at once: file, line
    or key path, what was found, what is allowed.
    """
    return _dated_and_read(read(Path(path), _dated_and_read), str(path))


def parse(text: str, name: str) -> Protocol:
    """Read a document from the text of a TOML file, as `load` does; it stands alone, and `base` is refused.

    Raises DocumentError under `name`, with every error at once.
    """
    return _dated_and_read(read_alone(text, name), name)


def _dated_and_read(written: Mapping[str, Any], name: str) -> Protocol:
    return _read(written, name, dated=True)


def from_json(stored: Mapping[str, Any], name: str = "stored revision") -> Protocol:
    """Read a document from the JSON values that `to_json` wrote; nothing is added. Raises DocumentError."""
    return _read(stored, name)


def _read(written: Mapping[str, Any], name: str, *, dated: bool = False) -> Protocol:
    written = filled(written)
    problems = list(inconsistencies(written))
    if dated and "regions" in written:
        written = {**written, "regions": _with_holidays(written["regions"], problems)}
    try:
        protocol = Protocol.model_validate(written)
    except ValidationError as error:
        shape = problems_in(error, Protocol)
        told = {problem.where for problem in shape}
        raise DocumentError(name, shape + [problem for problem in problems if problem.where not in told]) from None
    if problems:
        raise DocumentError(name, problems)
    return protocol


def _with_holidays(regions: Any, problems: list[Problem]) -> Any:
    """Add the country's holidays to each region; those that the document names itself go before."""
    if not isinstance(regions, Mapping):
        return regions
    return {key: _with_offices(key, region, problems) for key, region in regions.items()}


def _with_offices(key: str, region: Any, problems: list[Problem]) -> Any:
    """Add their country's holidays to a region, and to each of its offices that keeps a calendar of its own."""
    found = _dated(key, region, problems)
    offices = found.get("offices") if isinstance(found, Mapping) else None
    if not isinstance(offices, Mapping):
        return found
    until = {"holidays_until": found.get("holidays_until")}
    each = {name: _of_office(f"{key}.offices.{name}", one, until, problems) for name, one in offices.items()}
    return {**found, "offices": each}


def _of_office(key: str, office: Any, until: Mapping[str, Any], problems: list[Problem]) -> Any:
    if not isinstance(office, Mapping) or not (office.get("hours") or office.get("weekly")):
        return office
    dated = _dated(key, {**office, **until}, problems)
    return {name: found for name, found in dated.items() if name not in until}


def _dated(key: str, region: Any, problems: list[Problem]) -> Any:
    country = region.get("holiday_country") if isinstance(region, Mapping) else None
    own = region.get("holidays", {}) if isinstance(region, Mapping) else None
    if not isinstance(country, str) or not isinstance(own, Mapping):
        return region
    part, through = region.get("holiday_subdivision"), region.get("holidays_until")
    try:
        found = dates_of(country, part if isinstance(part, str) else None, _year(through))
    except ValueError as error:
        at_fault = "holiday_subdivision" if isinstance(part, str) and str(error) != COUNTRY else "holiday_country"
        problems.append(Problem(f"regions.{key}.{at_fault}", shown(region[at_fault]), str(error)))
        return region
    dates = {str(day): name for day, name in found.items()}
    return {**region, "holidays": dict(sorted({**dates, **own}.items()))}


def _year(through: Any) -> int:
    """Return the last year whose dates a file takes over; what is no such year is told elsewhere."""
    return through if isinstance(through, int) and FIRST_YEAR - 1 <= through <= LAST_YEAR else LAST_YEAR
