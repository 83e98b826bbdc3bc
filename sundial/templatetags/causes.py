"""What came of a rung, in few words."""

from collections.abc import Iterable

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from sundial.commands.causes import Climb
from sundial.models import Case, protocol_of
from sundial.protocol.causes import Answer, Cause, Ending
from sundial.web import when

register = template.Library()
ENDS = {
    Ending.OPEN: "still open",
    Ending.SILENCE: "silence, decided by us",
    Ending.WITH_THE_CASE: "ended with the case",
}


@register.filter
def answered(cause: Cause) -> SafeString | str:
    """Say how a rung was answered: `in 42 min, in time`."""
    if cause.answer is Answer.LATE:
        if cause.answered_at is None:
            return format_html('<b class="bad">{}</b>', "late, still owed")
        late = when.length((cause.answered_at - cause.due_at).total_seconds())
        return format_html('<b class="bad">{} late</b>', late)
    if cause.answer is Answer.IN_TIME and cause.answered_at:
        return f"in {when.length((cause.answered_at - cause.fact.at).total_seconds())}, in time"
    return "never answered" if cause.answer is Answer.NEVER else "still owed"


@register.filter
def ended(cause: Cause) -> str:
    """Say how a rung ended: `comfortable after 6 h 20`."""
    if cause.until_comfortable is not None:
        return f"comfortable after {when.length(cause.until_comfortable.total_seconds())}"
    return ENDS[cause.ending]


@register.filter
def only(case: Case) -> str:
    """Say for whom alone a restricted case is: `EMEA only`."""
    regions = protocol_of(case.revision).regions
    return f"{' and '.join(regions[key].name if key in regions else key for key in case.regions)} only"


@register.filter
def cases(climbs: Iterable[Climb]) -> str:
    """Say of how many cases these are."""
    count = len({one.case.pk for one in climbs})
    return "one case" if count == 1 else f"{when.number(count)} cases"


@register.filter
def number(text: str) -> int:
    """Return a number that is written as text."""
    return int(text)
