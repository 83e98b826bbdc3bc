"""O8.5: the customer of an answered escalation is asked, reminded once, and by mail; nobody is asked for nothing."""

import pytest

from sundial.commands.comforting import ask_who_is_due
from sundial.models import CLOCKWORK, Alert, FactRow, viewing
from sundial.outside.mailbox import text_of
from sundial.protocol.facts import Asks
from tests.climbing_story import answers, escalates, is_comfortable
from tests.database import as_role
from tests.posting import at_work, delivery_of, standing_sink, works


@pytest.fixture
def case(cast):
    opened = cast.open_case(plan="platinum", severity=3, at="Mon 2026-03-02 09:00")
    cast.eve.replies(opened, at="Mon 09:05")
    return opened


def asked(cast, at):
    """Let clockwork look at a moment; return how many customers it asked."""
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        return ask_who_is_due(cast.at(at))


def questions(case):
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        rows = FactRow.objects.filter(case=case, kind="comfort-asked").order_by("seq")
        return [f"{row.at:%a %H:%M}" for row in rows]


def test_asked_a_business_day_after_the_answer_reminded_a_day_later_and_then_no_more(cast, case):
    seq = escalates(cast.ana, case, 1, at="Mon 10:00", asks=Asks.VIDEO)
    assert asked(cast, "Tue 09:59") == 0  # not before it is answered
    answers(cast.eve, case, seq, at="Tue 10:00")
    assert [asked(cast, at) for at in ("Wed 09:59", "Wed 10:00", "Wed 10:01")] == [0, 1, 0]
    assert [asked(cast, at) for at in ("Thu 09:59", "Thu 10:30", "Fri 16:00")] == [0, 1, 0]
    assert questions(case) == ["Wed 10:00", "Thu 10:30"]


def test_not_yet_is_asked_again_a_day_later_and_comfortable_never(cast, case):
    seq = escalates(cast.ana, case, 1, at="Mon 10:00", asks=Asks.VIDEO)
    answers(cast.eve, case, seq, at="Mon 10:30")
    assert asked(cast, "Tue 10:30") == 1
    is_comfortable(cast.ana, case, seq, at="Tue 12:00", comfortable=False)
    assert [asked(cast, at) for at in ("Wed 11:59", "Wed 12:00")] == [0, 1]
    is_comfortable(cast.ana, case, seq, at="Wed 12:30")
    assert asked(cast, "Fri 16:00") == 0


def test_the_contact_has_the_question_by_mail_and_not_once_they_have_answered(cast, case, tmp_path, settings):
    settings.SITE_URL = "https://desk.example"
    seq = escalates(cast.ana, case, 1, at="Mon 10:00", asks=Asks.VIDEO)
    answers(cast.eve, case, seq, at="Mon 10:30")
    asked(cast, "Tue 10:30")
    asked(cast, "Wed 10:30")
    with at_work():
        first, second = Alert.objects.filter(kind="comfort-asked").order_by("at")
    with standing_sink(tmp_path, settings) as mailbox:
        works(first)
        is_comfortable(cast.ana, case, seq, at="Wed 11:00")
        works(second)
    [entry] = mailbox.entries()
    assert entry.recipients == ("ana@example.com",)
    assert entry.subject == f"{case.number}: are you comfortable with the progress?"
    assert text_of(mailbox.letter(entry.name)).endswith(f"https://desk.example/cases/{case.number}#ladder\n")
    assert delivery_of(second).problem == "the customer has answered, or the escalation is settled"
