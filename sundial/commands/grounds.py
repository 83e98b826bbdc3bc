"""On what a change rests: a case that is open, a reason in words, the customer's own recorded act (O6.2, O6.8)."""

from collections.abc import Sequence

from sundial.commands.errors import AlreadyResolved, CaseClosed, Refused
from sundial.models import Case
from sundial.protocol.asks import own_words
from sundial.protocol.case import State
from sundial.protocol.facts import Fact


class CaseMerged(Refused):
    """What is to be said or done belongs on the case as which this one goes on."""

    def __init__(self, goes_on_as: str) -> None:
        super().__init__(f"This case goes on as {goes_on_as}. Do it there.")


class NoReason(Refused):
    """A change of what is promised has a reason, which stays beside it."""

    def __init__(self) -> None:
        super().__init__("Say why in a few words: the reason stays beside the change.")


class NotTheirs(Refused):
    """Something was named as the customer's agreement which they did not say."""

    def __init__(self) -> None:
        super().__init__("That is not the customer's own message, so it proves no agreement.")


def check_open(case: Case) -> None:
    """Refuse where the case has ended; it says how. Raises CaseClosed, AlreadyResolved, CaseMerged."""
    check_not_over(case)
    if case.state == State.RESOLVED:
        raise AlreadyResolved


def check_not_over(case: Case) -> None:
    """Refuse where nothing can be taken up again: closed for good, or merged. Raises CaseClosed, CaseMerged."""
    if case.state == State.CLOSED:
        raise CaseClosed
    if case.state == State.MERGED:
        raise CaseMerged(case.merged_into)


def reason_of(text: str, *, wanted: bool = True) -> str:
    """Return the words of a reason; raises NoReason where one is wanted and there is none."""
    if wanted and not text.strip():
        raise NoReason
    return text.strip()


def check_theirs(history: Sequence[Fact], evidence: int | None) -> None:
    """Refuse evidence that is not the customer's own message, by its `seq`; None is no evidence at all."""
    if evidence is not None and evidence not in {fact.seq for fact in own_words(history)}:
        raise NotTheirs
