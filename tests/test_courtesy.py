"""Mail that is no case has one courteous reply, to who is proved, at most once a day, whoever dies (O1.6)."""

from contextlib import suppress

import pytest

from sundial.jobs.courtesy import answer_astray, begin
from sundial.jobs.deliver import TryAgain
from sundial.models import Case, InboundLetter
from sundial.outside.mailsink import Answer
from tests.database import as_role
from tests.nasty_letters import letter, proved
from tests.posting import ask, standing_sink
from tests.test_mail_door import OTHER, VP, lay, trusting  # noqa: F401 - a fixture


def answers(*rows):
    """Let the job of each letter run, as often as it is named."""
    with as_role("sundial_worker"):
        for row in rows:
            with suppress(TryAgain):
                answer_astray(letter=str(row.pk))


def stands(row):
    return ask(lambda: InboundLetter.objects.get(pk=row.pk)).reply


def test_a_proved_sender_is_pointed_to_the_portal_once_a_day_and_no_case_is_opened(cast, tmp_path, settings):
    first = lay(proved("Subject: Help\t\tme", "Message-ID: <x@hafen.example>"), OTHER)
    second = lay(proved("Subject: Again", body="And again."), OTHER)
    with standing_sink(tmp_path, settings) as mailbox:
        answers(first, first, second)
        (entry,) = mailbox.entries()
        reply = mailbox.letter(entry.name)
    assert entry.recipients == ("jonas@hafen.example",)
    assert (reply["Subject"], reply["Auto-Submitted"]) == ("Re: Help me", "auto-replied")
    assert (reply["In-Reply-To"], reply["X-Auto-Response-Suppress"]) == ("<x@hafen.example>", "All")
    assert settings.SITE_URL in str(reply.get_content())
    assert [stands(one) for one in (first, second)] == ["sent", "not sent"]
    assert ask(Case.objects.count) == 0
    assert lay(mailbox.letter(entry.name).as_bytes(), OTHER).why == "loop"  # and should it come back


@pytest.mark.parametrize(
    "raw",
    [letter(), proved("Auto-Submitted: auto-replied"), proved("List-Id: <x.y>"), proved("Return-Path: <>"),
     proved(sender="a@hafen.example, b@hafen.example"), letter("Reply-To: victim@evil.example")],
)  # fmt: skip
def test_who_is_not_proved_and_what_no_person_wrote_has_no_reply(cast, raw, tmp_path, settings):
    row = lay(raw, OTHER)
    with standing_sink(tmp_path, settings) as mailbox:
        answers(row)
        assert mailbox.entries() == []


def test_a_letter_to_leadership_has_no_reply_of_itself(cast, tmp_path, settings):
    row = lay(proved(), VP)
    with standing_sink(tmp_path, settings) as mailbox:
        answers(row)
        assert mailbox.entries() == []


def test_a_worker_that_dies_in_between_sends_nothing_more(cast, tmp_path, settings):
    row = lay(proved(), OTHER)
    with as_role("sundial_worker"):
        assert begin(row.pk)  # it is kept that it goes out, and then the worker is gone
    with standing_sink(tmp_path, settings) as mailbox:
        answers(row, row)
        assert mailbox.entries() == []
    assert stands(row) == "unclear"


def test_what_the_server_did_not_take_goes_out_later_and_what_it_may_have_taken_does_not(cast, tmp_path, settings):
    busy, silent = lay(proved(), OTHER), lay(proved(sender="b@hafen.example"), OTHER)
    settings.EMAIL_TIMEOUT = 2
    with standing_sink(tmp_path, settings, Answer.BUSY, Answer.OK, Answer.RESET) as mailbox:
        answers(busy)
        assert stands(busy) == ""
        answers(busy, silent, silent)
        assert len(mailbox.entries()) == 2
    assert [stands(one) for one in (busy, silent)] == ["sent", "unclear"]
