"""Break-glass on its pages: what stands on the case, who is told, what is typed wrong, and one press for each step."""

import re

import pytest

from sundial.commands.glass import GlassRefused
from sundial.jobs.glass import tell_glass
from sundial.models import CLOCKWORK, Alert, GlassAnswer, GlassEnd, GlassLook, GlassRequest, viewing
from sundial.protocol.number import number_of
from tests.browsing import sent, signed_in, words
from tests.database import as_role
from tests.glazing import WHY, asks, lets, of_rita, page


@pytest.fixture
def hidden(cast):
    return of_rita(cast)


def test_it_stands_on_the_case_for_those_inside_and_for_its_customer(cast, hidden):
    lets(cast.dan, asks(cast.amy, hidden.number))
    page(cast.amy, hidden)
    page(cast.amy, hidden)
    eve, rita = signed_in(cast.eve.person), signed_in(cast.rita.person)
    inside, theirs = words(eve.get(f"/desk/cases/{hidden.number}")), words(rita.get(f"/cases/{hidden.number}"))

    assert "Break-glass: Amy of Americas may read this case until" in inside
    assert "let in by Dan ; opened it 2 times" in inside or "let in by Dan; opened it 2 times" in inside
    assert "Read from outside your regions Amy" in theirs
    assert WHY not in theirs
    with viewing(cast.max.person):
        assert [one.objects.count() for one in (GlassRequest, GlassAnswer, GlassEnd, GlassLook)] == [0, 0, 0, 0]


def test_the_managers_inside_are_told_once_and_nobody_outside(cast, hidden):
    asked = asks(cast.amy, hidden.number)
    with as_role("sundial_worker"):
        for _ in range(2):
            tell_glass(str(asked.pk))
        with viewing(CLOCKWORK):
            alerts = Alert.objects.filter(kind="glass-asked").values_list("person__name", flat=True)
            assert list(alerts) == ["Dan"]


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"number": "SD-7K3M-92A"}, "That is no case number"),
        ({"reason": " "}, "Say why"),
        ({"reason": "a\0b"}, "a character in it that cannot be kept"),
        ({"minutes": "4"}, "for how many minutes: 5 to 240"),
        ({"minutes": "241"}, "for how many minutes: 5 to 240"),
        ({"minutes": "soon"}, "for how many minutes: 5 to 240"),
    ],
)
def test_what_is_typed_wrong_is_said_by_its_field_and_nothing_typed_is_lost(cast, typed, says):
    fields = {"number": number_of(7), "reason": WHY, "minutes": "60"} | typed
    answer = signed_in(cast.amy.person).post("/desk/glass", sent(step="ask", **fields))
    html = answer.content.decode()

    assert (answer.status_code, says in html) == (422, True)
    assert all(f'value="{fields[name]}"' in html for name in ("number", "minutes"))
    assert fields["reason"].strip() in html


def test_nobody_asks_without_end_and_no_contact_asks(cast):
    for _ in range(5):
        asks(cast.amy, number_of(7))
    with pytest.raises(GlassRefused, match="5 times within an hour"):
        asks(cast.amy, number_of(8))
    assert signed_in(cast.ana.person).get("/desk/glass").status_code == 404


def test_on_the_page_a_manager_lets_in_turns_down_and_ends(cast, hidden):
    first, second = asks(cast.amy, hidden.number), asks(cast.max, hidden.number)
    dan = signed_in(cast.dan.person)
    assert "They ask to read 2" in words(dan.get("/desk/glass"))
    assert dan.post("/desk/glass", sent(step="let-in", named=first.pk, minutes="10")).status_code == 302
    assert dan.post("/desk/glass", sent(step="turn-down", named=second.pk)).status_code == 302
    html = words(dan.get("/desk/glass"))
    assert "They ask to read" not in html
    assert "Reading now Amy" in html
    assert "They ask" not in words(signed_in(cast.eve.person).get("/desk/glass"))
    with viewing(cast.dan.person):
        answer = GlassAnswer.objects.get(until__isnull=False)
    assert dan.post("/desk/glass", sent(step="end", named=answer.pk)).status_code == 302
    assert page(cast.amy, hidden).status_code == 404
    assert dan.post("/desk/glass", sent(step="let-in", named=hidden.pk, minutes="10")).status_code == 422


def test_minutes_that_a_manager_types_wrong_stay_in_their_own_form(cast, hidden):
    asked = [asks(one, hidden.number) for one in (cast.amy, cast.max)]
    answer = signed_in(cast.dan.person).post("/desk/glass", sent(step="let-in", named=str(asked[0].pk), minutes="777"))
    shown = [re.search(rf'id="minutes-{one.pk}"[^>]*value="(\d+)"([^>]*)', answer.content.decode()) for one in asked]

    assert answer.status_code == 422
    assert [one[1] for one in shown] == ["777", "60"]
    assert ["aria-invalid" in one[2] for one in shown] == [True, False]
