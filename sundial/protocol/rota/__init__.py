"""The rota: its patterns and its changes, of which who is on shift is a pure reading (O2.3, docs/rota.md).

As a case is its history, the rota is what was written of it, and nothing of that is ever changed or deleted. Nothing
is written out ahead, so no job can be late with it, and no row can differ from the pattern that it came from.
"""

from sundial.protocol.rota.change import (
    KINDS,
    Added,
    Away,
    Change,
    Dropped,
    Offered,
    Passed,
    TakenBack,
    What,
    holding,
    kind_of,
)
from sundial.protocol.rota.check import check
from sundial.protocol.rota.check_pattern import check_pattern
from sundial.protocol.rota.error import RotaError
from sundial.protocol.rota.pattern import Duty, Pattern, in_force
from sundial.protocol.rota.reading import shift_named, shifts
from sundial.protocol.rota.rota_json import (
    change_from_json,
    change_to_json,
    pattern_from_json,
    pattern_to_json,
    what_from_json,
    what_to_json,
)
from sundial.protocol.rota.shift import Shift
from sundial.protocol.rota.time_off import away_at, deputy_of, offered_to
from sundial.protocol.rota.turns import wall_instant
from sundial.protocol.rota.who import clashes, covered, gaps_ahead, on_shift, overlaps

__all__ = [
    "KINDS", "Added", "Away", "Change", "Dropped", "Duty", "Offered", "Passed", "Pattern", "RotaError", "Shift",
    "TakenBack", "What", "away_at", "change_from_json", "change_to_json", "check", "check_pattern", "clashes",
    "covered", "deputy_of", "gaps_ahead", "holding", "in_force", "kind_of", "offered_to", "on_shift", "overlaps",
    "pattern_from_json", "pattern_to_json", "shift_named", "shifts", "wall_instant", "what_from_json", "what_to_json",
]  # fmt: skip
