"""What does a question about business time cost, beside businesstimedelta and pandas in the same run?

    uv run --group bench python -m bench.hours [--write]

All three count the same week (Monday to Friday, 09:00 to 17:00 in Bucharest, less Romania's public holidays) from the
same instants and must agree on every due time; the instants are inside open time, because pandas answers some others
with the next opening instead of the close. Figures are the best of several rounds, as becomes a pure computation on a
machine that has other work.
"""

import argparse
import json
import random
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from datetime import time as time_of_day
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import holidays

from bench.report import HERE, Report
from sundial.protocol.amounts import BusinessDays, BusinessTime, Elapsed
from sundial.protocol.calendar import Calendar, CalendarRule
from sundial.protocol.checks import check
from sundial.protocol.document import shipped
from sundial.protocol.hours import add, before, between, explain
from sundial.protocol.hours_lines import answer
from sundial.protocol.zones import changes_of_year

SPANS = {"2 hours": 2, "12 hours": 12, "1 week": 40, "400 hours": 400, "1 year": 2080, "5 years": 10_400}
ZONE = ZoneInfo("Europe/Bucharest")
WEEK = {day: [("09:00", "17:00")] for day in ("mon", "tue", "wed", "thu", "fri")}
HOLIDAYS = dict(holidays.country_holidays("RO", years=range(2024, 2034), language="en_US"))
OFFICE = Calendar.of(CalendarRule("office", "Europe/Bucharest", WEEK, HOLIDAYS))
ROUNDS = 9
Curve = dict[int, float]
Asked = tuple[Sequence[Any], Callable[[], Any]]


