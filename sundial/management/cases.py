"""A case by its number, as a person types it on the command line."""

from django.core.management.base import CommandError

from sundial.models import Case
from sundial.protocol.number import normalise


def case_named(text: str) -> Case:
    """Return the case that a number names, however it is spelled; what the viewer may not see does not exist."""
    cases = Case.objects.select_related("organization", "contact", "owner")
    case = cases.filter(number=normalise(text) or "").first()
    if case is None:
        raise CommandError(f"There is no case {text}.")
    return case
