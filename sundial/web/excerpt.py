"""Why a text was found: a line of it around the words that were looked for, which are marked."""

import re
import unicodedata
from collections.abc import Iterator

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

BEFORE, LONG = 24, 150  # characters before the first word that is marked, and of all that is shown
PART = re.compile(r'(-?)("[^"]*"?|[^\s"]+)')
WORD = re.compile(r"[^\W_]+")
BEGINS = 3  # letters from which on a word is found by its beginning


def looked_for(words: str) -> re.Pattern[str] | None:
    """Return what the words of a search look like in a text, None if nothing is looked for."""
    found = [_pattern(part[2]) for part in PART.finditer(words) if not part[1]]
    wanted = [one for some in found for one in some]
    return re.compile(rf"(?<![^\W_])(?:{'|'.join(wanted)})(?![^\W_])") if wanted else None


def _pattern(part: str) -> list[str]:
    words = WORD.findall(_folded(part)[0])
    if words and not part.startswith('"') and len(words[-1]) >= BEGINS:
        return [*map(re.escape, words[:-1]), re.escape(words[-1]) + r"[^\W_]*"]
    return list(map(re.escape, words))


def excerpt(text: str, wanted: re.Pattern[str] | None) -> SafeString:
    """Return a line of a text around what is looked for, marked; "" where none of it stands there."""
    flat = " ".join(text.split())
    spans = list(_spans(flat, wanted)) if wanted else []
    if not spans:
        return SafeString("")
    start = flat.rfind(" ", 0, max(spans[0][0] - BEFORE, 0)) + 1 if spans[0][0] > BEFORE else 0
    end = len(flat) if len(flat) <= start + LONG else max(flat.rfind(" ", start, start + LONG), spans[0][1])
    marked = format_html_join("", "{}{}", _parts(flat, start, end, spans))
    return format_html("{}{}{}", "…" if start else "", marked, "…" if end < len(flat) else "")


def _parts(flat: str, start: int, end: int, spans: list[tuple[int, int]]) -> Iterator[tuple[str, str]]:
    """Yield what stands before each marked word, and the word; at last what stands after all."""
    at = start
    for begins, ends in spans:
        if ends <= end:
            yield flat[at:begins], format_html("<mark>{}</mark>", flat[begins:ends])
            at = ends
    yield flat[at:end], ""


def _spans(text: str, wanted: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    """Yield where in a text something wanted stands, accents and capitals aside."""
    folded, places = _folded(text)
    for found in wanted.finditer(folded):
        yield places[found.start()], places[found.end() - 1] + 1


def _folded(text: str) -> tuple[str, list[int]]:
    """Return a text without accents and capitals, and where in the text each of its letters stood."""
    letters, places = [], []
    for place, letter in enumerate(text):
        for one in unicodedata.normalize("NFKD", letter).lower():
            if not unicodedata.combining(one):
                letters.append(one)
                places.append(place)
    return "".join(letters), places
