"""What a search of the desk shows: why each case was found, in words that one may see, and what was looked at."""

import pytest

from sundial.models import Case, viewing
from sundial.models.search import search
from sundial.web.access import inside, wall_of
from sundial.web.desk import found
from sundial.web.excerpt import LONG, excerpt, looked_for
from tests.browsing import signed_in
from tests.desk.pages import MOMENT, page, subjects


@pytest.mark.parametrize(
    ("words", "text", "shown"),
    [
        ("proxy", "The  proxy\nsays 17.", "The <mark>proxy</mark> says 17."),
        ("prox", "The Proxys say 17.", "The <mark>Proxys</mark> say 17."),
        ('"prox"', "The proxy says 17.", ""),
        ("cafe munchen", "Das Café in München.", "Das <mark>Café</mark> in <mark>München</mark>."),
        ("17 -proxy", "The proxy says 17.", "The proxy says <mark>17</mark>."),
        ("err_17", "It says ERR_17.", "It says <mark>ERR</mark>_<mark>17</mark>."),
        ("b", "<b>bold</b> & b", "&lt;<mark>b</mark>&gt;bold&lt;/<mark>b</mark>&gt; &amp; <mark>b</mark>"),
        ("", "The proxy says 17.", ""),
        ("-", "The proxy says 17.", ""),
    ],
)
def test_a_text_is_shown_around_the_words_that_were_looked_for(words, text, shown):
    assert excerpt(text, looked_for(words)) == shown


def test_of_a_long_text_a_line_is_shown_that_begins_shortly_before_the_first_of_them():
    line = excerpt(f"{'before ' * 40}the proxy {'after ' * 40}", looked_for("proxy"))

    assert line.startswith("…before before before the <mark>proxy</mark> after")
    assert line.endswith("after…")
    assert len(line) < LONG + len("<mark></mark>") + 3


def test_a_case_that_a_message_or_a_note_has_found_shows_the_line(cast, case, eve):
    cast.eve.replies(case, at="Mon 09:10", text="The <i>proxy</i> refuses it.")
    cast.eve.notes(case, at="Mon 09:20", text="Their gateway is old.")

    assert 'class="hit cut">The &lt;i&gt;<mark>proxy</mark>&lt;/i&gt; refuses it.<' in page(eve, "/desk/?q=proxy")
    assert 'class="hit cut">Note: Their <mark>gateway</mark> is old.<' in page(eve, "/desk/?q=gatew")
    assert 'class="hit' not in page(eve, "/desk/?q=uploads")


def test_facets_narrow_what_was_found_and_an_empty_search_says_what_was_looked_at(cast, case, eve):
    nothing = page(eve, "/desk/?q=quarantine")

    assert len(subjects(page(eve, "/desk/?q=uploads&region=emea"))) == 1
    assert "Nothing here has severity 4." in page(eve, "/desk/?q=uploads&severity=4")
    assert "Nothing that you can see matches." in nothing
    assert "each of their messages and notes" in nothing


def test_the_best_match_comes_first_on_every_page(cast, eve):
    for _ in range(50):
        cast.opens(cast.ana, at=MOMENT, subject="Uploads fail")
    cast.opens(cast.ana, at="Mon 2026-03-02 08:00", subject="Gateway", text="Uploads of it fail.")
    first, second = page(eve, "/desk/?q=uploads"), page(eve, "/desk/?q=uploads&page=2")

    assert (set(subjects(first)), subjects(second)) == ({"Uploads fail"}, ["Gateway"])


def test_somebody_outside_reads_the_page_for_words_that_nobody_ever_wrote(cast):
    cast.opens(cast.restricted("emea"), at=MOMENT, subject="Canary", text="The canary sings.")
    amy = signed_in(cast.amy.person)

    there, never = (page(amy, f"/desk/?q={words}") for words in ("canary", "xanary"))
    assert len(there) == len(never)
    assert "Nothing that you can see matches." in there


def test_what_is_found_is_shown_in_one_order_whether_it_fills_the_page_or_not(cast, case):
    case = cast.open_case(at="Mon 09:05", subject="Uploads, uploads")
    cast.opens(cast.restricted("emea"), at="Mon 09:06", subject="Uploads of theirs")
    with viewing(cast.amy.person):
        hits, cases = search("uploads"), Case.objects.filter(inside(wall_of(cast.amy.person)))
        every = found.shown(cases, hits, slice(0, 50))
        assert [found.shown(cases, hits, slice(at, at + 1)) for at in range(3)] == [[every[0]], [every[1]], []]
    assert [one[0] for one in every] == [hit.case for hit in hits]
    assert case.pk in {one[0] for one in every}
