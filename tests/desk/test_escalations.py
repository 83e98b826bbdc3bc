"""The escalations that are open: on the board, on their page, on the wall screen, in the queue (O8.1, O2.7)."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sundial.commands.record import record
from sundial.commands.rota import take_time_off
from sundial.models import CLOCKWORK, viewing
from sundial.protocol.facts import Asks, ComfortAsked
from sundial.web.desk import escalated
from tests.browsing import lately, named, signed_in, words
from tests.climbing_story import answers, escalates, is_comfortable, owns
from tests.database import as_role
from tests.desk.pages import page

NEEDS = re.compile(r"Needs you now.*?(?=class=\"sky\")", re.S)


@pytest.fixture
def story(cast):
    cast.max.at = lately(cast).at
    return cast


@pytest.fixture
def climbed(story):
    """Three of Ana's: on rung 1, on rungs 1 and 2 (returned), and on rung 3, answered; a secret one on rung 2."""
    story.entitle(story.acme, "platinum")
    low, mid, high = (story.opens(story.ana, at=90, severity=2, subject=name) for name in ("Low", "Mid", "High"))
    escalates(story.ana, low, 1, at=60, asks=Asks.VIDEO)
    escalates(story.ana, mid, 1, at=50, asks=Asks.VIDEO)
    second = escalates(story.ana, mid, 2, at=40)
    third = escalates(story.eve, high, 3, at=30)
    answers(story.dan, high, third, at=20)
    secret = story.open_case(by=story.restricted("emea"), at=90, subject="Hidden")
    escalates(story.eve, secret, 2, at=35)
    return mid, second


def subjects(html):
    return re.findall(r'data-row="[^"]+".*?class="cut" href="[^"]+" title="([^"]+)"', html, re.S)


def needs(client):
    found = NEEDS.search(page(client, "/desk/board"))
    return re.findall(r'href="/desk/cases/[^"]+/escalation">.*?title="([^"]+)"', found[0], re.S) if found else []


def answer_due(story, asked):
    """Return how an answer stands that is due two hours after it was asked for, so many minutes ago."""
    by = named(story.at(asked - 120), story.at(0), "%a")
    return f"Answer {by if ' ' in by else 'in 1 h'} "


def test_the_highest_rung_stands_first_each_case_once_with_whose_it_is_and_what_is_owed(story, climbed):
    dan = signed_in(story.dan.person)
    assert subjects(page(dan, "/desk/escalations")) == ["High", "Mid", "Hidden", "Low"]
    said = words(dan.get("/desk/escalations"))
    assert re.search(r"High .*?, escalated \S+.*? You Answered Comfort check ", said)
    assert re.search(rf"Mid .*?, escalated \S+.*? Nobody yet {answer_due(story, 40)}", said)
    board = page(dan, "/desk/board")
    assert subjects(board) == ["High", "Mid", "Hidden", "Low"]
    assert 'href="/desk/escalations">All 4</a>' in board
    is_comfortable(story.ana, *climbed, at=5)
    assert "Mid" not in words(dan.get("/desk/escalations"))


def test_it_says_who_is_not_comfortable_who_was_asked_and_whose_silence_was_decided(story, climbed):
    """O8.5: the state of comfort of each case, as the customer left it."""
    mid, second = climbed
    dan = signed_in(story.dan.person)
    is_comfortable(story.ana, mid, second, at=12, comfortable=False)
    said = words(dan.get("/desk/escalations"))
    assert re.search(rf"Mid [^.]*? Nobody yet {answer_due(story, 40)}[^,]*Not comfortable, ", said)
    answers(story.dan, mid, second, at=10)
    said_so = named(story.at(12), story.at(0), "%a")
    assert f"Answered Not comfortable, {said_so}; asked again " in words(dan.get("/desk/escalations"))
    for minutes in (8, 6):
        with as_role("sundial_worker"), viewing(CLOCKWORK):
            record(mid, ComfortAsked(second), by=None, now=story.at(minutes))
        if minutes == 8:
            assert re.search(r"Mid .*? Answered Asked, reminder ", words(dan.get("/desk/escalations")))
    assert re.search(r"Mid .*? Answered Asked and reminded, no word", words(dan.get("/desk/escalations")))


def test_who_is_not_comfortable_and_climbs_is_not_comfortable_on_the_next_rung_either(story):
    case = story.open_case(plan="platinum", severity=2, at=90)
    first = escalates(story.ana, case, 1, at=60, asks=Asks.VIDEO)
    answers(story.eve, case, first, at=50)
    is_comfortable(story.ana, case, first, at=40, comfortable=False)
    escalates(story.ana, case, 2, at=39)
    said = words(signed_in(story.dan.person).get("/desk/escalations"))
    assert re.search(rf"Nobody yet {answer_due(story, 39)}[^,]*Not comfortable, ", said)


