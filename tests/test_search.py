"""The search finds the words of cases for those who may see them, and touches nothing else (O2.7, P14)."""

import pytest
from django.db import Error, transaction

from sundial.models import CLOCKWORK, Case, Organization, viewing
from sundial.models.search import search
from tests.database import as_role, run
from tests.walling import asks, closes, restrictable

MOMENT = "Mon 2026-03-02 09:00"
FINDS = (
    "uploads", "UPLO", "fail uploads", "munchen", "MÜNCHEN-2", "acme", "acme proxy", "cafe", "err_17", "err 17",
    "5.8.1", "/var/log/scanner.log", "scanner.log", '"send var log"', "gateway mis", '"gateway is"',
    "uploads -quarantine", "- uploads", "uploads,fail", '"uploads fail',
)  # fmt: skip
FINDS_NOTHING = (
    "ploads", "uploads quarantine", '"fail uploads"', '"uplo"', "uploads -fail", "uploads gateway", "-uploads",
    "x uploads",
)  # fmt: skip
LONG = "㌀" * 136  # a sign that stands for five, so that the word is longer than PostgreSQL takes
TYPED = ("", " ", "\0", '"', '""', "-", "--", "!&|()<->:*", "'; --", "\\", "a" * 5000, "%_", "':*", "🙂", '- -"', LONG)


def found(player, words, of_customer=None):
    with viewing(player.person):
        return [hit.case for hit in search(words, of_customer)]


@pytest.fixture
def case(cast):
    """Ana's case, with an answer and a note."""
    case = cast.opens(cast.ana, at=MOMENT, subject="Uploads fail on München-2", text="The café proxy says ERR_17.")
    cast.eve.replies(case, at="Mon 09:10", text="Please send /var/log/scanner.log of version 5.8.1.")
    cast.eve.notes(case, at="Mon 09:20", text="Their gateway is misconfigured again.")
    return case


def test_a_case_is_found_by_what_stands_on_it_and_by_each_of_its_texts(cast, case):
    assert [words for words in FINDS if found(cast.eve, words) != [case.pk]] == []


def test_what_is_not_there_is_not_found_and_nothing_that_is_typed_is_wrong(cast, case):
    assert [words for words in (*FINDS_NOTHING, *TYPED) if found(cast.eve, words)] == []
    with viewing(cast.amy.person):
        for words in TYPED:
            run("SELECT * FROM sundial_search(%s)", [words.replace("\0", "")])


MARKS = "#%&+-./:<=>?@_~"


def test_a_mark_that_would_join_words_is_read_as_a_space_and_nothing_else_is(cast):
    letters = "FROM (SELECT chr(n) AS c FROM generate_series(33, 126) n) one"
    with as_role("postgres"):
        spaces = run(f"SELECT string_agg(c, '' ORDER BY c COLLATE \"C\") {letters} WHERE sundial_folded(c) = ' '")
        assert spaces == [(MARKS,)]
        assert run(f"SELECT count(*) {letters} WHERE sundial_folded(c) = c") == [(94 - len(MARKS),)]
        read = "SELECT sundial_folded(%s), sundial_folded(NULL)"
        assert run(read, ["«Zürich»: a,b's @ 5.8.1–2"]) == [(" Zurich   a,b's   5 8 1 2", None)]


def test_its_number_and_its_product_find_it_and_follow_what_triage_corrects(cast, case):
    assert found(cast.eve, case.number) == found(cast.eve, case.number.lower().replace("-", " ")) == [case.pk]
    with viewing(cast.eve.person):
        Case.objects.filter(pk=case.pk).update(product="Kiosk 4")
    assert found(cast.eve, "kiosk acme uploads") == [case.pk]
    with viewing(cast.eve.person):
        Case.objects.filter(pk=case.pk).update(product="Gateway")
    assert found(cast.eve, "kiosk") == []


def test_a_customer_who_has_another_name_is_found_by_it_on_every_text(cast, case):
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        Organization.objects.filter(pk=cast.acme.pk).update(name="Umbrella")
    assert found(cast.eve, "umbrella proxy") == found(cast.eve, "umbrella uploads") == [case.pk]
    assert found(cast.eve, "acme") == []


def test_the_best_comes_first_and_then_the_newest(cast, case):
    older, newer = (cast.opens(cast.ana, at=f"Mon 09:{n}", subject="Other", text="The proxy.") for n in (30, 40))
    titled = cast.opens(cast.ana, at="Mon 09:25", subject="Proxy", text="-")
    assert found(cast.eve, "proxy") == [titled.pk, newer.pk, older.pk, case.pk]


