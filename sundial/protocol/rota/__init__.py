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
)  # fmt: skip
from sundial.protocol.rota.error import RotaError
from sundial.protocol.rota.pattern import Duty, Pattern, in_force
from sundial.protocol.rota.reading import shifts
from sundial.protocol.rota.shift import Shift
from sundial.protocol.rota.turns import wall_instant

__all__ = [
    "KINDS", "Added", "Away", "Change", "Dropped", "Duty", "Offered", "Passed", "Pattern", "RotaError", "Shift",
    "TakenBack", "What", "holding", "in_force", "kind_of", "shifts", "wall_instant",
]  # fmt: skip
