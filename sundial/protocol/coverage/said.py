"""Protocol 02, coverage: a hole in one sentence, for people (O2.3)."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sundial.protocol.amounts import HOUR, Amount, BusinessDays
from sundial.protocol.coverage.demand import Demand, Hole
from sundial.protocol.document import Target

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
          "December")  # fmt: skip
STYLES = ("once", "every", "notice")  # of two targets of one length the first of these is said
NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


def said(hole: Hole) -> str:
    """Return a hole as one sentence: what is promised, when it is, and who is not there. Times are in UTC.

    "Platinum severity 1 promises one hour day and night; on Sunday 29 November, 02:00 to 06:00 UTC, nobody in EMEA
    covers the EMEA-only customers."
    """
    demand = hole.demands[0]
    hours = " day and night" if demand.windows is None else ""
    return (
        f"{_promised(hole.demands)}{hours}; {_when(hole.since, hole.until)}, {_whose_hours(demand)}{_nobody(demand)}."
    )


def said_again(holes: Iterable[Hole]) -> tuple[str, ...]:
    """Return holes as lines for whoever has to close them: those that come every week at the same hours in one.

    "Platinum severities 1 to 4: nobody in EMEA on Sundays, 02:00 to 06:00 UTC, from 6 December on"
    """
    alike: dict[tuple[str, str, str], list[Hole]] = {}
    for hole in holes:
        first = hole.demands[0]
        whose = (
            f"{_whose(hole.demands)}: {_whose_hours(first)}{_who(first)} in {_and(first.places or first.regions, 'or')}"
        )
        length = hole.until - hole.since
        alike.setdefault((whose, f"{hole.since:%w %H:%M}", str(length)), []).append(hole)
    return tuple(f"{whose} {_every_week(some)}" for (whose, *_), some in alike.items())


def _every_week(holes: Sequence[Hole]) -> str:
    since, until = holes[0].since, holes[0].until
    if len(holes) == 1:
        return _when(since, until)
    begins = f"on {DAYS[since.weekday()]}s, {since:%H:%M} to {until:%H:%M} UTC"
    if (until - timedelta(microseconds=1)).date() != since.date():
        begins = f"from {DAYS[since.weekday()]}s, {since:%H:%M} to {DAYS[until.weekday()]}s, {until:%H:%M} UTC"
    return f"{begins}, from {since.day} {MONTHS[since.month - 1]} on"


def _promised(demands: Sequence[Demand]) -> str:
    one = len({demand.plan for demand in demands}) == 1 and len({demand.severity for demand in demands}) == 1
    return f"{_whose(demands)} {'promises' if one else 'promise'} {_amount(demands, one=one)}"


def _whose(demands: Sequence[Demand]) -> str:
    """Say which plans on which severities."""
    plans: dict[str, set[int]] = {}
    for demand in demands:
        plans.setdefault(demand.title or demand.plan, set()).add(demand.severity)
    alike: dict[tuple[int, ...], list[str]] = {}
    for title, severities in plans.items():
        alike.setdefault(tuple(sorted(severities)), []).append(title)
    return _and([f"{_and(titles)} {_severities(severities)}" for severities, titles in alike.items()])


def _severities(numbers: tuple[int, ...]) -> str:
    if len(numbers) == 1:
        return f"severity {numbers[0]}"
    if len(numbers) > 2 and numbers[-1] - numbers[0] == len(numbers) - 1:
        return f"severities {numbers[0]} to {numbers[-1]}"
    return f"severities {_and([str(number) for number in numbers])}"


def _amount(demands: Iterable[Demand], *, one: bool) -> str:
    """Say the shortest target of several, and that there are longer ones where they are of several severities."""
    targets = {demand.target for demand in demands if demand.target}
    if not targets:
        return "an answer"
    shortest = min(targets, key=lambda target: (_length(target.amount), STYLES.index(target.style), str(target.amount)))
    more = not one and len({target.amount for target in targets}) > 1
    return f"{'as little as ' if more else ''}{_target(shortest)}"


def _target(target: Target) -> str:
    number, _, unit = str(target.amount).partition(" ")
    amount = f"{NUMBERS[int(number)] if int(number) < len(NUMBERS) else number} {unit}"
    if target.style == "every":
        return f"an update every {unit if number == '1' else amount}"
    return f"word of a determination within {amount}" if target.style == "notice" else amount


def _length(amount: Amount) -> int:
    """Return seconds by which targets are compared: a business day is taken for eight business hours."""
    return amount.days * 8 * HOUR if isinstance(amount, BusinessDays) else amount.seconds


def _when(since: datetime, until: datetime) -> str:
    if (until - timedelta(microseconds=1)).date() == since.date():
        closes = "24:00" if until.date() > since.date() else f"{until:%H:%M}"
        return f"on {_day(since)}, {since:%H:%M} to {closes} UTC"
    return f"from {_day(since)}, {since:%H:%M} to {_day(until)}, {until:%H:%M} UTC"


def _day(at: datetime) -> str:
    return f"{DAYS[at.weekday()]} {at.day} {MONTHS[at.month - 1]}"


def _whose_hours(demand: Demand) -> str:
    return "" if demand.windows is None or not demand.places else f"in the business hours of {_and(demand.places)}, "


def _nobody(demand: Demand) -> str:
    who = _who(demand)
    places = demand.places or demand.regions
    if not demand.regions:
        return f"{who} is on shift or on call"
    if len(places) == 1:
        return f"{who} in {places[0]} covers the {places[0]}-only customers"
    return f"{who} in {_and(places, 'or')} covers the customers of {_and(places)} only"


def _who(demand: Demand) -> str:
    who = "nobody"
    who += f" of tier {demand.tier} or above" if demand.tier is not None else ""
    return who + (f" who speaks {demand.language}" if demand.language else "")


def _and(words: Sequence[str], word: str = "and") -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {word} {words[-1]}"