def test_more_than_a_page_are_paged_counted_within_the_wall_and_needed_wherever_they_stand(story, climbed, monkeypatch):
    monkeypatch.setattr(escalated, "PER_PAGE", 2)
    dan, max_ = signed_in(story.dan.person), signed_in(story.max.person)
    pages = [page(dan, f"/desk/escalations?page={number}") for number in (1, 2, 3)]
    assert [subjects(one) for one in pages] == [["High", "Mid"], ["Hidden", "Low"], []]
    assert [len(re.findall(r'rel="(?:prev|next)"', one)) for one in pages] == [1, 1, 0]
    assert "Nothing stands on page 3." in pages[2]
    assert "4 open" in words(dan.get("/desk/escalations?page=2"))
    assert [subjects(page(max_, f"/desk/escalations?page={number}")) for number in (1, 2)] == [["High", "Mid"], ["Low"]]
    assert "3 open" in words(max_.get("/desk/escalations"))
    assert needs(dan) == ["Mid", "Hidden", "Low"]  # two of them on the second page
    for odd in ("0", "-1", "x", "9" * 30):
        assert dan.get(f"/desk/escalations?page={odd}").status_code == 200


def test_what_waits_for_an_answer_is_shown_to_who_may_give_it_and_to_the_one_who_has_it(story, climbed):
    assert needs(signed_in(story.dan.person)) == ["Mid", "Hidden", "Low"]
    assert needs(signed_in(story.eve.person)) == ["Low"]
    assert needs(signed_in(story.max.person)) == []  # Dan's region carries them
    owns(story.max, *climbed, at=10)
    assert needs(signed_in(story.max.person)) == ["Mid"]
    assert needs(signed_in(story.dan.person)) == ["Hidden", "Low"]


def test_a_deputy_is_called_for_whoever_is_away(story, climbed):
    now = story.at(25)
    with viewing(story.dan.person):
        take_time_off(
            story.dan.person, now, story.at(-60), deputy=story.ned.person, by=story.dan.person, now=story.at(25)
        )
    assert needs(signed_in(story.ned.person)) == ["Mid", "Hidden", "Low"]
    assert needs(signed_in(story.eve.person)) == ["Low"]


def test_nobody_outside_sees_it_counted_and_the_wall_screen_counts_no_restricted_customer(story, climbed):
    max_, dan = signed_in(story.max.person), signed_in(story.dan.person)
    assert subjects(page(max_, "/desk/escalations")) == ["High", "Mid", "Low"]
    assert "3 open" in words(max_.get("/desk/escalations"))
    assert re.search(r'Escalations <span class="n[^"]*">3<', page(max_, "/desk/"))
    assert re.search(r'Escalations <span class="n[^"]*">4<', page(dan, "/desk/"))
    assert "All 3" in page(max_, "/desk/board")
    for client in (dan, max_):
        said = words(client.get("/desk/board/screen"))
        assert "Escalations open 3 on the ladder, 2 to be answered" in said
        assert "Hidden" not in said


def test_the_queue_says_on_which_rung_a_case_stands(story, climbed):
    html = page(signed_in(story.eve.person), "/desk/?view=open")
    rungs = re.findall(r'title="(\w+)">\w+</a>.*?(?:class="onrung">Rung (\d)|</tr>)', html, re.S)
    assert sorted(rungs) == [("Hidden", "2"), ("High", "3"), ("Low", "1"), ("Mid", "2")]


def test_many_escalations_cost_the_board_no_further_query(story, climbed):
    dan = signed_in(story.dan.person)

    def asked():
        with CaptureQueriesContext(connection) as found:
            assert dan.get("/desk/board").status_code == 200
        return len(found)

    def more(*moments):
        for at in moments:
            escalates(story.eve, story.opens(story.ana, at=80), 3, at=at)

    few = asked()
    more(29, 28, 27, 26)
    many = asked()
    assert many <= few + 1  # what is due soon is counted, once it is more than is listed
    more(25, 24, 23, 22)
    assert asked() == many


def test_where_nothing_is_escalated_the_page_and_the_board_say_so(story):
    dan = signed_in(story.dan.person)
    assert "Nothing is escalated among the cases that you see." in words(dan.get("/desk/escalations"))
    assert "Nothing is escalated." in words(dan.get("/desk/board"))
    assert "Nothing is escalated." in words(dan.get("/desk/board/screen"))


def test_what_waits_for_somebody_is_the_same_chosen_out_of_all_or_asked_for(story, climbed, monkeypatch):
    clients = [signed_in(one.person) for one in (story.dan, story.eve, story.max, story.amy)]
    chosen = [needs(one) for one in clients]
    monkeypatch.setattr(escalated, "PER_PAGE", 1)
    assert chosen == [needs(one) for one in clients]
    assert any(chosen)
