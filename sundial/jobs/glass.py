"""Word to the managers inside that somebody outside asks to read a case of theirs (O2.7)."""

from uuid import UUID

from django.db import transaction
from procrastinate.contrib.django import app

from sundial.commands.later import deliver_later
from sundial.jobs.attempts import WhenAsked
from sundial.models import CLOCKWORK, Alert, AlertKind, Case, GlassRequest, Kind, Person, database_now, viewing
from sundial.protocol.stand_in import MANAGERS


@app.task(name="tell_glass", retry=WhenAsked())
def tell_glass(request: str) -> None:
    """Owe every manager of the case's regions an alert of each request, once; of no case nobody hears."""
    with transaction.atomic(), viewing(CLOCKWORK):
        asked = GlassRequest.objects.select_related("person").get(pk=UUID(request))
        case = Case.objects.select_for_update(no_key=True).filter(number=asked.number).exclude(regions=[]).first()
        if case is None:
            return
        inside = Person.objects.filter(
            kind=Kind.STAFF, is_active=True, role__in=MANAGERS, group="", region__in=case.regions
        )
        about = {"case": case, "kind": AlertKind.GLASS_ASKED, "about": str(asked.pk)}
        told = set(Alert.objects.filter(**about).values_list("person_id", flat=True))
        now = database_now()
        alerts = [
            Alert(**about, seq=case.head_seq, person=one, text=AlertKind.GLASS_ASKED.label, at=now)
            for one in inside
            if one.pk not in told
        ]
        Alert.objects.bulk_create(alerts)
        deliver_later(one.pk for one in alerts)
