"""Single changes of a JSON value, made up at random: what somebody might do to a file that is evidence."""

import random
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

Path = tuple[str | int, ...]


def changes(value: Any, chance: random.Random, many: int) -> Iterator[tuple[str, Any]]:
    """Yield so many changed copies of a value, each with the words that say what was changed."""
    paths = list(walk(value))
    made = 0
    while made < many:
        path = chance.choice(paths)
        changed = deepcopy(value)
        what = change(changed, path, chance)
        if what == "moved" or (what and changed != value):
            made += 1
            yield f"{what} at {'/'.join(map(str, path))}", changed


def walk(value: Any, path: Path = ()) -> Iterator[Path]:
    """Yield the way to everything inside a value."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inside in items:
        yield (*path, key)
        yield from walk(inside, (*path, key))


def change(value: Any, path: Path, chance: random.Random) -> str:
    """Change one thing in place; return what was done, "" if nothing could be."""
    *way, last = path
    for key in way:
        value = value[key]
    how = chance.choice(("other", "other", "other", "gone", "double", "swap"))
    if how == "gone":
        del value[last]
    elif how == "double" and isinstance(value, list):
        value.insert(last, deepcopy(value[last]))
    elif how == "swap" and isinstance(value, dict):
        return _swapped(value, last)
    else:
        value[last] = other(value[last], chance)
    return how


def other(value: Any, chance: random.Random) -> Any:
    """Return another value in the place of one, as near to it as can be."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + chance.choice((1, -1))
    if isinstance(value, str) and value:
        place = chance.randrange(len(value))
        return value[:place] + chr(ord(value[place]) ^ 1) + value[place + 1 :]
    return chance.choice(("x", 1, None, True, []))


def _swapped(value: dict[str, Any], key: Any) -> str:
    """Move a key behind all others: an order that a reader of JSON may forget."""
    if list(value)[-1] == key:
        return ""
    value[key] = value.pop(key)
    return "moved"
