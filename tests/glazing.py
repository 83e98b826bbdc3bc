"""Break-glass as tests play it: who asks, who lets in, and what is read through it."""

from sundial.commands.glass import ask_to_read, let_in
from sundial.models import GlassRequest, database_now, viewing
from tests.browsing import signed_in

WHY = "The customer waits and nobody inside answers."


def asks(player, number, minutes=60):
    with viewing(player.person):
        return ask_to_read(number, WHY, minutes, by=player.person, now=database_now())


def lets(player, asked, minutes=60):
    with viewing(player.person):
        row = GlassRequest.objects.select_related("person").get(pk=asked.pk)
        return let_in(row, minutes, by=player.person, now=database_now())


def page(player, case):
    return signed_in(player.person).get(f"/desk/glass/{case.number}")


def of_rita(cast):
    """Return a case that EMEA alone may see, of Rita's."""
    cast.rita = cast.restricted("emea")
    cast.entitle(cast.rita.person.organization, "gold")
    case = cast.opens(cast.rita, at="Mon 2026-03-02 09:00", subject="CANARY-SUBJECT", text="CANARY-TEXT")
    cast.eve.notes(case, at="Mon 09:10", text="CANARY-NOTE")
    return case
