"""Protocol 06, the tables: what each plan promises on each severity (O6.1)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import model_validator

from sundial.protocol.amounts import Amount
from sundial.protocol.document.values import Frozen, Given, Key, Phase, SectionKey, SeverityNumber, Text, Value
from sundial.protocol.promises import Promise

Style = Literal["once", "every", "notice"]
STYLES: Mapping[str, Style] = {"within": "once", "every": "every", "notice": "notice"}
SHORT = {Promise.FIRST_RESPONSE: "ack", Promise.DIAGNOSIS_UPDATE: "upd", Promise.FIX_RELEASE: "fix"}


@dataclass(frozen=True, slots=True)
class Target:
    """The time that one promise is given on one plan and severity, with the words and the place it was promised in.

    `once`: within the amount; `every`: again and again, at most the amount apart; `notice`: within the amount of a
    determination (O6.4). `rule` names the cell, such as "upd/1/platinum".
    """

    amount: Amount
    style: Style
    wording: str
    section: str
    rule: str

    @property
    def said(self) -> str:
        """The target in words: "1 hour", "every 2 hours", "1 business day from a determination"."""
        if self.style == "every":
            return f"every {self.amount}"
        return f"{self.amount} from a determination" if self.style == "notice" else str(self.amount)


def _one_amount(found: Any) -> Any:
    if isinstance(found, Mapping) and sum(found.get(word) is not None for word in STYLES) != 1:
        msg = "exactly one of within, every, notice"
        raise ValueError(msg)
    return found


class Cell(Value):
    """One cell of a table: `within`, `every` or `notice`, and the words that say so."""

    within: Given | None = None
    every: Given | None = None
    notice: Given | None = None
    wording: Text

    _check = model_validator(mode="before")(_one_amount)

    @property
    def style(self) -> Style:
        """How the amount is to be understood."""
        return next(style for word, style in STYLES.items() if getattr(self, word) is not None)

    @property
    def amount(self) -> Amount:
        """The amount, whichever way it is promised."""
        found = self.within or self.every or self.notice
        assert found is not None
        return found


class Table(Value):
    """One table as it was published: for which plans, under which headings, with a row for each severity."""

    section: SectionKey
    title: Text
    plans: tuple[Key, ...]
    severity_heading: Text
    headings: Frozen[Phase, Text]
    targets: Frozen[SeverityNumber, Frozen[Phase, Cell]]

    def target(self, plan: str, severity: int, promise: Promise) -> Target:
        """Return one cell as a target; KeyError where there is none, which no document that was read lets happen."""
        cell = self.targets[severity][promise]
        return Target(cell.amount, cell.style, cell.wording, self.section, f"{SHORT[promise]}/{severity}/{plan}")
