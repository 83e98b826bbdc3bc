"""Protocol 03, triage: which other cases may tell of the same thing, and by which words (O3.1).

What is common is judged among the given accounts alone: what somebody may not see has no part in what they are shown.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from math import log, sqrt

MOST = 5  # cases that are worth a look
LATELY = timedelta(days=30)  # how long a case that is resolved may still be the same thing
NAMED = 4  # words that a reason names
LEAST_SHARED, LEAST_ALIKE = 2, 0.1  # words, and of 1
IN_SUBJECT = 2.0  # what a word of the subject counts, one of the first message counting 1

WORD = re.compile(r"\w+(?:[.\-]\w+)*")
SHORTEST = 3  # letters; what holds a figure may be shorter
COMMON = frozenset({
    "about", "after", "again", "all", "also", "and", "any", "are", "but", "can", "cannot", "case", "could", "did",
    "does", "every", "for", "from", "get", "gets", "had", "has", "have", "help", "her", "his", "how", "into", "its",
    "like", "more", "most", "not", "now", "off", "once", "one", "only", "other", "our", "out", "over", "please",
    "same", "see", "she", "should", "since", "some", "still", "such", "than", "thank", "thanks", "that", "the",
    "their", "them", "then", "there", "these", "they", "this", "those", "too", "use", "used", "was", "way", "were",
    "what", "when", "where", "which", "while", "who", "will", "with", "would", "yes", "yet", "you", "your",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Account:
    """What a customer tells when they open a case; `number` names it, `customer` is an id, never a name."""

    number: str
    customer: str
    product: str
    subject: str
    text: str


@dataclass(frozen=True, slots=True)
class Alike:
    """Another case that may be about the same thing: by which words, the rarest first, and how alike (0 to 1)."""

    number: str
    same_customer: bool
    same_product: bool
    words: tuple[str, ...]
    score: float

    @property
    def reason(self) -> str:
        """Why it may be the same: `same customer, shares “policy”, “sync”, “5.8.1”`."""
        known = ((self.same_customer, "same customer"), (self.same_product, "same product"))
        shares = f"shares {', '.join(f'“{word}”' for word in self.words[:NAMED])}"
        return ", ".join([*(words for holds, words in known if holds), shares])


def likely(case: Account, others: Iterable[Account]) -> tuple[Alike, ...]:
    """Return at most MOST cases that may tell of the same thing, those of the same customer first, each group by score.

    A word counts for more the fewer of these accounts hold it, and twice in a subject. Others than the customer's own
    are weighed where they are about the same product.
    """
    rivals = [one for one in others if one.number != case.number and _comparable(case, one)]
    said = {one.number: words_of(one) for one in (case, *rivals)}
    rarity = _rarity(said.values())
    found = [alike for one in rivals if (alike := _alike(case, one, said, rarity))]
    found.sort(key=lambda one: (not one.same_customer, -one.score, one.number))
    return tuple(found[:MOST])


def words_of(account: Account) -> dict[str, float]:
    """Return the words of an account that tell something, each with what it counts."""
    counted = dict.fromkeys(_words(account.text), 1.0)
    return counted | dict.fromkeys(_words(account.subject), IN_SUBJECT)


def _comparable(case: Account, one: Account) -> bool:
    return one.customer == case.customer or bool(case.product and one.product == case.product)


def _alike(
    case: Account, one: Account, said: Mapping[str, Mapping[str, float]], rarity: Mapping[str, float]
) -> Alike | None:
    mine, theirs = said[case.number], said[one.number]
    shared = sorted(mine.keys() & theirs.keys(), key=lambda word: (-rarity[word] * mine[word] * theirs[word], word))
    if len(shared) < LEAST_SHARED:
        return None
    common = sum(mine[word] * theirs[word] * rarity[word] ** 2 for word in shared)
    score = common / (_length(mine, rarity) * _length(theirs, rarity))
    if score < LEAST_ALIKE:
        return None
    same_customer, same_product = one.customer == case.customer, bool(case.product) and one.product == case.product
    return Alike(one.number, same_customer, same_product, tuple(shared), score)


def _rarity(said: Iterable[Mapping[str, float]]) -> dict[str, float]:
    """Return what each word is worth: more, the fewer accounts hold it."""
    accounts = list(said)
    holding = Counter(word for words in accounts for word in words)
    return {word: log(1 + len(accounts) / count) for word, count in holding.items()}


def _length(words: Mapping[str, float], rarity: Mapping[str, float]) -> float:
    return sqrt(sum((weight * rarity[word]) ** 2 for word, weight in words.items()))


def _words(text: str) -> Sequence[str]:
    found = (match.group().lower() for match in WORD.finditer(text))
    return [_singular(word) for word in found if _tells(word)]


def _tells(word: str) -> bool:
    figure = any(sign.isdigit() for sign in word)
    return (len(word) >= SHORTEST or (figure and len(word) > 1)) and word not in COMMON


def _singular(word: str) -> str:
    plural = len(word) > SHORTEST + 1 and word.endswith("s") and not word.endswith(("ss", "us", "is"))
    return word[:-1] if plural else word
