"""The doors of the ladder in the portal: a customer looks, takes the next step, says whether they are comfortable."""

from sundial.models import FactRow, viewing
from tests.browsing import sent, words


def page(client, case):
    return words(client.get(f"/cases/{case.number}"))


def climb(client, case, **fields):
    return client.post(f"/cases/{case.number}/escalations", sent(**fields))


def comfort(client, case, answer, nth=1, **fields):
    return client.post(f"/cases/{case.number}/escalations/{nth}/comfort", sent(comfortable=answer, **fields))


def kinds(cast, case):
    with viewing(cast.eve.person):
        return list(FactRow.objects.filter(case=case).order_by("seq").values_list("kind", flat=True))
