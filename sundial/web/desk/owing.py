"""What other groups owe on the cases that somebody may see, and how much of it is late (O2.7, O8.7)."""

from django.db.models import QuerySet

from sundial.models import Person, ResourceRequest
from sundial.web.access import inside, wall_of

ALL = "all"


def open_requests(person: Person) -> QuerySet[ResourceRequest]:
    """Return what was asked and not answered, inside the wall."""
    return ResourceRequest.objects.filter(inside(wall_of(person), "case__"))


def of_group(rows: QuerySet[ResourceRequest], group: str) -> QuerySet[ResourceRequest]:
    """Keep what one group owes; ALL keeps everything."""
    return rows if group == ALL else rows.filter(group=group)
