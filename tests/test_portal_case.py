"""A case in the portal: its promises with their reasons, its conversation, what a customer writes (O12.1)."""

import re
from datetime import UTC, datetime

import pytest

from sundial.models import Case, FactRow, history_of, viewing
from sundial.protocol.facts import Messaged, Reopened
from tests.at_the_portal import ana_on_gold as ana
from tests.at_the_portal import story
from tests.browsing import sent, words

__all__ = ["ana", "story"]


def test_a_case_shows_its_promises_kept_and_broken_each_with_its_reason(ana, story):
    case = story.open_case(plan="platinum", severity=1, at=300)
    for minutes in (290, 160, 50):
        story.eve.replies(case, at=minutes)
    page = ana.get(f"/cases/{case.number}")
    said = words(page)

    assert "2 kept, 1 late" in said
    assert "10 min late" in said
    assert page.content.decode().count("popovertarget=") == 2 * 4  # to open and to close, for each of four clocks
    assert "rule upd/1/platinum" in said


def test_the_customer_never_reads_a_note(ana, story):
    case = story.open_case(at=60)
    story.eve.replies(case, at=50, text="We look at it.")
    story.eve.notes(case, at=40, text="They will be cross.")

    page = ana.get(f"/cases/{case.number}").content.decode()

    assert "We look at it." in page
    assert "cross" not in page


def test_no_gap_in_a_page_tells_the_customer_how_much_is_said_inside(ana, story):
    case = story.open_case(at=60)
    for minutes in (50, 40, 30):
        story.eve.notes(case, at=minutes)
    story.eve.replies(case, at=20)

    page = ana.get(f"/cases/{case.number}").content.decode()

    assert re.findall(r'id="e-([^"]+)"', page) == ["3", "2", "1"]


def test_a_reply_is_written_once_and_shown(ana, story):
    case = story.open_case(at=60)
    form = sent(text="Any *news*?")
    for _ in range(2):
        answer = ana.post(f"/cases/{case.number}/messages", form)
        assert (answer.status_code, answer["Location"]) == (302, f"/cases/{case.number}")

    assert ana.get(f"/cases/{case.number}").content.decode().count("Any <em>news</em>?") == 1


def test_a_reply_by_htmx_answers_with_the_case_as_it_stands(ana, story):
    case = story.open_case(at=60)
    answer = ana.post(f"/cases/{case.number}/messages", sent(text="Hello?"), headers={"HX-Request": "true"})

    assert answer.status_code == 200
    assert 'id="thread"' in answer.content.decode()
    assert "Hello?" in words(answer)


def test_an_empty_reply_is_refused_in_words(ana, story):
    case = story.open_case(at=60)
    answer = ana.post(f"/cases/{case.number}/messages", sent(text="   "))

    assert answer.status_code == 422
    assert "Write a message first." in words(answer)


def test_a_message_on_a_closed_case_is_refused_and_kept(ana, story):
    case = story.open_case(at=60)
    story.eve.replies(case, at=50)
    story.eve.resolves(case, at=40)
    story.eve.closes(case, at=30)

    answer = ana.post(f"/cases/{case.number}/messages", sent(text="One more thing"))

    assert answer.status_code == 422
    assert "This case is closed" in words(answer)
    assert "One more thing" in words(answer)


@pytest.mark.parametrize("text", ["", "It broke again."])
def test_a_resolved_case_can_be_taken_up_again_with_or_without_words(ana, story, text):
    case = story.open_case(at=60)
    story.eve.replies(case, at=50)
    story.eve.resolves(case, at=40)
    assert "It is not solved: take it up again" in words(ana.get(f"/cases/{case.number}"))

    ana.post(f"/cases/{case.number}/reopenings", sent(text=text))

    with viewing(story.ana.person):
        assert isinstance(history_of(case.pk)[-1].what, Reopened)
        assert Case.objects.get(pk=case.pk).is_open


def test_a_message_on_a_resolved_case_takes_it_up_again(ana, story):
    case = story.open_case(at=60)
    story.eve.replies(case, at=50)
    story.eve.resolves(case, at=40)

    ana.post(f"/cases/{case.number}/messages", sent(text="Not yet."))

    with viewing(story.ana.person):
        assert isinstance(history_of(case.pk)[-1].what, Messaged)
        assert Case.objects.get(pk=case.pk).is_open


def test_every_instant_on_a_page_can_be_read_by_a_machine_and_in_full(ana, story):
    case = story.open_case(at=60)
    story.eve.replies(case, at=50)
    page = ana.get(f"/cases/{case.number}").content.decode()

    times = re.findall(r'<time datetime="([^"]+)" title="([^"]+)">', page)
    assert len(times) > 5
    for stamp, title in times:
        assert datetime.fromisoformat(stamp).tzinfo == UTC
        assert title.endswith("UTC")
        assert "Bucharest" in title


def test_no_page_carries_inline_style_or_script(ana, story):
    case = story.open_case(at=60)
    for path in ("/", "/cases/new", f"/cases/{case.number}"):
        page = ana.get(path).content.decode()
        assert not re.search(r"<style|\sstyle=|\son\w+=|hx-on|<script(?![^>]*\ssrc=)", page), path
        ids = re.findall(r'\sid="([^"]+)"', page)
        assert len(ids) == len(set(ids)), path


def test_what_is_written_is_kept_raw_and_shown_safe(ana, story):
    case = story.open_case(at=60)
    ana.post(f"/cases/{case.number}/messages", sent(text="<img src=x onerror=alert(1)> **b**"))

    with viewing(story.ana.person):
        assert FactRow.objects.filter(text__startswith="<img").exists()
    page = ana.get(f"/cases/{case.number}").content.decode()
    assert "<img" not in page
    assert "<strong>b</strong>" in page
