"""Times, names and people's words in templates: every instant is a `<time datetime>` that says itself in full."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, tzinfo
from typing import Any

from django.template import Context, Library
from django.utils.html import format_html
from django.utils.safestring import SafeString

from sundial.web import text, when

register = Library()

FORMS: Mapping[str, Callable[[datetime, datetime, tzinfo], str]] = {
    "moment": when.moment,
    "short": when.short,
    "left": when.left,
    "by": when.by_when,
    "since": when.since,
    "hour": lambda at, _now, zone: when.hour(at, zone),
    "day": lambda at, _now, zone: when.day(at, zone),
    "date": lambda at, _now, zone: when.date(at, zone),
}


@register.simple_tag(takes_context=True)
def time(context: Context, at: datetime, form: str = "moment", zone: tzinfo | None = None) -> SafeString:
    """Write an instant in the page's zone, or another's; `form` is a name of FORMS."""
    there = zone or context["zone"]
    return timed(at, FORMS[form](at, context["now"], there), there)


def timed(at: datetime, words: str, zone: tzinfo) -> SafeString:
    """Mark words as an instant; hovering says it in full, with its city and in UTC."""
    there = at.astimezone(UTC)
    title = f"{when.full(at, zone)}; {there:%H:%M} UTC"
    stamp = f"{there:%Y-%m-%dT%H:%M:%SZ}"
    return format_html('<time datetime="{}" title="{}">{}</time>', stamp, title, words)


@register.filter
def city(zone: tzinfo) -> str:
    """Name a zone by its city."""
    return when.city(zone)


@register.filter
def prose(written: str) -> SafeString:
    """Show what a person wrote, as safe HTML."""
    return text.html(written)


@register.filter
def quoted(written: str) -> SafeString:
    """Show what a person wrote as the words of a quotation."""
    return text.plain(written)


@register.filter
def initials(name: str) -> str:
    """Shorten a name to two letters for its disc."""
    words = [word for word in name.split() if word[:1].isalpha()]
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper() if words else "?"


@register.simple_tag(takes_context=True)
def spoken(context: Context, at: datetime, before: str = "") -> str:
    """Say how far off an instant is, after `before`; nothing where that does not help a sentence."""
    words = when.spoken(at, context["now"], context["zone"])
    return before + words.replace(" ", "\u00a0") if words else ""


@register.filter
def given(name: Any) -> str:
    """Return the first of somebody's names."""
    return str(name).split(" ")[0]
