"""O2.3, O2.7: what waits on the board, what needs somebody now, and the wall screen: all of it within the wall."""

import re
from datetime import timedelta

import pytest

from sundial.commands.rota import add_shift
from sundial.models import database_now, viewing
from sundial.models.presence import say_presence
from sundial.protocol.presence import Said
from sundial.protocol.rota import Duty
from sundial.web.desk import board_needs
from tests.browsing import lately, signed_in, words
from tests.handing import offers

HOUR = timedelta(hours=1)


@pytest.fixture
def story(cast):
    """Eve offers a case of Acme's to the Americas, and one of EMEA's own customer to Ned; both customers wait."""
    story = lately(cast)
    story.amy.at = story.max.at = story.at
    case = story.open_case(plan="gold", severity=1, at=130, subject="Uploads fail")
    rita = story.restricted("emea")
    rita.at = story.at
    secret = story.open_case(by=rita, plan="platinum", severity=1, at=90, subject="CANARY")
    for one, to, due in ((case, "americas", -30), (secret, story.ned, -25)):
        story.eve.takes(one, at=20)
        offers(story.eve, one, at=10, to=to, due=due, text="Packet")
    return story


def page(player, path="/desk/board"):
    return words(signed_in(player.person).get(path))


def test_the_board_lists_what_waits_with_who_gives_it_to_whom(story):
    said = page(story.dan)
    assert re.search(r"Handovers waiting .*CANARY Secret Eve to Ned by .*Uploads fail Acme Eve to Americas by ", said)


def test_outside_the_wall_there_is_neither_a_row_nor_a_count(story):
    said = page(story.amy)
    assert "CANARY" not in said
    assert "Uploads fail Acme Eve to Americas" in said
    assert "1 handover to accept" in said
    assert "And" not in said.partition("Handovers waiting")[2]


def test_what_nobody_accepted_in_time_is_marked(story):
    assert "alarmed" not in page(story.dan)
    case = story.open_case(plan="gold", severity=4, at=60, subject="Old one")
    story.eve.takes(case, at=59)
    offers(story.eve, case, at=50, due=5)
    assert "1 alarmed" in page(story.dan)


def test_what_needs_a_manager_is_of_their_region_late_before_soon(story):
    said = page(story.dan).partition("Handovers waiting")[0]
    assert re.search(r"Needs you now EMEA 1 late", said)  # a platinum answer is owed within an hour
    assert "CANARY" in said
    assert "Needs you now" in page(story.max)  # a handover
    assert not re.search(r"\blate\b", page(story.max).partition("Handovers waiting")[0])


def test_an_hour_for_which_nobody_is_planned_is_told(story):
    now = database_now()
    with viewing(story.dan.person):
        add_shift(story.eve.person, ("emea", Duty.SHIFT), now, now + HOUR, by=story.dan.person, now=now)
    assert re.search(r"1 shift without people .*Nobody at all is on shift or on call", page(story.dan))


def test_a_wall_screen_says_the_same_whoever_has_signed_in_and_names_no_case(story):
    inside, outside = (page(one, "/desk/board/screen") for one in (story.dan, story.amy))
    assert inside == outside
    assert "1 EMEA to Americas" in inside
    for word in ("CANARY", "Secret", "Acme", "Uploads", "SD-", "Packet"):
        assert word not in inside
    assert "CANARY" in page(story.dan), "there was something to hide"


def test_a_wall_screen_says_who_of_those_on_shift_is_there(story):
    now = database_now()
    with viewing(story.dan.person):
        add_shift(story.ned.person, ("emea", Duty.SHIFT), now, now + HOUR, by=story.dan.person, now=now)
    assert re.search(r"Ned\s+, not seen at the desk", page(story.dan, "/desk/board/screen"))
    with viewing(story.ned.person):
        say_presence(story.ned.person.pk, Said.BUSY, database_now())
    assert re.search(r"Ned\s+busy", page(story.dan, "/desk/board/screen"))


def test_a_wall_screen_is_dark_unless_somebody_chose_light(story):
    client = signed_in(story.eve.person)
    assert 'data-theme="dark"' in client.get("/desk/board/screen").content.decode()
    client.cookies["theme"] = "light"
    assert 'data-theme="light"' in client.get("/desk/board/screen").content.decode()


def test_what_is_offered_to_somebody_is_the_same_chosen_out_of_all_that_wait_or_asked_for(story, monkeypatch):
    def offered():
        readers = (story.ned, story.dan, story.amy, story.eve)
        return [re.findall(r"\d+ handovers? to accept", page(one)) for one in readers]

    chosen = offered()
    monkeypatch.setattr(board_needs, "LISTED", 1)
    assert chosen == offered() == [["1 handover to accept"]] * 3 + [[]]
