"""Coverage against the promises: where one can fall due and nobody who may answer it is there (O2.3, O2.7, O8.6).

Demands are read out of the protocol document, hands out of the rota; holes are what is left.
"""

from sundial.protocol.coverage.demand import Demand, Hand, Hole, hand_of
from sundial.protocol.coverage.holes import holes
from sundial.protocol.coverage.promised import demands
from sundial.protocol.coverage.said import said, said_again

__all__ = ["Demand", "Hand", "Hole", "demands", "hand_of", "holes", "said", "said_again"]
