"""Whether a customer's cases follow the sun, as their managers say; each word is kept, and the last holds (O2.2)."""

from collections.abc import Iterable, Mapping
from uuid import UUID, uuid4

from django.db import models

from sundial.models.written import Written
from sundial.protocol.facts import Course

Courses = Mapping[UUID, Course]


class CustomerCourse(models.Model):
    """One word on a customer: `course` ("" as the protocol says), why, by whom and when."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organization = models.ForeignKey("Organization", models.PROTECT, related_name="courses")
    course = models.CharField(max_length=8, blank=True, choices=[(str(one), str(one)) for one in Course])
    reason = models.CharField(max_length=500)
    by = models.ForeignKey("Person", models.PROTECT, db_index=False, related_name="+")
    at = models.DateTimeField()

    class Meta:
        db_table = "customer_course"
        ordering = ("-at", "pk")

    def __str__(self) -> str:
        return f"{self.organization_id}: {self.course or 'as the protocol says'}"


WORDS = Written(
    lambda customer: CustomerCourse.objects.filter(organization_id=customer).select_related("by")[:1], uuid4()
)

COURSE = Written(
    lambda customer: CustomerCourse.objects.filter(organization_id=customer).values_list("course", flat=True)[:1],
    uuid4(),
)


def course_of(organization: UUID) -> Course:
    """Return how the last word on a customer has their cases go; by the protocol where nobody has said anything."""
    return Course(COURSE.first(organization) or "")


def customer_course(organization: UUID) -> CustomerCourse | None:
    """Return the last word on a customer; None where nobody has said anything."""
    return WORDS.first(organization)


def customer_courses(organizations: Iterable[UUID]) -> Courses:
    """Return the last word on each of several customers, in one query."""
    rows = CustomerCourse.objects.filter(organization__in=set(organizations)).order_by("at", "pk")
    return {organization: Course(course) for organization, course in rows.values_list("organization_id", "course")}
