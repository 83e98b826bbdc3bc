"""What gives a letter away that no person wrote to us (RFC 3834, RFC 2919, RFC 3464)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from sundial.protocol.letters.headers import Head, return_path_of
from sundial.protocol.letters.letter import Address, Mark

MOST_HOPS = 50
AUTOMATIC = ("x-autoreply", "x-autorespond", "x-autoresponse", "x-auto-reply", "x-ms-exchange-inbox-rules-loop")
LISTED = ("list-id", "list-post", "list-unsubscribe", "list-help", "mailing-list", "x-mailing-list")
BY_MACHINES, TO_MANY = {"junk", "auto_reply", "auto-reply"}, {"list", "bulk"}
POSTMEN = {"mailer-daemon", "postmaster"}
REPORTS = ("multipart/report", "message/delivery-status", "message/disposition-notification")
KEY = r"<[a-z]+\.[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}@"


@dataclass(frozen=True, slots=True)
class Ours:
    """What this desk is: its own addresses in small letters, the domain of its letters, and whose word it takes.

    `trusts` is the name (authserv-id, RFC 8601) of its own mail server; "" where nobody's word is taken.
    """

    addresses: frozenset[str] = frozenset()
    domain: str = ""
    trusts: str = ""


def marks_of(head: Head, senders: tuple[Address, ...], ours: Ours) -> Iterator[Mark]:
    """Yield what the head of a letter says of it."""
    if _is_ours(head, senders, ours):
        yield Mark.LOOP
    if _is_bounce(head, senders):
        yield Mark.BOUNCE
    precedence = _word(head.first("precedence"))
    submitted = _word(head.first("auto-submitted"))
    suppressed = _word(head.first("x-auto-response-suppress")) not in ("", "none")
    if submitted not in ("", "no") or precedence in BY_MACHINES or suppressed or head.has(*AUTOMATIC):
        yield Mark.AUTOMATIC
    if precedence in TO_MANY or head.has(*LISTED):
        yield Mark.LIST


def _is_ours(head: Head, senders: tuple[Address, ...], ours: Ours) -> bool:
    own = ours.domain and re.match(KEY + re.escape(ours.domain) + ">", head.first("message-id").strip().lower())
    came_round = len(head.all("received")) > MOST_HOPS
    return bool(own) or came_round or any(one.address in ours.addresses for one in senders)


def _is_bounce(head: Head, senders: tuple[Address, ...]) -> bool:
    kind = _word(head.first("content-type"))
    by_postman = any(one.address.partition("@")[0] in POSTMEN for one in senders)
    return return_path_of(head) == "" or kind in REPORTS or by_postman


def _word(value: str) -> str:
    """Return what stands before comments and parameters."""
    return re.split(r"[;(,]", value, maxsplit=1)[0].strip().lower()
