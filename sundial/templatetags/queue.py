"""The rows of the queue, which are many, and so are written in Python."""

from typing import Any

from django import template
from django.utils.safestring import SafeString

from sundial.web.desk.row_html import row_html
from sundial.web.desk.rows import Row

register = template.Library()


@register.simple_tag(takes_context=True)
def queue_row(context: dict[str, Any], row: Row) -> SafeString:
    """Write a row. The page has `view`, `csrf` and `live_url`."""
    return row_html(row, context["view"], str(context["csrf"]), context["live_url"])
