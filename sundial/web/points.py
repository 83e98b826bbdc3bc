"""Who answers the open escalations: the point persons by name, for every door (O7.5)."""

from __future__ import annotations

from collections.abc import Iterable

from sundial.models import Person
from sundial.web.promises import Reading


def point_persons(readings: Iterable[Reading]) -> dict[str, str]:
    """Return the names of the point persons of open escalations, by id; with one query, or none where there is none."""
    people = {one.person for reading in readings for one in reading.state.escalations if one.person}
    return {str(key): person.name for key, person in Person.objects.in_bulk(people).items()} if people else {}
