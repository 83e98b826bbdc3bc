"""The dates of public holidays: from a country to dates, once, when a document is read from its file.

The dates become part of the document and of its digest, so that a later edition of the `holidays` library
never changes what an older revision promised.
"""

from collections.abc import Mapping
from datetime import date
from functools import cache

FIRST_YEAR, LAST_YEAR = 2020, 2040
LANGUAGE = "en_US"


@cache
def dates_of(country: str) -> Mapping[date, str]:
    """Return the public holidays of a country (two letters) from 2020 to 2040, with their English names.

    Raises ValueError for a country that the library does not know.
    """
    import holidays  # noqa: PLC0415  a large library, and needed only where a file is read

    try:
        found = holidays.country_holidays(country, years=range(FIRST_YEAR, LAST_YEAR + 1), language=LANGUAGE)
    except NotImplementedError:
        msg = "a country of the holidays library, as two capital letters such as RO"
        raise ValueError(msg) from None
    return dict(sorted(found.items()))
