"""O8.5: the customer of an answered escalation is asked, reminded once, and by mail; nobody is asked for nothing."""

from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction

from sundial.commands.comforting import ask_who_is_due
from sundial.commands.escalation_ground import StillWaiting
from sundial.commands.verify import Proof, verify
from sundial.models import CLOCKWORK, Alert, Escalation, FactRow, Organization, Person, viewing
from sundial.outside.mailbox import text_of
from sundial.protocol.facts import Asks
from tests.climbing_story import answers, escalates, is_comfortable, rungs, settles
from tests.database import as_role
from tests.posting import at_work, delivery_of, standing_sink, works
from tests.story import contact, kept


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
    assert text_of(mailbox.letter(entry.name)).endswith(
        f"https://desk.example/cases/{case.number}/escalations/1/comfort\n"
    )
    assert delivery_of(second).problem == "the customer has answered, or the escalation is settled"


def test_the_letter_of_a_restricted_customer_is_a_number_and_the_way_to_the_question_about_that_rung(
    cast, tmp_path, settings
):
    """O2.7."""
    settings.SITE_URL = "https://desk.example"
    rita = cast.restricted("emea")
    hidden = cast.open_case(plan="platinum", severity=3, by=rita, at="Mon 2026-03-02 09:00")
    first = escalates(rita, hidden, 1, at="Mon 09:10", asks=Asks.VIDEO)
    is_comfortable(rita, hidden, first, at="Mon 09:20")
    second = escalates(rita, hidden, 1, at="Mon 10:00", asks=Asks.VIDEO)
    answers(cast.eve, hidden, second, at="Mon 10:30")
    assert asked(cast, "Tue 10:30") == 1
    with at_work():
        alert = Alert.objects.get(kind="comfort-asked")
    with standing_sink(tmp_path, settings) as mailbox:
        works(alert)
    [entry] = mailbox.entries()
    assert entry.subject == hidden.number
    link = f"https://desk.example/cases/{hidden.number}/escalations/2/comfort"
    assert text_of(mailbox.letter(entry.name)) == f"Please look at case {hidden.number}.\n\n{link}\n"


def test_a_contact_who_is_gone_is_not_asked_no_silence_counts_and_the_point_person_hears_once(cast, case):
    seq = escalates(cast.ana, case, 1, at="Mon 10:00", asks=Asks.VIDEO)
    answers(cast.eve, case, seq, at="Mon 10:30")
    with at_work():
        Person.objects.filter(pk=cast.ana.person.pk).update(is_active=False)
        for at in ("Tue 10:30", "Tue 10:31", "Wed 10:31", "Wed 12:32"):
            assert ask_who_is_due(cast.at(at)) == 0
        heard = Alert.objects.filter(case=case, text="nobody could be asked whether they are comfortable")
        assert [one.person.name for one in heard] == ["Eve"]
        notes = FactRow.objects.filter(case=case, kind="messaged", text__contains="Ana was not asked", public=False)
        assert notes.count() == 1
    with pytest.raises(StillWaiting):
        settles(cast.eve, case, seq, at="Wed 12:40")


def test_another_contact_is_asked_instead_of_one_who_is_gone_from_the_beginning_and_on_their_own_way(cast, case):
    """Who leaves after they were asked was not silent: nobody decides before somebody who is there was reminded."""
    with at_work():
        bea, zoe = (cast._contact(name, cast.acme) for name in ("Bea", "Zoe"))
        other = kept(contact("Cyd", Organization.objects.create(name="Other", home_region="emea"), cast.at))
    seq = escalates(cast.ana, case, 1, at="Mon 10:00", asks=Asks.VIDEO)
    answers(cast.eve, case, seq, at="Mon 10:30")
    assert [asked(cast, "Tue 10:30"), asked(cast, "Wed 10:30")] == [1, 1]
    zoe.writes(case, at="Wed 11:00", text="I am her colleague.")
    cast.leaves(cast.ana)
    with pytest.raises(StillWaiting):
        settles(cast.eve, case, seq, at="Wed 12:00")
    assert [asked(cast, at) for at in ("Wed 12:01", "Wed 12:02", "Thu 12:00", "Thu 12:01", "Fri 12:01")] == [
        1,
        0,
        0,
        1,
        0,
    ]
    with at_work():
        heard = Alert.objects.filter(case=case, kind="comfort-asked").order_by("at")
        assert [one.person.name for one in heard] == ["Ana", "Ana", "Zoe", "Zoe"]
        notes = FactRow.objects.filter(
            case=case, text__contains="Zoe is asked whether they are comfortable: Ana cannot"
        )
        assert notes.count() == 1
        assert list(verify(Proof())) == []
        question = heard.last()
        question.pk, question.person, question.seq = uuid4(), other.person, 99
        with pytest.raises(DatabaseError), transaction.atomic():  # row security, by itself: a stranger is never asked
            question.save(force_insert=True)
    assert bea.sees(case)
    settles(cast.eve, case, seq, at="Fri 12:02")
    assert rungs(case) == []


def test_a_case_that_cannot_be_asked_waits_longer_each_time_and_lets_the_others_go_first(cast, case, caplog):
    other = cast.open_case(plan="platinum", severity=3, at="Mon 09:10")
    for one, at in ((case, "Mon 10:00"), (other, "Mon 10:30")):
        answers(cast.eve, one, escalates(cast.ana, one, 1, at=at, asks=Asks.VIDEO), at="Mon 10:40")
    with at_work():
        Escalation.objects.filter(case=case).update(asks_at=cast.at("Tue 10:00"), seq=99)  # a row that lies
        looks = [ask_who_is_due(cast.at(at), at_most=1) for at in ("Tue 10:40", "Tue 10:40", "Tue 10:41", "Tue 10:42")]
    assert looks == [0, 1, 0, 0]
    failed = [entry.args[0] for entry in caplog.records if "could not be asked" in entry.message]
    assert failed == [case.pk, case.pk]  # and not once more after a minute
