"""Everybody whom the ladder could name, for the tests of who is told: of three regions, two groups, the world."""

from datetime import UTC, datetime

from sundial.protocol.document import shipped
from sundial.protocol.holders import Served, Team
from sundial.protocol.ladder_told import Part, alerted
from sundial.protocol.stand_in import Colleague

PROTOCOL = shipped()
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def one(name, role, region, group=""):
    """Return one of the staff; the id is the name."""
    return Colleague(name, name, role, region, group)


STAFF = (
    one("Eve", "engineer", "emea"),
    one("Sam", "support-manager", "emea"),
    one("Cora", "cx-coordinator", "emea"),
    one("Dan", "duty-manager", "emea"),
    one("Max", "duty-manager", "americas"),
    one("Pia", "duty-manager", "apj"),
    one("Dora", "director", "emea"),
    one("Tom", "tam", "emea"),
    one("Carl", "csm", "americas"),
    one("Sal", "sales", "emea"),
    one("Rex", "regional-sales-manager", "emea"),
    one("Rita", "regional-sales-manager", "americas"),
    one("Gil", "working-groups", "emea", "engineering"),
    one("Gwen", "group-leaders", "emea", "engineering"),
    one("Clio", "group-leaders", "americas", "cloud-ops"),
    one("Vera", "vp", ""),
    one("Sven", "svp", ""),
    one("Stan", "sales-vp", ""),
    one("Chip", "chief-product-officer", ""),
)
OWN = {"owner": "Eve", "csm": "Carl", "tam": "Tom", "sales": "Sal"}
GROUPS = ("cloud-ops", "engineering")
WHOLE = Served("emea", own=OWN, groups=GROUPS)  # the customer who has everything
WALLED = Served("emea", ("emea",), OWN, GROUPS)


def team(staff=STAFF, away=(), on_shift=()):
    """Return the team of noon."""
    return Team(tuple(staff), NOON, tuple(away), tuple(on_shift))


def cells(number, served, some=None):
    """Return a row of the table: who answers, owns, is informed, is told; a stand-in with `*`, silence as `nobody`."""
    found = alerted(number, served, some or team(), PROTOCOL)
    return tuple(", ".join(dict.fromkeys(name for role in found.of(part) for name in _names(role))) for part in Part)


def everybody(number, served, some=None):
    """Return the names of all who are alerted, sorted."""
    return " ".join(sorted(hearer.person.name for hearer in alerted(number, served, some or team(), PROTOCOL).people))


def _names(role):
    if role.is_silent:
        return ["nobody"]
    return [f"{one.person.name}{'*' if role.stands_in else ''}" for one in role.holders]
