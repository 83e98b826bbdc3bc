"""Break-glass: one person, one case, to be read, for a time, let in by a manager inside, and kept for ever (S30)."""

from contextlib import contextmanager
from datetime import timedelta
from functools import partial

import pytest
from django.db import DatabaseError, transaction

from sundial.commands.glass import GlassRefused, end_reading, let_in, turn_down
from sundial.jobs.glass import tell_glass
from sundial.models import (
    CLOCKWORK,
    Alert,
    Case,
    FactRow,
    GlassAnswer,
    GlassRequest,
    Organization,
    database_now,
    viewing,
)  # fmt: skip
from sundial.models.glass import looking_through
from sundial.protocol.number import number_of
from tests.browsing import sent, signed_in, words
from tests.database import as_role, run
from tests.glazing import WHY, asks, lets, of_rita, page


@pytest.fixture
def hidden(cast):
    return of_rita(cast)


def rows(player, case):
    """Return what somebody reads of a case by row security alone, when they look at it through the glass."""
    with viewing(player.person), looking_through(case.pk):
        return [model.objects.count() for model in (Case, FactRow, Organization)]


@contextmanager
def the_app_alone():
    with as_role("postgres"):
        yield


def test_the_wall_opens_for_that_person_and_that_case_and_nobody_else(cast, hidden):
    known = cast.open_case(at="Mon 09:20")
    nothing = [1, 1, 1]
    assert rows(cast.amy, hidden) == nothing
    lets(cast.dan, asks(cast.amy, hidden.number))

    assert rows(cast.amy, hidden) == [2, 4, 2]
    assert [rows(one, hidden) for one in (cast.max, cast.ana)] == [nothing, nothing]
    assert rows(cast.amy, known) == nothing
    with viewing(cast.amy.person):
        assert list(Case.objects.all()) == [known]  # who does not look through it, sees as before
    assert "CANARY-NOTE" in words(page(cast.amy, hidden))
    assert page(cast.max, hidden).status_code == 404


def test_it_closes_by_itself_at_the_instant_in_the_rows_and_in_the_app(cast, hidden):
    for player, left in ((cast.amy, timedelta(minutes=1)), (cast.max, timedelta(0))):
        asked = asks(player, hidden.number)
        with viewing(cast.dan.person):
            row = GlassRequest.objects.select_related("person").get(pk=asked.pk)
            let_in(row, 10, by=cast.dan.person, now=database_now() - timedelta(minutes=10) + left)

    assert (rows(cast.amy, hidden)[0], page(cast.amy, hidden).status_code) == (1, 200)
    assert (rows(cast.max, hidden)[0], page(cast.max, hidden).status_code) == (0, 404)
    with the_app_alone():
        assert [page(one, hidden).status_code for one in (cast.amy, cast.max)] == [200, 404]


def test_it_is_ended_earlier_by_who_reads_and_by_a_manager_inside_and_by_nobody_else(cast, hidden):
    for ender in (cast.amy, cast.dan):
        answer = lets(cast.dan, asks(cast.amy, hidden.number))
        for other in (cast.eve, cast.max):
            with viewing(other.person), pytest.raises(GlassRefused):
                end_reading(answer, by=other.person, now=database_now())
        with viewing(ender.person):
            end_reading(answer, by=ender.person, now=database_now())
        assert (rows(cast.amy, hidden)[0], page(cast.amy, hidden).status_code) == (0, 404)
        with viewing(ender.person), pytest.raises(GlassRefused, match="ended already"):
            end_reading(answer, by=ender.person, now=database_now())


def test_either_alone_holds_before_anybody_is_let_in(cast, hidden):
    asks(cast.amy, hidden.number)
    assert rows(cast.amy, hidden) == [0, 0, 1]  # Acme
    with the_app_alone():
        assert page(cast.amy, hidden).status_code == 404


def test_the_setting_alone_opens_nothing_and_nothing_is_written_through_it(cast, hidden):
    lets(cast.dan, asks(cast.amy, hidden.number))
    with viewing(cast.amy.person):
        run("SELECT set_config('sundial.glass', %s, true)", [str(hidden.pk)])
        assert Case.objects.count() == 0  # a transaction that could write
        run("SELECT set_config('sundial.glass', '', true)")
    for statement in ("UPDATE support_case SET severity = 4", "DELETE FROM clock", "UPDATE alert SET read_at = now()"):
        with viewing(cast.amy.person), looking_through(hidden.pk), pytest.raises(DatabaseError, match="read-only"):
            run(statement)
    with viewing(cast.amy.person):
        assert run("SELECT current_setting('transaction_read_only'), current_setting('sundial.glass')") == [("off", "")]
        new = FactRow(
            case=hidden, seq=99, by=cast.amy.person, at=database_now(), recorded_at=database_now(), public=False
        )
        with pytest.raises(DatabaseError), transaction.atomic():
            new.save(force_insert=True)
    amy = signed_in(cast.amy.person)
    assert (
        amy.post(f"/desk/cases/{hidden.number}/messages", sent(text="Hi", mode="public", seen="0")).status_code == 404
    )


