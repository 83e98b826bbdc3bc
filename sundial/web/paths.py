"""The addresses of a case, by name and number; Django looks each up once for all cases, where a list has a hundred."""

from functools import cache

from django.urls import reverse

NUMBER = "NUMBER"


def of_case(name: str, number: str) -> str:
    """Return `reverse(name, args=[number])`; a number needs no quoting."""
    return _with_number(name).replace(NUMBER, number)


@cache
def _with_number(name: str) -> str:
    return reverse(name, args=[NUMBER])
