"""In which order plans and tables stand: it says which plan is the better one, and sorted keys would forget it."""

from collections.abc import Iterable, Mapping

FIRST = ("platinum", "emerald", "gold", "silver")  # as the first revisions had them, whose names are kept (O12.1)


def ranking(parts: Mapping[str, Iterable[str]]) -> dict[str, dict[str, list[str]]]:
    """Return what a document's name says of an order: nothing of the usual one, in which the first revisions stood.

    So two documents that differ in their order alone have two names, and no revision loses the name that it has.
    """
    unusual = {part: found for part, keys in parts.items() if (found := list(keys)) != sorted(found, key=_usual)}
    return {"ranking": unusual} if unusual else {}


def _usual(key: str) -> tuple[int, str]:
    return (FIRST.index(key) if key in FIRST else len(FIRST), key)
