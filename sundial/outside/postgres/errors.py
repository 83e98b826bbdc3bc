"""What can go wrong with the embedded PostgreSQL, always as one sentence that says what to do."""


class PostgresError(Exception):
    """The database cannot be made, started or reached; the text says why, and what a person can do."""
