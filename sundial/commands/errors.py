"""What a verb refuses, each with the sentence that a page can show."""


class Refused(Exception):
    """Somebody asked for what cannot be done to this case now; the text says why and what to do instead."""


class CaseClosed(Refused):
    """A closed case takes nothing more."""

    def __init__(self) -> None:
        super().__init__("This case is closed. Open a new one, and name this one in it.")


class FirstResponseOwed(Refused):
    """Nobody has answered the customer yet, so the case cannot be resolved in silence (O5.1)."""

    def __init__(self) -> None:
        super().__init__("The customer has had no answer yet. Resolve the case with a public message.")


class NotResolved(Refused):
    """Only a resolved case can be reopened."""

    def __init__(self) -> None:
        super().__init__("This case is open already.")


class AlreadyResolved(Refused):
    """A case is resolved once, until it is reopened."""

    def __init__(self) -> None:
        super().__init__("This case is resolved already. Reopen it first.")


class NothingSaid(Refused):
    """A message without words."""

    def __init__(self) -> None:
        super().__init__("Write a message first.")


class NotStaff(Refused):
    """Only the staff do this."""

    def __init__(self) -> None:
        super().__init__("Only the support team can do this.")


class OwnedMeanwhile(Refused):
    """Somebody else took or gave the case since the page was read; the second must know before they decide."""

    def __init__(self, owner: str) -> None:
        now = f"{owner} owns this case now" if owner else "nobody owns this case now"
        super().__init__(f"Somebody was quicker: {now}. Look again before you take it.")


class CannotOwn(Refused):
    """A case is owned by one of the active staff, inside its wall (O2.7)."""

    def __init__(self) -> None:
        super().__init__("This person cannot own the case.")


class NotOffered(Refused):
    """A severity, product or plan that the protocol document does not have."""