def test_who_asks_is_answered_alike_whether_there_is_such_a_case_or_not(cast, hidden):
    never, amy = number_of(7), signed_in(cast.amy.person)
    answers = []
    for number in (hidden.number, never):
        answer = amy.post("/desk/glass", sent(step="ask", number=number, reason=WHY, minutes="60"))
        answers.append((answer.status_code, answer["Location"]))
    html = words(amy.get("/desk/glass"))

    assert answers[0] == answers[1] == (302, "/desk/glass")
    assert html.count("asked. If there is such a case, its managers know") == 2
    assert amy.get(f"/desk/glass/{hidden.number}").content == amy.get(f"/desk/glass/{never}").content
    with as_role("sundial_worker"):
        for one in run("SELECT id FROM glass_request") or []:
            tell_glass(str(one[0]))


def test_the_managers_inside_hear_of_each_request_and_of_each_once(cast, hidden):
    def told(request):
        with as_role("sundial_worker"):
            tell_glass(str(request.pk))
            with viewing(CLOCKWORK):
                return Alert.objects.filter(kind="glass-asked", person=cast.dan.person).count()

    first = asks(cast.amy, hidden.number)
    assert [told(first), told(first)] == [1, 1]
    with viewing(cast.dan.person):
        turn_down(GlassRequest.objects.get(pk=first.pk), by=cast.dan.person, now=database_now())
    assert [told(asks(one, hidden.number)) for one in (cast.max, cast.amy)] == [2, 3]


def test_a_refusal_is_not_told_outside_for_it_would_say_that_there_is_such_a_case(cast, hidden):
    asked = asks(cast.amy, hidden.number)
    before = words(signed_in(cast.amy.person).get("/desk/glass"))
    with viewing(cast.dan.person):
        turn_down(GlassRequest.objects.get(pk=asked.pk), by=cast.dan.person, now=database_now())

    assert words(signed_in(cast.amy.person).get("/desk/glass")) == before
    with viewing(cast.amy.person):
        assert GlassAnswer.objects.count() == 0
    with viewing(cast.dan.person), pytest.raises(GlassRefused, match="quicker"):
        lets(cast.dan, asked)


def test_only_a_manager_inside_lets_in_and_never_themselves(cast, hidden):
    asked = asks(cast.amy, hidden.number)
    for other in (cast.eve, cast.max, cast.ana, cast.rita, cast.amy):
        with viewing(other.person), pytest.raises((GlassRefused, GlassRequest.DoesNotExist)):
            lets(other, asked)
        row = partial(GlassAnswer.objects.create, request=asked, case=hidden, person=cast.amy.person, by=other.person)
        with viewing(other.person), pytest.raises(DatabaseError), transaction.atomic():
            row(at=database_now(), until=database_now() + timedelta(hours=1))
    cast.moves(cast.dan, "americas")
    mine = asks(cast.dan, hidden.number)
    cast.moves(cast.dan, "emea")
    with pytest.raises(GlassRefused):
        lets(cast.dan, mine)
    whole = {"request": mine, "case": hidden, "person": cast.dan.person, "by": cast.dan.person, "at": database_now()}
    with viewing(cast.dan.person), pytest.raises(DatabaseError), transaction.atomic():
        GlassAnswer.objects.create(**whole)


def test_nobody_is_let_in_for_another_case_for_another_person_or_for_longer_than_a_day(cast, hidden):
    other = cast.opens(cast.rita, at="Mon 10:00")
    asked, now = asks(cast.amy, hidden.number), database_now()
    whole = {"request": asked, "case": hidden, "person": cast.amy.person, "by": cast.dan.person, "at": now}
    for wrong in ({"case": other}, {"person": cast.max.person}, {"until": now + timedelta(hours=25)},
                  {"at": now + timedelta(hours=1), "until": now + timedelta(hours=2)}):  # fmt: skip
        with viewing(cast.dan.person), pytest.raises(DatabaseError), transaction.atomic():
            GlassAnswer.objects.create(**{"until": now + timedelta(hours=1)} | whole | wrong)
    for minutes in (0, 241, None):
        with pytest.raises(GlassRefused, match="for how many minutes"):
            lets(cast.dan, asked, minutes=minutes)


@pytest.mark.parametrize("table", ["glass_request", "glass_answer", "glass_end", "glass_look"])
def test_nobody_changes_or_removes_an_entry(cast, hidden, table):
    answer = lets(cast.dan, asks(cast.amy, hidden.number))
    page(cast.amy, hidden)
    with viewing(cast.amy.person):
        end_reading(answer, by=cast.amy.person, now=database_now())
    for role in ("sundial_web", "sundial_worker", "sundial_owner"):
        for statement in (f"UPDATE {table} SET at = now()", f"DELETE FROM {table}", f"TRUNCATE {table} CASCADE"):
            with as_role(role), viewing(CLOCKWORK), pytest.raises(DatabaseError), transaction.atomic():
                run(statement)
