"""What every form carries: a key of its own, so that pressed twice it is done once, and no other form stands for it."""

from uuid import uuid4

from django.template import Library
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = Library()


@register.simple_tag
def once() -> SafeString:
    """Write the hidden field with a key that no form has carried yet."""
    return format_html('<input type="hidden" name="key" value="{}">', uuid4())
