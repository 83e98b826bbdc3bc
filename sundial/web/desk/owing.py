"""What other groups owe on the cases that somebody may see, and how much of it is late (O2.7, O8.7)."""

from datetime import datetime

from django.db.models import Count, Q, QuerySet

from sundial.models import Person, ResourceRequest
from sundial.web.access import inside, wall_of

ALL = "all"


def open_requests(person: Person) -> QuerySet[ResourceRequest]:
    """Return what was asked and not answered, inside the wall."""
    return ResourceRequest.objects.filter(inside(wall_of(person), "case__"))


def of_group(rows: QuerySet[ResourceRequest], group: str) -> QuerySet[ResourceRequest]:
    """Keep what one group owes; ALL keeps everything."""
    return rows if group == ALL else rows.filter(group=group)


def counted(person: Person, now: datetime) -> tuple[int, int]:
    """Count what somebody's own group owes, all groups where they are in none; and how much of it is late."""
    rows = of_group(open_requests(person), person.group or ALL)
    found = rows.aggregate(owed=Count("pk"), late=Count("pk", filter=Q(due_at__lt=now)))
    return found["owed"], found["late"]
