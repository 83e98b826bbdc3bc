"""Protocol 02: the languages of a person, by their tags (BCP 47): `de`, `pt-BR`, `zh-Hant`."""

import re
from collections.abc import Iterable

TAG = re.compile(r"([a-z]{2,3})(-[a-z]{4})?(-(?:[a-z]{2}|[0-9]{3}))?", re.IGNORECASE)


class NoLanguage(ValueError):
    """What was written is no tag of a language."""


def tag(text: str) -> str:
    """Return a tag as it is kept, however it was spelled. Raises NoLanguage.

    >>> [tag(one) for one in ("DE", "pt_br", "zh-hant-tw")]
    ['de', 'pt-BR', 'zh-Hant-TW']
    """
    found = TAG.fullmatch(text.strip().replace("_", "-"))
    if found is None:
        raise NoLanguage(text)
    language, script, country = found.groups()
    return language.lower() + (script or "").title() + (country or "").upper()


def tags(texts: Iterable[str]) -> tuple[str, ...]:
    """Return several tags, each once, in the order in which they were given. Raises NoLanguage."""
    return tuple(dict.fromkeys(tag(text) for text in texts))


def speaks(languages: Iterable[str], wanted: str) -> bool:
    """Say whether somebody with these languages speaks one: `pt-BR` is Portuguese too."""
    return any(one == wanted or one.startswith(f"{wanted}-") for one in languages)