def test_a_hit_names_the_text_by_which_it_was_found(cast, case):
    with viewing(cast.eve.person):
        assert [search(words)[0].seq for words in ("uploads", "proxy", "scanner", "gateway")] == [0, *seqs(case)]


def seqs(case):
    return [seq for (seq,) in run("SELECT seq FROM fact WHERE case_id = %s AND text <> '' ORDER BY seq", [case.pk])]


def test_of_one_customer_alone_nothing_of_another_is_found(cast, case):
    rita = cast.restricted("emea")
    other = cast.opens(rita, at=MOMENT, subject="Uploads too")
    assert set(found(cast.eve, "uploads")) == {case.pk, other.pk}
    assert found(cast.eve, "uploads", rita.person.organization_id) == [other.pk]
    assert found(cast.amy, "uploads", rita.person.organization_id) == []


def test_outside_the_wall_nothing_is_found_and_a_customer_finds_their_own_and_no_note(cast, acme, rita, secret):
    words = ("canary", "secret", '"CANARY-TEXT"', secret.number, "secret -nothing")
    assert [found(who, one) for who in (cast.amy, cast.max) for one in words[1:]] == [[]] * 8
    assert found(cast.amy, "canary") == [acme.pk]  # the note of a case that everybody may see
    assert found(cast.ned, "canary") == [secret.pk, acme.pk]
    assert found(rita, "canary") == [secret.pk]
    assert found(cast.ana, "canary") == found(cast.ana, "secret") == []
    assert found(cast.ana, "acme") == [acme.pk]


@pytest.mark.parametrize("viewer", ["", "clockwork", "door:eve@example.com", "00000000-0000-0000-0000-000000000000"])
def test_whoever_is_nobody_finds_nothing(viewer, cast, acme, secret):
    with viewing(viewer):
        assert search("canary") == search("acme") == ()


def test_what_one_finds_follows_the_wall_and_the_people_from_the_next_statement_on(cast, tick):
    customer = restrictable(cast)
    case = cast.opens(cast.ana, at=MOMENT, subject="Uploads fail", text="The proxy says 17.")
    assert found(cast.amy, "uploads") == found(cast.amy, "acme proxy") == [case.pk]
    asks(cast.dan, customer, "emea")
    closes(cast.dan, customer)
    assert found(cast.amy, "uploads") == found(cast.amy, "acme proxy") == []
    assert found(cast.ned, "uploads") == found(cast.ned, "acme proxy") == [case.pk]
    cast.moves(cast.ned, "apj")
    assert found(cast.ned, "uploads") == []
    cast.leaves(cast.eve)
    assert found(cast.eve, "uploads") == []


@pytest.mark.parametrize("role", ["sundial_web", "sundial_worker"])
def test_nobody_reads_the_words_and_only_the_web_searches(role, cast, acme):
    with as_role(role), viewing(cast.eve.person):
        for statement in ("SELECT words FROM case_words", "DELETE FROM case_words", "SET ROLE sundial_search"):
            with pytest.raises(Error, match="permission denied"), transaction.atomic():
                run(statement)
        if role == "sundial_worker":
            with pytest.raises(Error, match="permission denied"), transaction.atomic():
                search("acme")


def test_what_is_kept_is_what_stands_there_and_a_text_that_is_erased_is_gone(cast, acme, secret):
    with as_role("postgres"):
        kept = "SELECT case_id, seq, organization_id, regions, public, at, strip(words) FROM "
        assert sorted(run(f"{kept} case_words")) == sorted(run(f"{kept} sundial_words_to_keep()"))
        run("SET CONSTRAINTS ALL IMMEDIATE")
        run("SET LOCAL session_replication_role = replica")  # a fact is kept as it is: nobody else could
        run("ALTER TABLE fact ENABLE ALWAYS TRIGGER words_anew")
        run("UPDATE fact SET text = '' WHERE text = 'CANARY-NOTE'")
        run("SET LOCAL session_replication_role = origin")
    assert found(cast.eve, '"canary note"') == []


@pytest.mark.parametrize(
    "weaker", [("array['', region]", "array['', 'emea']"), ("and (w.regions = '{}' or region = any (w.regions))", "")]
)
def test_the_key_under_which_a_word_stands_and_the_test_beside_it_each_hold_alone(weaker, cast, secret):
    with as_role("postgres"):
        ((written,),) = run("SELECT pg_get_functiondef('sundial_search(text, uuid)'::regprocedure)")
        assert weaker[0] in written
        run(written.replace(*weaker))
    assert found(cast.amy, "canary") == found(cast.amy, "secret") == []
    assert found(cast.ned, "canary") == [secret.pk]
