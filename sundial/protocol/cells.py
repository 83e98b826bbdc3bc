"""Cells of a spreadsheet: what somebody wrote stays words, and is never run as a formula (O12.3)."""

STARTS = ("=", "+", "-", "@", "\t", "\r")


def cell(text: str) -> str:
    """Return a text as a cell that no spreadsheet takes for a formula: behind an apostrophe where it begins like one.

    >>> cell("=1+1"), cell("-- it stops"), cell("It stops")
    ("'=1+1", "'-- it stops", 'It stops')
    """
    return f"'{text}" if text.lstrip(" ").startswith(STARTS) else text
