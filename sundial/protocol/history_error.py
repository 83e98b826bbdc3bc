"""A history that cannot be."""


class HistoryError(ValueError):
    """Two facts cannot follow each other, or one names what its protocol or history does not know; says which."""
