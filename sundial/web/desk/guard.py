"""The guard: what a text shows that should not leave the company unread (UX 3).

One list of patterns serves twice: the page holds the key while one of them is found, and the server, which
is the judge, asks again. They are written in the part of the language that Python and browsers share.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

INSIDE = (
    "internal",
    "internally",
    "confidential",
    "do not share",
    "don't share",
    "do not forward",
    "not for the customer",
    "don't tell",
    "between us",
    "note to self",
    "draft reply",
    "to be confirmed",
    "fixme",
    "todo",
    "xxx",
)


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing to look for; `says` holds the words found as {found}, `key` is what the send key says."""

    kind: str
    pattern: str
    says: str
    advice: str
    key: str


@dataclass(frozen=True, slots=True)
class Hold:
    """One reason why a public message waits, with the words that gave it."""

    kind: str
    found: str
    says: str
    advice: str


PLACEHOLDER = Rule(
    "placeholder",
    r"\[[^\[\]\n]{1,60}\](?!\()|\{\{[^{}\n]{0,60}\}\}|<(?:name|date|time|link|customer)>",
    "{found} is still a blank.",
    "Fill it in, or take it out.",
    "Fill the blank to send",
)
INTERNAL = Rule(
    "internal",
    r"\b(?:" + "|".join(words.replace(" ", r"\s+") for words in INSIDE) + r")\b",
    "“{found}” sounds like a note.",
    "Did you mean to write inside?",
    "Settle the wording to send",
)


def rules(colleagues: Iterable[str]) -> tuple[Rule, ...]:
    """Return what to look for, given the names by which colleagues may be called with an @."""
    names = sorted({re.escape(part) for name in colleagues for part in name.split() if len(part) > 1})
    if not names:
        return (PLACEHOLDER, INTERNAL)
    mention = Rule(
        "mention",
        r"(?:^|[^\w@.])@(?:" + "|".join(names) + r")\b",
        "{found} is a colleague.",
        "Mentions belong in notes.",
        "Settle the mention to send",
    )
    return (mention, PLACEHOLDER, INTERNAL)


def holds(text: str, colleagues: Iterable[str]) -> tuple[Hold, ...]:
    """Name every reason why `text` should be looked at once more before a customer reads it."""
    found = ((rule, re.search(rule.pattern, text, re.IGNORECASE)) for rule in rules(colleagues))
    return tuple(_hold(rule, match) for rule, match in found if match)


def _hold(rule: Rule, match: re.Match[str]) -> Hold:
    words = match.group().lstrip("([{ \t\n,;:") if rule.kind == "mention" else match.group()
    return Hold(rule.kind, words, rule.says.format(found=words), rule.advice)
