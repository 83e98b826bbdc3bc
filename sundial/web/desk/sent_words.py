"""How the sending of an alert stands, in words: by mail, and by whatever other way."""

from collections.abc import Mapping

from sundial.models import DeliveryState

Words = tuple[str, bool]  # and whether that needs a look
BY_MAIL: Mapping[str, Words] = {
    DeliveryState.SENT: ("taken by the mail server {at}", False),
    DeliveryState.MAYBE_TWICE: ("taken by the mail server {at}, maybe twice", False),
    DeliveryState.GIVEN_UP: ("mail failed and was given up", True),
    DeliveryState.PUT_ASIDE: ("mail failed, put aside", False),
    DeliveryState.NOT_NEEDED: ("no mail needed", False),
    DeliveryState.QUIET: ("mail waits for quiet hours to end", False),
}
IN_A_DIGEST: Mapping[str, Words] = {
    DeliveryState.IN_DIGEST: ("waits for the digest of {digest}", False),
    DeliveryState.SENT: ("in the digest of {digest}, taken by the mail server {at}", False),
    DeliveryState.MAYBE_TWICE: ("in the digest of {digest}, taken by the mail server {at}, maybe twice", False),
    DeliveryState.GIVEN_UP: ("the digest of {digest} failed and was given up", True),
    DeliveryState.PUT_ASIDE: ("the digest of {digest} failed, put aside", False),
}
BY_A_WAY: Mapping[str, Words] = {
    DeliveryState.SENT: ("{way}: taken {at}", False),
    DeliveryState.MAYBE_TWICE: ("{way}: taken {at}, maybe twice", False),
    DeliveryState.GIVEN_UP: ("{way}: failed and was given up", True),
    DeliveryState.PUT_ASIDE: ("{way}: failed, put aside", False),
    DeliveryState.NOT_NEEDED: ("{way}: not needed", False),
    DeliveryState.QUIET: ("{way}: waits for quiet hours to end", False),
}
IN_FULL = "taken by the mail server"
MAIL_ON_ITS_WAY = ("mail failed, trying again", "mail on its way")
ON_ITS_WAY = ("{way}: trying again", "{way}: on its way")


def in_short(words: Words) -> Words:
    """Say it in fewer words, where the list is long and narrow."""
    said, needs_a_look = words
    return said.replace(IN_FULL, "sent" if "digest" in said else "mailed"), needs_a_look


def mail_words(state: str, attempts: int, at: str, digest: str) -> Words:
    """Say how the mail of an alert stands; `digest` is of when the digest is in which it goes, "" where in none."""
    if digest and state in IN_A_DIGEST:
        words, needs_a_look = IN_A_DIGEST[state]
        return words.format(digest=digest, at=at), needs_a_look
    return _words(state, attempts, at, "")


def way_words(way: str, state: str, attempts: int, at: str) -> Words:
    """Say how the sending by a way stands, the way by what it is called."""
    return _words(state, attempts, at, way)


def _words(state: str, attempts: int, at: str, way: str) -> Words:
    found = (BY_A_WAY if way else BY_MAIL).get(state)
    if found is None:
        failed, sending = ON_ITS_WAY if way else MAIL_ON_ITS_WAY
        found = (failed, True) if attempts else (sending, False)
    return found[0].format(way=way, at=at), found[1]
