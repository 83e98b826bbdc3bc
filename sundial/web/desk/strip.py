"""A queue row's strip as SVG: fifty on a page, so it is written here and not by a template.

Everything that goes in is a number of ours or the name of a shape: there is nothing to escape.
"""

from django.utils.safestring import SafeString, mark_safe

from sundial.web.rail import Bar, Dot, Rail

BAND = 'y="50%" height="12" transform="translate(0 -6)"'
DUSK = f'<rect class="dusk" width="100%" {BAND}/>'
BEGIN = '<svg class="rail" aria-hidden="true">'


def strip(rail: Rail) -> SafeString:
    """Draw the strip of one row: the customer's sky, the warning, now, and the promises on it."""
    parts = [BEGIN, DUSK]
    parts += [_bar("day", bar) for bar in rail.days]
    parts += [_bar("warn", bar) for bar in rail.warns]
    parts.append(_now(rail.now))
    parts += [_dot(dot) for dot in rail.dots]
    return mark_safe("".join(parts) + "</svg>")  # noqa: S308 (numbers and names of shapes only)


def hairline(now: str) -> SafeString:
    """Draw the line of now alone, for the row that heads a group."""
    return mark_safe(f"{BEGIN}{_now(now)}</svg>")  # noqa: S308 (a number only)


def _bar(kind: str, bar: Bar) -> str:
    return f'<rect class="{kind}" x="{bar.x}" width="{bar.width}" {BAND}/>'


def _now(x: str) -> str:
    return f'<line class="now" x1="{x}" x2="{x}" y1="0" y2="100%"/>'


def _dot(dot: Dot) -> str:
    if dot.off > 0:
        return '<use href="#p-off" x="100%" y="50%" class="off"/>'
    if dot.off < 0:
        return '<use href="#p-back" x="0%" y="50%" class="off"/>'
    return _mark(dot)


def _mark(dot: Dot) -> str:
    mark = f'<use href="#p-{dot.shape}" x="{dot.x}" y="50%" class="is-{dot.standing}"/>'
    return mark + f'<use href="#p-x" x="{dot.x}" y="50%" class="cross"/>' if dot.standing == "late" else mark
