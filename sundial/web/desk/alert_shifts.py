"""Alerts of shifts that are offered: which shift, where it is taken, and what has become of the offer."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse
from django.utils.http import urlencode

from sundial.commands.rota_offers import Became, became_of, shift_offered
from sundial.models import Alert, AlertKind, Person, protocol_in_force, rota_written
from sundial.models.rota import Written
from sundial.web.access import SignedIn
from sundial.web.desk.rota_words import span

SINCE = {
    Became.WITHDRAWN: "the offer was withdrawn",
    Became.PASSED: "somebody has it",
    Became.GONE: "it does not take place",
    Became.OVER: "it is over",
    Became.ANEW: "it was offered anew",
    Became.ELSEWHERE: "you are away or elsewhere then",
}


@dataclass(frozen=True, slots=True)
class Offer:
    """One offer as its alert shows it; `since` is what has become of it, "" while it may be taken."""

    says: str
    about: str
    url: str
    since: str


def offers_of(alerts: Iterable[Alert], request: SignedIn) -> Mapping[UUID, Offer]:
    """Return the offers that alerts are about, by the alert; the rota is read only if there are any."""
    about = [one for one in alerts if one.case_id is None and one.kind == AlertKind.SHIFT_OFFERED]
    if not about:
        return {}
    written = rota_written()
    names = dict(Person.objects.filter(pk__in=_givers(written, about)).values_list("pk", "name"))
    return {one.pk: _offer(one, written, {str(pk): name for pk, name in names.items()}, request) for one in about}


def _givers(written: Written, alerts: Iterable[Alert]) -> set[str]:
    seqs = {one.seq for one in alerts}
    return {one.by for one in written.changes if one.seq in seqs}


def _offer(alert: Alert, written: Written, names: Mapping[str, str], request: SignedIn) -> Offer:
    since = SINCE.get(became_of(written, alert.seq, request.user, request.now), "")
    found = shift_offered(written, alert.seq)
    if found is None:
        return Offer("A shift was offered", alert.text, reverse("desk:rota"), since)
    change, shift = found
    region = protocol_in_force(request.now).regions.get(shift.region)
    where = region.name if region else shift.region
    url = f"{reverse('desk:rota-shift')}?{urlencode({'shift': shift.name})}"
    when = span(shift.since, shift.until, request.now, request.zone)
    return Offer(f"{names.get(change.by, 'Somebody')} offers a shift in {where}, {when}", "", url, since)
