"""The promise that the tests of coverage ask for: Platinum severity 1, of a customer of EMEA alone."""

from sundial.protocol.amounts import Elapsed
from sundial.protocol.coverage import Demand
from sundial.protocol.document import Target
from sundial.protocol.promises import Promise

HOUR = Target(Elapsed(3600), "once", "1 hour", "06", "ack/1/platinum")
PLATINUM = Demand(
    "Platinum severity 1", "platinum", 1, Promise.FIRST_RESPONSE, ("emea",), "emea", None,
    target=HOUR, title="Platinum", places=("EMEA",),
)  # fmt: skip
