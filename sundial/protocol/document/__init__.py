"""The protocol document: everything that was promised, read from a file into frozen values.

Every figure of the product comes from here. `load` reads the file that a person writes; `to_json` and `from_json`
are the form in which a revision is kept, with the dates of its public holidays, so that nothing outside of it is
ever needed to read a due time again.
"""

from sundial.protocol.document.errors import DocumentError, Problem
from sundial.protocol.document.ladder import Ladder, Rung
from sundial.protocol.document.loading import SHIPPED, from_json, load, parse, shipped
from sundial.protocol.document.parts import Leader, Plan, Role, Severity
from sundial.protocol.document.protocol import Protocol, to_json, whole
from sundial.protocol.document.readings import Readings, Warn
from sundial.protocol.document.regions import Office, Region
from sundial.protocol.document.tables import Cell, Table, Target
from sundial.protocol.document.triage import Complexity, Question, Requests, Status
from sundial.protocol.document.written import merged

__all__ = [
    "SHIPPED",
    "Cell",
    "Complexity",
    "DocumentError",
    "Ladder",
    "Leader",
    "Office",
    "Plan",
    "Problem",
    "Protocol",
    "Question",
    "Readings",
    "Region",
    "Requests",
    "Role",
    "Rung",
    "Severity",
    "Status",
    "Table",
    "Target",
    "Warn",
    "from_json",
    "load",
    "merged",
    "parse",
    "shipped",
    "to_json",
    "whole",
]
