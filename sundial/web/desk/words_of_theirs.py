"""What a customer wrote themselves on a case, to choose from: what can prove that they agreed (O6.2, O6.8)."""

from sundial.models import Case
from sundial.protocol.asks import own_words
from sundial.web.promises import Reading
from sundial.web.said import Said, said

MOST = 8  # that are offered, the latest first


def their_words(case: Case, reading: Reading) -> list[Said]:
    """Return the customer's latest own messages, the latest first."""
    latest = [fact.seq for fact in own_words(reading.history)[:MOST]]
    found = said(case, latest)
    return [found[seq] for seq in latest if seq in found and found[seq].text]
