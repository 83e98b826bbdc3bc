"""A row of the queue that Python writes: every word of people is escaped, and it is what the page shows."""

from dataclasses import replace

from sundial.models import database_now, protocol_in_force, viewing
from sundial.web.access import UTC_ZONE
from sundial.web.desk import lists
from sundial.web.desk.row_html import row_html
from sundial.web.desk.rows import COLUMNS, Desk, rows

HOSTILE = "<script>'\"&"
WORDS = ("number", "url", "plan", "subject", "customer", "pin", "state", "tier", "owner", "take_url", "stamp")


def test_whatever_a_row_holds_stays_words(acme, cast):
    now = database_now()
    with viewing(cast.eve.person):
        desk = Desk(cast.eve.person.pk, now, UTC_ZONE, protocol_in_force(now))
        (row,) = rows(lists.page(lists.VIEWS["open"], type(acme).objects.all(), 0, 1).values_list(*COLUMNS), desk)
    for changes in ({}, {"take_url": ""}, {"take_url": "", "off": True}, {"tier": ""}):
        hostile = replace(row, **(dict.fromkeys(WORDS, HOSTILE) | changes))
        html = row_html(hostile, lists.VIEWS["open"], HOSTILE, HOSTILE)
        assert "<script>" not in html
        assert html.count("&lt;script&gt;&#x27;&quot;&amp;") >= len(WORDS)
