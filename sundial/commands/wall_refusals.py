"""What is refused of a wall that moves, each with the sentence that a page can show (O2.7)."""

from collections.abc import Sequence

from sundial.commands.errors import Refused


class NoRegions(Refused):
    """A restriction names regions of the protocol, others than those that stand."""

    def __init__(self) -> None:
        super().__init__("Choose the regions to which support is restricted: others than now.")


class OutOfSight(Refused):
    """Who moves a wall stays inside it, so that somebody sees what they did."""

    def __init__(self, regions: str, act: str = "close this wall") -> None:
        super().__init__(f"Only a Duty Manager or Director of {regions} can {act}.")


class LeftOutside(Refused):
    """Something would be left with somebody outside; `left` says what, line by line."""

    def __init__(self, left: Sequence[str]) -> None:
        super().__init__("The wall does not close while somebody outside still has open work.")
        self.left = tuple(left)


class NotChecked(Refused):
    """Nothing comes in force on the word of who presses alone: the worker looks as well."""

    def __init__(self) -> None:
        super().__init__(
            "Sundial itself has not looked yet whether ladder and shift plan stand. It is doing so now: press again in "
            "a moment."
        )


class Apart(Refused):
    """Asked for other regions alone, nobody could close that wall: who would does not see the customer yet."""

    def __init__(self, name: str, regions: str, wanted: str) -> None:
        super().__init__(
            f"{name} is restricted to {regions}, and nobody of {wanted} sees it yet. Ask for {regions} and {wanted} "
            f"together, and close that wall; then a manager of {wanted} asks for theirs alone."
        )


class AskedMeanwhile(Refused):
    """What is asked for changed since the page was read: who closes a wall must know which."""

    def __init__(self, regions: str) -> None:
        super().__init__(f"Meanwhile something else was asked for: {regions}. Read what it wants, and then close it.")


class NothingToLift(Refused):
    """Only a customer behind a wall can be let out of it."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} is not restricted (any more).")


class NoReason(Refused):
    """A restriction is the customer's: who lifts it says why, and by whose word."""

    def __init__(self, longest: int) -> None:
        super().__init__(f"Say why it is lifted, and by whose word, in at most {longest} characters: it is kept.")
