"""The line on every page of the desk that says that alerts are late."""

from typing import Any

from django.template import Context, Library

from sundial.jobs.health import health

register = Library()


@register.inclusion_tag("desk/_delayed.html", takes_context=True)
def delay(context: Context) -> dict[str, Any]:
    """Say since when alerts are late, in the reader's zone; nothing while they are not."""
    now = context["now"]
    return {"since": health(now).delayed_since, "now": now, "zone": context["zone"]}
