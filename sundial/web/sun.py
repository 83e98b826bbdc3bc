"""Which region owns a case now and next, and why, as a page says it (O2.2)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sundial.commands.placing import may_set_customer_course
from sundial.models import Organization, Person
from sundial.models.course import course_of, customer_course
from sundial.protocol.document import Protocol
from sundial.protocol.facts import Course
from sundial.protocol.rota import Shift
from sundial.protocol.sun import Held, Path, Told, Why, holding, moves, path_of
from sundial.web.promises import NAMES, Reading
from sundial.web.rota_now import plan_at

BEHIND, AHEAD = timedelta(days=1), timedelta(days=4)  # a weekend and the shifts on either side of it
COURSES = {
    Course.BY_PROTOCOL: "As the protocol says",
    Course.HOME: "Stays at home",
    Course.ROUND: "Goes round",
}


@dataclass(frozen=True, slots=True)
class Sun:
    """The region that owns a case now (`now`) and the next one (None: it stays there), with names and the reason."""

    path: Path
    now: Held
    then: Held | None
    region: str
    next_region: str
    why: str
    course: Course


def sun_of(reading: Reading, now: datetime) -> Sun:
    """Read who owns a case from now on: in one query, beside that for the rota."""
    case, protocol = reading.case, reading.protocol
    told = course_of(case.organization_id)
    clocks = [line.clock for line in reading.lines]
    path = path_of(reading.terms, case.regions, protocol, clocks, reading.state.course, told)
    held, then = moves(holding(path, shifts_around(now), now, now + AHEAD))
    names = [_region(one.region, protocol) if one else "" for one in (held, then)]
    return Sun(path, held, then, names[0], names[1], _why(path, held, reading), reading.state.course)


def said_of(customer: Organization, person: Person) -> dict[str, object]:
    """Return what the page of a customer says of it."""
    found = customer_course(customer.pk)
    course = Course(found.course) if found else Course.BY_PROTOCOL
    return {"course": found, "course_says": COURSES[course], "sets_course": may_set_customer_course(person, customer)}


def shifts_around(now: datetime) -> list[Shift]:
    """Return the shifts that say who has what in these days."""
    return [one for one in plan_at(now).shifts if one.overlaps(now - BEHIND, now + AHEAD)]


def _why(path: Path, held: Held, reading: Reading) -> str:
    """Say why it is there: who says that it goes round or stays, then who is there."""
    return f"{_goes(path, reading)} {_there(held, reading)}"


def _goes(path: Path, reading: Reading) -> str:
    customer = reading.case.organization.name
    if path.told is Told.CASE:
        return f"A manager said that this case {'goes round' if path.goes_round else 'stays at home'}."
    if path.told is Told.CUSTOMER:
        return f"The cases of {customer} {'go round' if path.goes_round else 'stay at home'}, a manager said."
    if path.promise:
        return f"Its {NAMES[path.promise].lower()} runs day and night, so it goes round."
    if path.goes_round:
        return "By the protocol every case goes round."
    if reading.protocol.readings.follow_the_sun == "no-case":
        return "By the protocol every case stays at home."
    return "No promise on it runs day and night, so it stays at home."


def _there(held: Held, reading: Reading) -> str:
    here = _region(held.region, reading.protocol)
    inside = " or ".join(_region(one, reading.protocol) for one in reading.case.regions)
    nobody = f"Nobody of {inside}" if inside else "Nobody"
    return {
        Why.HOME: f"Home is {here}.",
        Why.ON_SHIFT: f"{here} is on shift.",
        Why.ON_CALL: f"{nobody} is on shift; {here} is on call.",
        Why.NOBODY: f"{nobody} is on shift or on call, so its home region {here} answers for it.",
    }[held.why]


def _region(key: str, protocol: Protocol) -> str:
    found = protocol.regions.get(key)
    return found.name if found else key
