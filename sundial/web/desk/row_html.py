"""One case in the queue as HTML: fifty on a page, so it is written here and not by a template (as chip and strip are).

What people wrote is escaped on its way in; the chip and the strip come ready.
"""

from html import escape

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from sundial.web.desk.lists import View
from sundial.web.desk.rows import Row


def row_html(row: Row, view: View, csrf: str, back: str) -> SafeString:
    """Write a row of a list; `csrf` and `back` are what the form that takes a case sends along."""
    number, url = escape(row.number), escape(row.url)
    parts = (
        f'<tr role="row" data-row="{number}" data-stamp="{escape(row.stamp)}">\n',
        f'<td role="cell" class="sv"><span class="sev s{row.severity}" title="Severity {row.severity}">',
        f'<span class="vh">Severity </span>{row.severity}</span></td>\n',
        f'<td role="cell" class="no"><div class="two"><span>{number}</span>',
        f"<span>{escape(row.plan)}</span></div></td>\n",
        _subject(row, url),
        f'<td role="cell" class="st"><div class="two">{_state(row)}</div></td>\n',
        f'<td role="cell" class="ow">{_owner(row, number, escape(csrf), escape(back))}</td>\n',
        f'<td role="cell" class="du">{row.chip}{_why(number, url, view) if view.banded else ""}</td>\n',
        f'<td role="cell" class="rl">{row.strip}</td>\n</tr>\n',
    )
    return mark_safe("".join(parts))  # noqa: S308 (each piece is escaped above and below)


def _subject(row: Row, url: str) -> str:
    subject, customer = escape(row.subject), escape(row.customer)
    pin = f' <svg class="ico" role="img" aria-label="{escape(row.pin)}"><use href="#i-pin"/></svg>' if row.pin else ""
    hit = f'<span class="hit cut">{conditional_escape(row.hit)}</span>' if row.hit else ""
    rung = f'<b class="onrung">Rung {row.rung}</b> ' if row.rung else ""
    return (
        f'<td role="cell" class="sj"><div class="two"><a class="subj cut" href="{url}" title="{subject}">{subject}</a>'
        f'<span class="cut" title="{customer}">{rung}{customer}{pin}</span>{hit}</div></td>\n'
    )


def _state(row: Row) -> str:
    state = escape(row.state)
    if row.tier:
        return f'<span class="cut">{state}</span><span>{escape(row.tier)}</span>'
    return f'<span class="waits" title="{state}">{state}</span>'


def _owner(row: Row, number: str, csrf: str, back: str) -> str:
    if row.take_url:
        return (
            '<div class="two"><span class="nobody">Nobody yet</span>'
            f'<form method="post" action="{escape(row.take_url)}" class="take">'
            f'<input type="hidden" name="csrfmiddlewaretoken" value="{csrf}">'
            f'<input type="hidden" name="seen" value=""><input type="hidden" name="back" value="{back}">'
            f'<button data-key="t" aria-label="Take {number}">Take it</button></form></div>'
        )
    owner = f'<span class="cut">{escape(row.owner)}</span>'
    return f'<div class="two">{owner}<span class="offshift">off shift</span></div>' if row.off else owner


def _why(number: str, url: str, view: View) -> str:
    return (
        f'<a class="here" href="{url}/place?view={view.key}" data-key="w" aria-label="Why is {number} here?"'
        ' title="Why is it here?">why</a>'
    )
