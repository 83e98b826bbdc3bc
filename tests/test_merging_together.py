"""Several at once over committed rows: two who merge two cases into each other, and one who writes meanwhile."""

from contextlib import suppress
from datetime import timedelta

from sundial.commands.errors import Refused
from sundial.commands.merging import merge
from sundial.commands.messages import reply
from sundial.commands.verify import Proof, verify
from sundial.models import Case, FactRow, database_now
from tests.test_together import at_once


def test_of_two_who_merge_two_cases_into_each_other_one_does_and_no_word_is_lost(desk):
    pks = desk.open_cases(2, due_in=timedelta(hours=1))
    eve, ana = desk.cast.eve.person, desk.cast.ana.person

    def act(number):
        one, other = (Case.objects.select_related("organization").get(pk=pk) for pk in pks)
        if number > 1:
            return reply(one, by=ana, text=f"message {number}", now=database_now()) and None
        case, into = ((one, other), (other, one))[number]
        with suppress(Refused):
            return merge(case, into, by=eve, now=database_now()).case.number
        return None

    survivors = [number for number in at_once(4, act) if number]

    states = desk.ask(lambda: dict(Case.objects.filter(pk__in=pks).values_list("number", "state")))
    assert len(survivors) == 1
    assert sorted(states.values()) == ["merged", "new"]
    assert states[survivors[0]] == "new"
    words = desk.ask(lambda: list(FactRow.objects.filter(text__startswith="message").values_list("text", flat=True)))
    assert sorted(words) == ["message 2", "message 3"]
    assert list(verify(Proof())) == []
