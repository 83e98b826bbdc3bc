"""The fold: a history in, every clock that it ever owed out (docs/promises.md, section by section).

`ledger` holds the clocks that run and what can be done to them; one file for each column says when that is done.
"""

from sundial.protocol.fold.reading import fold

__all__ = ["fold"]
