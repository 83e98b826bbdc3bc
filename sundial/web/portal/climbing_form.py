"""What a customer says who takes a rung: on the first what exactly, and whatever belongs to that (O7.1, O7.2)."""

from __future__ import annotations

from typing import Any

from django import forms

from sundial.commands.escalating import Wish
from sundial.protocol.document.ladder import Rung
from sundial.protocol.facts import Asks
from sundial.web.portal.ladder_wishes import wishes
from sundial.web.portal.replies import MOST

LINE = 200  # characters of a single line
TOO_LONG = {"max_length": "This is too long for one message."}
NEEDED = {
    "asks": "Choose what you ask for.",
    "times": "Name a time or two that suit you; “any” is enough.",
    "severity": "Choose the severity that you ask for.",
    "text": "Say in a few words what you ask for.",
}
LETTER = "Write to them first: a few words are enough."


class ClimbForm(forms.Form):
    """The words, and on the first rung what is asked for with what belongs to it."""

    asks = forms.CharField(max_length=40, required=False)
    times = forms.CharField(max_length=LINE, required=False, error_messages=TOO_LONG)
    tool = forms.CharField(max_length=LINE, required=False, error_messages=TOO_LONG)
    severity = forms.CharField(max_length=2, required=False)
    call = forms.CharField(
        max_length=40, required=False, error_messages={"max_length": "This is too long for a number."}
    )
    text = forms.CharField(max_length=MOST, required=False, error_messages=TOO_LONG)

    def __init__(self, data: Any, rung: Rung, severities: tuple[int, ...]) -> None:
        super().__init__(data)
        self.rung, self.severities = rung, {str(one) for one in severities}

    def clean(self) -> dict[str, Any]:
        """Ask for what belongs to a wish, each beside its own field."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if self.rung.way == "email" and not said.get("text"):
            self.add_error("text", LETTER)
        if self.rung.asks_for and (missing := self._missing(said)) and missing not in self.errors:
            self.add_error(missing, NEEDED[missing])
        return said

    def _missing(self, said: dict[str, Any]) -> str:
        """Return the field without which a wish cannot be granted; "" where there is none."""
        asks = said.get("asks")
        if asks not in {one.asks for one in wishes(self.rung)}:
            return "asks"
        if asks == Asks.SEVERITY:
            return "" if said.get("severity") in self.severities else "severity"
        needs = {Asks.VIDEO: "times", Asks.OTHER: "text"}.get(Asks(asks), "")
        return needs if needs and not said.get(needs) else ""

    def wish(self) -> Wish:
        """Return what was asked for, as the verb takes it."""
        said = self.cleaned_data
        if not self.rung.asks_for:
            return Wish(rung=self.rung.number, text=self._text())
        asks = Asks(said["asks"])
        severity = int(said["severity"]) if asks is Asks.SEVERITY else None
        return Wish(rung=self.rung.number, text=self._text(), asks=asks, severity=severity)

    def _text(self) -> str:
        """Return the words, and before them what stood in fields of its own."""
        said, lines = self.cleaned_data, []
        if said.get("asks") == Asks.VIDEO:
            lines.append(f"Times that suit us: {said['times']}")
            if said["tool"]:
                lines.append(f"With: {said['tool']}")
        if said["call"]:
            lines.append(f"Please call {said['call']}.")
        return "\n\n".join(part for part in ("\n".join(lines), said["text"]) if part)
