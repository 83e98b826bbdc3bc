"""Cases told in sentences, on the clock of the EMEA office in the week of Monday, 2 March 2026."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sundial.protocol.document import shipped
from sundial.protocol.facts import Opened
from sundial.protocol.sla import Terms, clocks
from tests.histories import ANA, DOINGS, fact

OFFICE = ZoneInfo("Europe/Bucharest")
DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
MONDAY = datetime(2026, 3, 2, tzinfo=OFFICE)
PROTOCOL = shipped()


def at(words):
    """Read "Mon 09:00" or "next Mon 09:00"."""
    week, (day, clock) = (7, words.split()[1:]) if words.startswith("next") else (0, words.split())
    hour, minute = map(int, clock.split(":"))
    return MONDAY + timedelta(days=week + DAYS.index(day), hours=hour, minutes=minute)


def words(instant):
    local = instant.astimezone(OFFICE)
    return f"{'next ' if local >= MONDAY + timedelta(days=7) else ''}{local:%a %H:%M}"


def case(plan, severity, *lines, home="emea", regions=(), protocol=PROTOCOL):
    """Tell a case: "Mon 09:00 Ana opens", "Mon 09:10 Eve answers", ...; return its history and its terms."""
    opened = Opened(severity, plan, home, regions, "portal", protocol.digest)
    doing = {"Ana opens": (ANA, opened), **DOINGS}
    history = []
    for line in lines:
        moment, what = next((line[: -len(name) - 1], name) for name in doing if line.endswith(name))
        history.append(fact(len(history) + 1, at(moment), *doing[what]))
    return tuple(history), Terms(protocol, plan, home, regions)


def promises(plan, severity, *lines, **kept):
    """Tell a case and return what became of its promises."""
    return [sentence(clock) for clock in clocks(*case(plan, severity, *lines, **kept))]


def sentence(clock):
    ended = f" {words(clock.ended_at)}" if clock.ended_at else ""
    return f"{clock.promise} {clock.cycle} due {words(clock.due_at)}, {clock.outcome}{ended}"