def main() -> None:
    """Measure, print, draw into bench/out, and with --write keep the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="keep the figures in bench/results/hours.md")
    write = parser.parse_args().write
    report = Report("hours", "What a question about business time costs (`uv run --group bench python -m bench.hours`)")
    curves: dict[str, Curve] = {"add": {}, "between": {}, "explain": {}, "businesstimedelta": {}, "pandas": {}}
    starts = open_instants(200)
    for name, hours in SPANS.items():
        engine(report, curves, (name, hours), starts)
        peers(report, curves, (name, hours), starts)
    the_rest(report, starts)
    draw(curves)
    report.finish(write=write)


def open_instants(many: int) -> list[datetime]:
    """Return instants of a year of office hours, on whole minutes, in UTC."""
    rng = random.Random(6)
    first = datetime(2025, 1, 6, tzinfo=UTC)
    made = (first + timedelta(minutes=rng.randrange(365 * 1440)) for _ in count())
    opened = (at for at in made if between(at - timedelta(minutes=1), at + timedelta(minutes=1), OFFICE) == 120)
    return [next(opened) for _ in range(many)]


def engine(report: Report, curves: dict[str, Curve], span: tuple[str, int], starts: list[datetime]) -> None:
    """Measure our own add, before, between and explain at one span."""
    (name, hours), amount = span, BusinessTime(span[1] * 3600)
    ends = [add(start, amount, OFFICE) for start in starts]
    pairs = list(zip(starts, ends, strict=True))
    curves["add"][hours] = best(lambda: [add(start, amount, OFFICE) for start in starts], 200)
    curves["between"][hours] = best(lambda: [between(start, end, OFFICE) for start, end in pairs], 200)
    curves["explain"][hours] = best(lambda: [explain(start, amount, OFFICE) for start in starts], 200)
    back = best(lambda: [before(end, amount, OFFICE) for end in ends], 200)
    report.line(f"add {name}", micros(curves["add"][hours]), "2 µs")
    report.line(f"before {name}", micros(back), "2 µs")
    report.line(f"between at {name}", micros(curves["between"][hours]), "2 µs")
    report.line(f"explain {name}", micros(curves["explain"][hours]), "5 µs" if hours == 12 else "")


def peers(report: Report, curves: dict[str, Curve], span: tuple[str, int], starts: list[datetime]) -> None:
    """Measure the addition of the two peers at one span, on answers that agree with ours."""
    name, hours = span
    few = starts[: max(2, 400 // hours)]
    due = [add(start, BusinessTime(hours * 3600), OFFICE) for start in few]
    for peer, (points, amount) in {"businesstimedelta": business(few, hours), "pandas": pandas(few, hours)}.items():
        assert [point + amount() for point in points] == due, f"{peer} disagrees at {name}"
        ready = amount()
        curves[peer][hours] = best(lambda: [point + ready for point in points], len(points), rounds=3)  # noqa: B023
        made = best(lambda: [point + amount() for point in points], len(points), rounds=3)  # noqa: B023
        ours = curves["add"][hours]
        report.line(f"{peer}: add {name}", micros(curves[peer][hours]), "", f"{curves[peer][hours] / ours:,.0f} times")
        report.line(f"{peer}: make the amount, add {name}", micros(made), "", f"{made / ours:,.0f} times")


def business(starts: list[datetime], hours: int) -> Asked:
    """Return the instants and the amount as businesstimedelta has them."""
    import businesstimedelta  # noqa: PLC0415
    import pytz  # noqa: PLC0415

    zone = pytz.timezone(ZONE.key)
    week = businesstimedelta.WorkDayRule(start_time=time_of_day(9), end_time=time_of_day(17), tz=zone)
    rules = businesstimedelta.Rules([week, businesstimedelta.HolidayRule(HOLIDAYS, tz=zone)])
    return starts, lambda: businesstimedelta.BusinessTimeDelta(rules, hours=hours)


def pandas(starts: list[datetime], hours: int) -> Asked:
    """Return the instants and the amount as pandas has them."""
    import pandas  # noqa: PLC0415

    made = pandas.tseries.offsets.CustomBusinessHour
    days = list(HOLIDAYS)
    stamps = [pandas.Timestamp(start).tz_convert(ZONE.key) for start in starts]
    return stamps, lambda: made(n=hours, start="09:00", end="17:00", holidays=days)


def the_rest(report: Report, starts: list[datetime]) -> None:
    """Measure what does not depend on a span: the other amounts, local input, building, lines of JSON."""
    local = [start.astimezone(ZONE) for start in starts]
    two, day = BusinessTime(7200), BusinessDays(1)
    report.line("add 2 hours, from local time", micros(best(lambda: [add(at, two, OFFICE) for at in local], 200)))
    report.line("add 2 elapsed hours", micros(best(lambda: [add(at, Elapsed(7200), OFFICE) for at in starts], 200)))
    report.line("add 1 business day", micros(best(lambda: [add(at, day, OFFICE) for at in starts], 200)))
    report.line("build ten years of a calendar", f"{ten_years() * 1e3:.1f} ms", "30 ms")
    line = b'{"op": "add", "start": "2026-03-06T17:00+02:00", "amount": "4 business hours", "calendars": [%s]}'
    asked = line % b'{"tz": "Europe/Bucharest", "weekly": {"mon": [["09:00", "17:00"]]}}'
    report.line("a line of `sundial hours`", micros(best(lambda: [answer(asked) for _ in range(200)], 200)))
    report.line("10,000 lines of 40 calendars through `sundial hours`", f"{ten_thousand_lines():.2f} s", "3 s")
    report.line("check the shipped document", f"{timed(lambda: check(shipped())):.2f} s")


def ten_thousand_lines() -> float:
    """Return the seconds from the start of `sundial hours` to its last answer, the best of three."""
    zones = sorted(available_timezones())
    zones = zones[:: len(zones) // 40][:40]
    amounts = ("4 business hours", "90 business minutes", "2 business days", "8 hours")
    days = [f"2026-{month:02}-15" for month in range(1, 13)]
    first = datetime(2026, 1, 1, tzinfo=UTC)
    lines = [
        json.dumps(
            {
                "id": at,
                "op": "add",
                "calendars": [{"tz": zones[at % 40], "weekly": WEEK, "holidays": days}],
                "start": str(first + timedelta(minutes=71 * at)),
                "amount": amounts[at % 4],
            }
        )
        for at in range(10_000)
    ]
    asked = "\n".join(lines).encode()
    command = [sys.executable, "-m", "sundial", "hours"]
    return min(timed(lambda: subprocess.run(command, input=asked, capture_output=True, check=True)) for _ in range(3))


def ten_years() -> float:
    """Return the seconds that ten years of a calendar with holidays take, its zone unknown before."""
    taken = []
    for attempt in range(ROUNDS):
        changes_of_year.cache_clear()
        holidays = {
            datetime(year, month, 1 + attempt).date(): "" for year in range(2020, 2030) for month in range(1, 13)
        }
        calendar = Calendar.of(CalendarRule(f"office {attempt}", "Europe/Bucharest", WEEK, holidays))
        began = time.perf_counter()
        between(datetime(2025, 1, 1, tzinfo=UTC), datetime(2032, 6, 1, tzinfo=UTC), calendar)  # and a year each way
        taken.append(time.perf_counter() - began)
    return min(taken)


def best(work: Callable[[], Any], operations: int, rounds: int = ROUNDS) -> float:
    """Return the seconds of one operation in the best of several rounds."""
    work()
    return min(timed(work) for _ in range(rounds)) / operations


def timed(work: Callable[[], Any]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def micros(seconds: float) -> str:
    return f"{seconds * 1e6:,.2f} µs"


def draw(curves: dict[str, Curve]) -> None:
    """Draw microseconds an operation over the span, both on logarithmic scales."""
    from matplotlib.figure import Figure  # noqa: PLC0415

    figure = Figure(figsize=(7, 4), layout="tight")
    axes = figure.subplots()
    for name, curve in curves.items():
        ours = name in ("add", "between", "explain")
        axes.loglog(list(curve), [seconds * 1e6 for seconds in curve.values()], "o-" if ours else "s--", label=name)
    axes.set(title="One question about business time", xlabel="business hours", ylabel="µs")
    axes.legend()
    (HERE / "out").mkdir(exist_ok=True)
    figure.savefig(HERE / "out" / "hours.png", dpi=120)


if __name__ == "__main__":
    main()
