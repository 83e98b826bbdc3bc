"""What is not merged, and what a merged case refuses: each in one sentence, and nothing half done (O6.10)."""

import pytest

from sundial.commands.errors import CaseClosed, NotStaff
from sundial.commands.grounds import CaseMerged
from sundial.commands.merging import CannotMerge
from sundial.commands.verify import Proof, verify
from sundial.models import CLOCKWORK, Case, viewing
from tests.database import as_role
from tests.related import NINE, divides, joins, kinds


@pytest.mark.parametrize("verb", ["takes", "resolves", "reopens", "closes"])
def test_what_is_done_to_a_merged_case_is_refused_with_the_number_of_the_survivor(verb, cast):
    old, new = cast.open_case(plan="gold", at=NINE), cast.opens(cast.ana, at=NINE)
    joins(cast.eve, old, new, "Mon 09:10")
    with pytest.raises(CaseMerged, match=f"goes on as {new.number}. Do it there."):
        getattr(cast.eve, verb)(old, at="Mon 09:20")


def test_a_resolved_case_can_be_merged_and_a_case_that_ended_takes_none_over(cast):
    old, new = cast.open_case(plan="gold", at=NINE), cast.opens(cast.ana, at=NINE)
    for case in (old, new):
        cast.eve.replies(case, at="Mon 09:05")
    cast.eve.resolves(old, at="Mon 09:10")
    with pytest.raises(CannotMerge, match=f"{old.number} is resolved. Reopen it first."):
        joins(cast.eve, new, old, "Mon 09:20")
    joins(cast.eve, old, new, "Mon 09:20")
    third = cast.opens(cast.ana, at="Mon 09:30")
    with pytest.raises(CannotMerge, match=f"goes on as {new.number}. Merge into that one."):
        joins(cast.eve, third, old, "Mon 09:40")
    with pytest.raises(CaseMerged):
        joins(cast.eve, old, third, "Mon 09:40")
    cast.eve.closes(new, at="Mon 09:50")
    with pytest.raises(CannotMerge, match="closed and takes nothing more"):
        joins(cast.eve, third, new, "Mon 10:00")
    with pytest.raises(CaseClosed):
        joins(cast.eve, new, third, "Mon 10:00")


def test_a_case_goes_on_neither_as_itself_nor_as_another_customers(cast):
    case = cast.open_case(plan="gold", at=NINE)
    stranger = cast.opens(cast.restricted("emea"), at=NINE)
    with pytest.raises(CannotMerge, match="into itself"):
        joins(cast.eve, case, case, "Mon 09:10")
    for one, other in ((case, stranger), (stranger, case)):
        with pytest.raises(CannotMerge, match="two customers"):
            joins(cast.eve, one, other, "Mon 09:10")
    assert kinds(case) == ["opened"]


def test_a_case_behind_the_wall_is_a_case_that_never_was(cast):
    case, hidden = cast.open_case(plan="gold", at=NINE), cast.opens(cast.restricted("emea"), at=NINE)
    for one, other in ((case, hidden), (hidden, case)):
        with pytest.raises(Case.DoesNotExist):
            joins(cast.amy, one, other, "Mon 09:10")


@pytest.mark.parametrize("newer_goes_on", [True, False])
def test_cases_from_before_and_after_a_wall_stand_behind_it_together_and_go_on_as_one(cast, newer_goes_on):
    before = cast.open_case(plan="gold", at=NINE)
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        cast.acme.regions = ["emea"]
        cast.acme.save()
    after = cast.opens(cast.ana, at=NINE)
    old, new = (before, after) if newer_goes_on else (after, before)
    joins(cast.eve, old, new, "Mon 09:10")

    with as_role("sundial_worker"), viewing(CLOCKWORK):
        assert {tuple(case.regions) for case in Case.objects.filter(pk__in=[old.pk, new.pk])} == {("emea",)}
        assert list(verify(Proof())) == []
    with pytest.raises(Case.DoesNotExist):
        cast.amy.notes(new, at="Mon 09:20")


def test_only_the_staff_merge_and_split(cast):
    one, other = cast.open_case(plan="gold", at=NINE), cast.opens(cast.ana, at=NINE)
    with pytest.raises(NotStaff):
        joins(cast.ana, one, other, "Mon 09:10")
    with pytest.raises(NotStaff):
        divides(cast.ana, one, 1, "Mon 09:10")
