"""The entries of a conversation as HTML, each drawn once: what was said is never said differently."""

from functools import lru_cache
from zoneinfo import ZoneInfo

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from sundial.web.desk.thread import Entry

PART = "desk/cases/_entry.html"


@lru_cache(maxsize=4096)
def drawn(entry: Entry, zone: ZoneInfo) -> SafeString:
    """Draw one entry in a zone; the same entry gives the same words, whoever may see it and whenever."""
    return render_to_string(PART, {"entry": entry, "there": zone, "zone": zone, "now": entry.at})
