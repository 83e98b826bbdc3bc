"""Languages by their names, as people write and read them; kept are their tags (BCP 47)."""

import re
from collections.abc import Iterable

from django.conf.locale import LANG_INFO

NAMES = {code: str(found["name"]) for code, found in LANG_INFO.items() if "name" in found}
TAGS = {name.casefold(): code for code, name in NAMES.items()}


def name(tag: str) -> str:
    """Return the English name of a language: `German`; one that has none here stays its tag."""
    return NAMES.get(tag.lower()) or NAMES.get(tag.partition("-")[0], tag)


def names(tags: Iterable[str]) -> str:
    """Return the names of several: `German, English`."""
    return ", ".join(map(name, tags))


def written(text: str) -> tuple[str, ...]:
    """Return what somebody wrote as a list, names as tags; what is neither stays as it is, to be refused."""
    parts = (one.strip() for one in re.split(r"[,;\n]", text))
    return tuple(TAGS.get(one.casefold(), one) for one in parts if one)
