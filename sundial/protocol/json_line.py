"""One line of JSON, read strictly: what other readers let pass, or read in two ways, is an error here."""

import json
from math import isfinite
from typing import Any


def read_line(line: bytes) -> Any:
    """Return what a line of UTF-8 says, a mark at its beginning left out.

    Raises ValueError on what is no JSON, on a key that is there twice, and on a number that JSON cannot write.
    """
    try:
        return DECODER.decode(line.decode("utf-8-sig"))
    except RecursionError as error:
        raise ValueError(str(error)) from None


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        raise ValueError(f"{next(key for key in found if keys.count(key) > 1)} is there twice")
    return found


def _number(text: str) -> float:
    number = float(text)
    if not isfinite(number):
        raise ValueError(f"{text} is too great a number")
    return number


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is not JSON")


DECODER = json.JSONDecoder(parse_float=_number, parse_constant=_refuse, object_pairs_hook=_unique)
