"""The due chip: what is promised next, in a shape, a wash and words (LANGUAGE 5)."""

from datetime import datetime, tzinfo

from django.utils.safestring import SafeString, mark_safe

from sundial.protocol.case import State
from sundial.protocol.promises import Promise
from sundial.web import when
from sundial.web.desk.marks import Run
from sundial.web.promises import BRIEFS, SHAPES

NOTHING = dict.fromkeys((State.RESOLVED, State.CLOSED, State.MERGED), "Nothing owed")


def chip(run: Run | None, state: str, now: datetime, zone: tzinfo, name: str = "") -> SafeString:
    """Write the chip of a running clock, by another `name` if one is given; without one, say that nothing runs."""
    if run is None:
        words = NOTHING.get(State(state), "No clock running")
        return _safe(f'<span class="due none"><span>{words}</span></span>')
    promise, standing = Promise(run.promise), run.standing(now)
    cross = '<use href="#p-x" x="7" y="7" class="cross"/>' if standing == "late" else ""
    return _safe(
        f'<span class="due{"" if standing == "due" else " " + standing}"><svg class="pm" viewBox="0 0 14 14" '
        f'aria-hidden="true"><use href="#p-{SHAPES[promise]}" x="7" y="7" class="is-{standing}"/>{cross}</svg>'
        f'<span>{name or BRIEFS[promise]} <b><time datetime="{run.due_at.isoformat()}" '
        f'title="{when.full(run.due_at, zone)}">{when.left(run.due_at, now, zone)}</time></b></span></span>'
    )


def _safe(html: str) -> SafeString:
    return mark_safe(html)  # noqa: S308 (words of ours, numbers and the names of zones)
