"""Which letters a coordinator sees, asked a second time in Python (O2.7); row security asks alone as well."""

from django.db.models import BooleanField, Exists, F, Func, OuterRef, Q, QuerySet

from sundial.commands.rota_ground import colleague_of
from sundial.models import InboundLetter, Kind, Organization, Person
from sundial.protocol.letters.seeing import COORDINATORS, coordinates
from sundial.web.access import inside, wall_of


class Among(Func):
    """Whether a value is one of an array's."""

    template = "%(expressions)s)"
    arg_joiner = " = ANY ("
    output_field = BooleanField()


def letters_seen(person: Person) -> QuerySet[InboundLetter]:
    """Return the letters that somebody may see: of the docs' rules (docs/mail.md), the wall first."""
    if not person.is_active or not coordinates(colleague_of(person)):
        return InboundLetter.objects.none()
    theirs = Organization.objects.filter(Among(F("pk"), OuterRef("about")))
    outside = theirs.exclude(inside(wall_of(person)))
    there = Person.objects.filter(kind=Kind.STAFF, is_active=True, group="", role__in=COORDINATORS)
    region = (
        Q(region__in=("", person.region))
        | Q(contact__isnull=False)
        | Q(Exists(theirs.filter(restricted=True)))
        | Q(~Exists(there.filter(region=OuterRef("region"))))
    )
    unconfirmed = Q(case__isnull=True) & ~Exists(outside) & region
    return InboundLetter.objects.filter(unconfirmed | (Q(case__isnull=False) & inside(wall_of(person), "case__")))
