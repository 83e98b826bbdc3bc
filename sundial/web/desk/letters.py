"""Letters to leadership on the desk: what waits, what is held and why, what was made of the others (O7.4, O1.6)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sundial.commands.rota_ground import colleague_of
from sundial.models import InboundLetter, MailAccount, protocol_in_force
from sundial.models.letters import Outcome, Reply
from sundial.protocol.letters import Fate, Why
from sundial.protocol.letters.seeing import coordinates, leader_of
from sundial.web import when
from sundial.web.access import NOT_FOUND, SignedIn, for_staff
from sundial.web.desk.keys import EVERYWHERE
from sundial.web.desk.side import LETTERS, side_of
from sundial.web.letters_seen import letters_seen

PAGE = "desk/letters/index.html"
LATELY, MOST = timedelta(days=7), 50
BY_MACHINE = (Why.AUTOMATIC, Why.LIST)  # held, and nobody is waited for
WAITS_LONG = timedelta(minutes=30)
BECAME = {
    Outcome.CONFIRMED: "on its case",
    Outcome.JOINED: "put to the escalation that stood already",
    Outcome.DECLINED: "declined",
    Outcome.NO_CUSTOMER: "no customer's",
}
REPLIED = {
    Reply.SENT: "pointed to the portal",
    Reply.SENDING: "being pointed to the portal",
    Reply.UNCLEAR: "perhaps pointed to the portal",
    Reply.NOT_SENT: "no reply: there was one within a day",
    Reply.REFUSED: "the reply could not be delivered",
}


@dataclass(frozen=True, slots=True)
class Item:
    """A letter as a line: whose it says it is, to whom, why it stands there, what became of it."""

    letter: InboundLetter
    to: str
    why: str
    became: str
    age: str  # since it came, which is from when the answer would be owed
    late: bool

    @property
    def sender(self) -> str:
        """Who says that they wrote it."""
        return self.letter.sender_name or self.letter.sender or "Nobody named"


@require_safe
@for_staff
def index(request: SignedIn) -> HttpResponse:
    """List the letters that the reader may see; for whoever looks after none there is no such page."""
    check_coordinates(request)
    found = letters_seen(request.user).select_related("contact__organization", "settled_by", "case")
    waiting = found.filter(settled_at__isnull=True, leadership=True)
    lately = found.filter(at__gt=request.now - LATELY)
    context: dict[str, Any] = {
        "queue": _items(request, waiting.filter(fate=Fate.QUEUE)),
        "held": _items(request, waiting.filter(fate=Fate.HELD)),
        "settled": _items(request, lately.filter(settled_at__isnull=False).order_by("-settled_at")),
        "others": _items(request, lately.filter(fate__in=(Fate.DROPPED, Fate.ASTRAY)).order_by("-at")),
        "trusts": settings.MAIL_TRUSTS,
        "accounts": MailAccount.objects.order_by("mailbox"),
        "side": side_of(request.user, LETTERS, request.now, request.zone),
        "keys": EVERYWHERE,
    }
    return render(request, PAGE, context)


def check_coordinates(request: SignedIn) -> None:
    """Answer as if there was nothing, to whoever does not look after letters. Raises Http404."""
    if not coordinates(colleague_of(request.user)):
        raise Http404(NOT_FOUND)


def item_of(letter: InboundLetter, now: datetime) -> Item:
    """Return a letter as a line."""
    leader = leader_of(letter.mailbox, protocol_in_force(now))
    waits = letter.settled_at is None and letter.fate in (Fate.QUEUE, Fate.HELD) and letter.why not in BY_MACHINE
    late = waits and now - letter.arrived_at > WAITS_LONG
    became = BECAME.get(Outcome(letter.outcome), "") if letter.outcome else ""
    replied = REPLIED.get(Reply(letter.reply), "")
    return Item(
        letter,
        leader.title if leader else letter.mailbox,
        Why(letter.why).says,
        ", ".join(filter(None, (became, replied))),
        when.length((now - letter.arrived_at).total_seconds()),
        late,
    )


def _items(request: SignedIn, found: Any) -> list[Item]:
    return [item_of(one, request.now) for one in found[:MOST]]
