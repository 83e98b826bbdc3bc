"""The words of a digest: how much there is, what is most urgent of it, and where all of it stands."""

import logging
from collections.abc import Iterator, Mapping
from uuid import UUID

from django.conf import settings

from sundial.jobs.alert_letter import said_of, why_so
from sundial.jobs.still_true import Held, single_out
from sundial.models import Alert, Case, Digest
from sundial.outside.mail import Letter

logger = logging.getLogger(__name__)


def letter_of(digest: Digest, held: Held) -> Letter:
    """Return the letter; of a restricted case it holds the number and the way there, and not a word more (O2.7).

    What cannot be told is taken out of what is held.
    """
    wanted = [*held.listed, *(alert for _, alert in held.walled)]
    alerts = Alert.objects.select_related("case__organization").in_bulk(wanted)
    for alert in alerts.values():
        alert.person = digest.person
    parts = list(_parts(alerts, held))  # counts as well
    what = "1 alert" if held.count == 1 else f"{held.count:,} alerts"
    told = f"{what} waited for you, and are told in this one letter." if held.count > 1 else "This waited for you."
    ways = f"All of your alerts: {settings.SITE_URL}/desk/alerts\n\n{why_so(digest.person)}"
    text = "\n\n".join([told, *parts, ways])
    return Letter(key=digest.pk, to=digest.person.email, subject=f"{what} in one letter", text=f"{text}\n")


def _parts(alerts: Mapping[UUID, Alert], held: Held) -> Iterator[str]:
    for one in tuple(held.listed):
        yield from _told_or_not(alerts[one], held)
    for _, one in held.walled:
        if (case := alerts[one].case) is not None:
            yield f"Please look at case {case.number}.\n{_link(case)}"
    if left := held.count - len(held.listed) - len(held.walled):
        yield f"And {left:,} more, which stand in the app."


def _told_or_not(alert: Alert, held: Held) -> Iterator[str]:
    """Tell an alert; one that cannot be told goes its own way, and stops no other."""
    try:
        yield _told(alert)
    except Exception:
        logger.exception("alert %s could not be told in a digest", alert.pk)
        single_out(alert.pk)
        held.count -= 1
        held.listed.remove(alert.pk)


def _told(alert: Alert) -> str:
    case = alert.case
    if case is None:
        return f"{alert.text}."
    about = f"{case.organization.name}: {case.subject}\nSeverity {case.severity}, {case.plan.title()} plan"
    return f"{case.number}: {said_of(alert)}.\n{about}\n{_link(case)}"


def _link(case: Case) -> str:
    return f"{settings.SITE_URL}/desk/cases/{case.number}"
