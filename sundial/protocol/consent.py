"""What of a customer's own facts counts as their agreement to something (O6.2, O6.3, O6.8)."""

from typing import Any

from sundial.protocol.facts import Messaged, Opened, SeverityAsked, SeverityChanged


def agrees(said: Any, to: Any) -> bool:
    """Say whether what a customer said can be cited as their agreement to something.

    Words of theirs can: the opening or a message, but no automatic reply. That they asked for a severity agrees to no
    milder one; whatever they declined or withdrew agrees to nothing.
    """
    if isinstance(said, SeverityAsked):
        return isinstance(to, SeverityChanged) and to.severity <= said.severity
    return isinstance(said, Opened) or (isinstance(said, Messaged) and not said.automatic)
