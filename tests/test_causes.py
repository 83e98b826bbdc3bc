"""O12.3: why customers had to ask for more, read off the histories: on the desk and with `sundial causes`; O2.7."""

import csv
import io
import re
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command

from sundial.__main__ import ROLE_OF
from sundial.commands.causes import Span, climbs_of
from sundial.commands.record import record
from sundial.models import CLOCKWORK, database_now, viewing
from sundial.protocol.causes import Answer, Ending, figures
from sundial.protocol.cells import cell
from sundial.protocol.facts import Asks, ComfortAsked
from sundial.web.access import inside
from tests.browsing import lately, named, signed_in, words
from tests.climbing_story import answers, escalates, finds, is_comfortable, settles
from tests.database import as_role

PAGE = "/desk/escalations/causes"
FORMULA = '=HYPERLINK("http://x","y")'


@pytest.fixture(scope="module")
def first_told(first_cast):
    """Ana on rung 1 (late, not yet) and 3, comfortable, with findings; one whose silence is decided; a secret one."""
    cast = first_cast
    cast.max.at = lately(cast).at
    cast.entitle(cast.acme, "platinum")
    cast.case = cast.opens(cast.ana, at=400, severity=2, subject="Fails over")
    first = escalates(cast.ana, cast.case, 1, at=300, asks=Asks.VIDEO, text=FORMULA)
    answers(cast.eve, cast.case, first, at=200)  # within an hour it was owed
    is_comfortable(cast.ana, cast.case, first, at=180, comfortable=False, text="No plan behind it.")
    third = escalates(cast.eve, cast.case, 3, at=170)
    answers(cast.dan, cast.case, third, at=160)
    finds(cast.dan, cast.case, third, at=150, text="Nobody looked at the **log**.")
    is_comfortable(cast.ana, cast.case, third, at=140)
    quiet = cast.opens(cast.ana, at=399, severity=3, subject="Quiet")
    second = escalates(cast.eve, quiet, 2, at=130)
    answers(cast.dan, quiet, second, at=120)
    for moment in (90, 60):
        with as_role("sundial_worker"), viewing(CLOCKWORK):
            record(quiet, ComfortAsked(second), by=None, now=cast.at(moment))
    settles(cast.dan, quiet, second, at=30)
    rita = cast.restricted("emea")
    rita.at = cast.at
    cast.secret = cast.open_case(by=rita, plan="gold", severity=1, at=90, subject="CANARY")
    escalates(cast.eve, cast.secret, 4, at=50, text="CANARY-ASKED")
    return cast


@pytest.fixture
def story(again):
    return again


def page(player, query=""):
    return signed_in(player.person).get(f"{PAGE}{query}")


def test_each_rung_is_told_by_how_it_was_answered_how_it_ended_and_what_was_found(story):
    with viewing(story.dan.person):
        span = Span(story.at(1000), database_now())
        climbs, count = climbs_of(span, inside(("staff", "emea"), "case__"))
    told = [(one.cause.rung, one.cause.answer, one.cause.ending, one.cause.owes) for one in climbs]

    assert count == 4
    assert told == [
        (4, Answer.OWED, Ending.OPEN, True),
        (2, Answer.IN_TIME, Ending.SILENCE, False),
        (3, Answer.IN_TIME, Ending.COMFORTABLE, True),
        (1, Answer.LATE, Ending.COMFORTABLE, False),
    ]
    whole = figures(one.cause for one in climbs)
    assert whole.took == [timedelta(minutes=30), timedelta(minutes=160)]
    assert (whole.typical, whole.owing, whole.found) == (timedelta(minutes=95), 2, 1)
    assert [one.text for one in climbs[2].found] == ["Nobody looked at the **log**."]
    assert [one.text for one in climbs[3].not_yet] == ["No plan behind it."]


def test_a_manager_reads_the_figures_and_the_words_and_each_figure_leads_to_its_rows(story):
    answer = page(story.dan)
    said = words(answer)

    assert "4 escalations of three cases" in said
    assert re.search(r"3 A call for the Duty Manager 1 1 1 after 30 min 1 of 1", said)
    assert re.search(r"All 4 2 1 1 2 after 1 h 35 1 of 2", said)
    found = named(story.at(150), story.at(0))
    assert f"Found , Dan, {found} Nobody looked at the log ." in said
    assert "Not yet, Ana: No plan behind it." in said
    (rung_3,) = re.findall(r'href="([^"]+)">A call for the Duty Manager', answer.content.decode())
    narrowed = words(signed_in(story.dan.person).get(rung_3.replace("&amp;", "&")))
    assert "1 escalation, rung 3 alone. Show all of the span" in narrowed
    assert "Rung 3 All Late Platinum 1 1 By product" in narrowed


def test_of_a_customer_behind_a_wall_there_is_no_row_and_no_figure_outside(story):
    for query in ("", "?plan=gold", "?rung=4", "?region=emea&csv=yes"):
        answer = page(story.max, query)
        assert answer.status_code == 200
        assert "CANARY" not in answer.content.decode()
        assert "Secret" not in answer.content.decode()
    assert "3 escalations of two cases" in words(page(story.max))
    inside_it = words(page(story.dan))
    assert "CANARY-ASKED" in inside_it
    assert "Secret EMEA only" in inside_it
    assert page(story.eve).status_code == 404  # an engineer of the region: the report is for managers


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("?since=yesterday", "“yesterday” is no day: write one such as 2026-03-12."),
        ("?since=2026-03-12&until=2026-03-01", "The first day lies after the last."),
    ],
)
def test_a_day_that_cannot_be_read_is_named_and_kept(story, query, says):
    answer = page(story.dan, query)
    assert answer.status_code == 422
    assert says in words(answer)
    assert f'value="{query.partition("=")[2].partition("&")[0]}"' in answer.content.decode()


def test_a_span_in_which_nobody_asked_says_so(story):
    said = words(page(story.dan, "?since=2020-01-01&until=2020-01-31"))
    assert "Nobody had to ask for more in these days, among the customers whom you see." in said


def test_what_somebody_wrote_is_no_formula_in_a_spreadsheet(story):
    answer = page(story.dan, "?csv=yes")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [row["rung"] for row in rows] == ["4", "2", "3", "1"]
    assert rows[3]["in their words"] == f"'{FORMULA}"
    assert (rows[0]["only for"], rows[2]["hours until comfortable"]) == ("emea", "0.50")
    assert [cell(f"{sign}1") for sign in "=+-@\t"] == ["'=1", "'+1", "'-1", "'@1", "'\t1"]
    assert cell("  =1") == "'  =1"


def test_the_command_tells_all_of_it_and_writes_a_file(story, tmp_path):
    out, file = io.StringIO(), tmp_path / "causes.csv"
    with as_role(f"sundial_{ROLE_OF.get('causes', 'web')}"):
        call_command("causes", "--csv", str(file), stdout=out)
        with pytest.raises(CommandError, match="--until soon: write a day"):
            call_command("causes", "--until", "soon")
    said = out.getvalue()
    assert said.startswith("4 escalations, ")
    assert re.search(r"^3 +1 +1 +0 +0 +0 +1 +0.5 h +1 of 1$", said, re.M)
    assert f"{story.case.number}, rung 3" in said
    assert len(list(csv.reader(file.open()))) == 5
