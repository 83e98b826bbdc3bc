"""O8.6: the case itself says who has what wants somebody to act, and until when, where the promise or rung stands."""

import re
from html import unescape

from sundial.commands.next_in_line import ask_the_next
from sundial.models import CLOCKWORK, viewing
from tests.browsing import lately, signed_in, words
from tests.climbing_story import escalates
from tests.database import as_role
from tests.story import look
from tests.test_acknowledging import passes, takes, told


def on(html, section):
    """Return what one part of a page says, by the id of the heading that names it."""
    part = html.partition(f'aria-labelledby="{section}"')[2].partition("</section>")[0]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", part)).split())


def test_the_promise_and_the_rung_say_who_has_their_page_and_the_customer_reads_nothing_of_it(cast):
    """A second alert that nobody has says nothing, and what is over neither."""
    story = lately(cast)
    case = story.open_case(plan="platinum", severity=2, at=150)
    story.eve.takes(case, at=149)
    look(story.at(30))  # the first response was due an hour after it was opened
    assert "has it" not in (found := page(story.ned, case)), found
    takes(story.eve, told(story.eve), 20)
    assert re.search(
        r"First response .* late was due (\w+ )?\S+\. Why then\? Eve has it until (\w+ )?\d\d:\d\d\.",
        page(story.ned, case),
    )
    assert "You have it until" in page(story.eve, case)

    escalates(story.ana, case, 1, at=15, text="", asks="video-conference")
    passes(story.dan, told(story.dan, kind="escalated"), story.ned, 10)
    assert re.search(r"Passed on to Ned (\w+ )?\S+; nobody has it yet\.", on(html_of(story.eve, case), "ladder-h"))
    takes(story.ned, told(story.ned, kind="escalated"), 9)
    said = on(html_of(story.eve, case), "ladder-h")
    assert re.search(r"Nobody owns it yet\. Ned has it until (\w+ )?\d\d:\d\d\.", said)
    room = words(signed_in(story.eve.person).get(f"/desk/cases/{case.number}/escalation"))
    assert "Ned has it until" in room
    assert "has it" not in words(signed_in(story.ana.person).get(f"/cases/{case.number}"))

    story.eve.replies(case, at=5)
    assert "Eve has it" not in page(story.ned, case)


def test_the_case_says_to_whom_it_went_on_and_that_nobody_is_left(cast):
    story = lately(cast)
    case = story.open_case(plan="platinum", severity=2, at=180)
    story.eve.takes(case, at=179)
    look(story.at(100))
    for minutes in (84, 68, 52):
        with as_role("sundial_worker"), viewing(CLOCKWORK):
            ask_the_next(story.at(minutes))
        if minutes == 84:
            assert "Nobody answered: Max was told" in page(story.ned, case)
    assert "Nobody has answered, and nobody is left to be told." in page(story.ned, case)


def html_of(player, case):
    return signed_in(player.person).get(f"/desk/cases/{case.number}").content.decode()


def page(player, case):
    return on(html_of(player, case), "promises-title")
