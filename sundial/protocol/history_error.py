"""A history that cannot be."""


class HistoryError(ValueError):
    """Two facts cannot follow each other, or one names what its protocol or history does not know; says which."""


class NotInForce(HistoryError):
    """A fact, by its `seq`, ends an agreement that is not in force."""

    def __init__(self, seq: int, says: str) -> None:
        super().__init__(says)
        self.seq = seq
