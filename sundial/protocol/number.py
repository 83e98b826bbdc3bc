"""Case numbers: random, so that a gap tells nothing (O2.7), and with a check character, so that a slip is caught.

Thirty-one characters without 0, O, I, L and U, which are misheard or misread. Thirty-one is prime, so the last
character catches every single wrong character and every two that changed places.
"""

ALPHABET = "123456789ABCDEFGHJKMNPQRSTVWXYZ"
RANDOM = 6
COUNT = len(ALPHABET) ** RANDOM
PREFIX = "SD"
_VALUE = {character: value for value, character in enumerate(ALPHABET, start=1)}
_FACTOR = 29
_MISREAD = str.maketrans({"I": "1", "L": "1"})


def number_of(value: int) -> str:
    """Return the case number of a random whole number from 0 up to COUNT; raises ValueError beyond.

    >>> number_of(188_476_374)
    'SD-7K3M-92Q'
    """
    if not 0 <= value < COUNT:
        raise ValueError(f"a case number is made of a number from 0 to {COUNT - 1}, not {value}")
    characters = ""
    for _ in range(RANDOM):
        value, digit = divmod(value, len(ALPHABET))
        characters = ALPHABET[digit] + characters
    return _written(characters + _check(characters))


def is_number(text: str) -> bool:
    """Say whether the text is a case number exactly as it is written: SD-7K3M-92Q."""
    return normalise(text) == text


def normalise(text: str) -> str | None:
    """Return the case number that was meant, forgiving case, spaces, dashes and a missing SD; None if there is none.

    >>> normalise(" sd7k3m 92q")
    'SD-7K3M-92Q'
    """
    characters = "".join(text.split()).replace("-", "").upper()
    if len(characters) == len(PREFIX) + RANDOM + 1:
        characters = characters.removeprefix(PREFIX)
    characters = characters.translate(_MISREAD)
    if len(characters) != RANDOM + 1 or not _VALUE.keys() >= set(characters):
        return None
    return _written(characters) if _check(characters[:-1]) == characters[-1] else None


def _check(characters: str) -> str:
    """Return the character that brings the weighted sum of all seven to a multiple of 31."""
    total = 0
    for character in characters:
        total = total * _FACTOR + _VALUE[character]
    return ALPHABET[-total * _FACTOR % len(ALPHABET) - 1]


def _written(characters: str) -> str:
    return f"{PREFIX}-{characters[:4]}-{characters[4:]}"
