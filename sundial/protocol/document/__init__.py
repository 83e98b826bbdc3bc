"""The protocol document: everything that was promised, read from a file into frozen values.

Every figure of the product comes from here. `load` reads the file that a person writes; `to_json` and `from_json`
are the form in which a revision is kept, with the dates of its public holidays, so that nothing outside of it is
ever needed to read a due time again.
"""

from sundial.protocol.document.errors import DocumentError, Problem
from sundial.protocol.document.ladder import Ladder, Rung
from sundial.protocol.document.loading import SHIPPED, from_json, load, shipped
from sundial.protocol.document.parts import Leader, Plan, Role, Severity
from sundial.protocol.document.protocol import Protocol, to_json
from sundial.protocol.document.readings import Readings, Warn
from sundial.protocol.document.regions import Region
from sundial.protocol.document.tables import Cell, Table, Target

__all__ = [
    "SHIPPED",
    "Cell",
    "DocumentError",
    "Ladder",
    "Leader",
    "Plan",
    "Problem",
    "Protocol",
    "Readings",
    "Region",
    "Role",
    "Rung",
    "Severity",
    "Table",
    "Target",
    "Warn",
    "from_json",
    "load",
    "shipped",
    "to_json",
]
