"""Why then, in a sentence: the words that stand above the steps of a due time (O12.1)."""

from zoneinfo import ZoneInfo

from django.template import Library

from sundial.protocol import because
from sundial.web.promises import Line

register = Library()


@register.simple_tag
def sentence(line: Line, zone: ZoneInfo) -> str:
    """Say why a promise is due when it is, on the clock of a zone."""
    return because.sentence(line.clock, line.terms, zone)
