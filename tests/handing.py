"""Handovers in a few words: somebody of the cast offers, accepts, asks back, withdraws, at a moment of the story."""

from sundial.commands.handover import (
    Packet,
    accept_handover,
    offer_handover,
    question_handover,
    withdraw_handover,
)
from sundial.models import CLOCKWORK, Handover, viewing
from sundial.protocol.facts import Mood
from tests.database import as_role


def offers(player, case, *, at, to="americas", due="Mon 15:00", text="Packet: the timer.", mood=Mood.CALM, seen=None):
    """Offer a case to a region, or to somebody by name; return the `seq` of the offer."""
    person = None if isinstance(to, str) else to.person
    region = to if isinstance(to, str) else to.person.region
    packet = Packet(region=region, due_at=player.at(due), text=text, to=person, mood=mood)
    player._acts(offer_handover, case, at, packet=packet, seen=seen)
    return case.head_seq


def accepts(player, case, offer, *, at, taken=()):
    return player._acts(accept_handover, case, at, offer=offer, taken=taken)


def questions(player, case, offer, *, at, text="Which build?"):
    return player._acts(question_handover, case, at, offer=offer, text=text)


def withdraws(player, case, offer, *, at, text=""):
    return player._acts(withdraw_handover, case, at, offer=offer, text=text)


def owner_of(case):
    """Return the name of whoever owns a case, as it is kept; "" for nobody."""
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        found = type(case).objects.select_related("owner").get(pk=case.pk).owner
    return found.name if found else ""


def open_handovers(player):
    with viewing(player.person):
        return list(Handover.objects.order_by("due_at", "pk").values_list("case__number", "seq", "region"))
