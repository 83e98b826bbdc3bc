"""The form that puts something in the place of a cadence, and the words that it suggests for the customer (O6.2)."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms

from sundial.protocol.amounts import Amount, parse
from sundial.protocol.facts import Instead
from sundial.protocol.promises import Promise
from sundial.web import when
from sundial.web.happened import NAMES
from sundial.web.promises import Reading

EVERY, ONCE, SILENT = "every", "due_by", "silent_until"
UNITS = ("hours", "business hours", "business days")
MOST = 4_000  # characters of the words
HOW_OFTEN = "Say how often it shall come: a number from 1 to 999."
SAY = {
    EVERY: "Say how often it shall come.",
    ONCE: "Say by when the next one shall come.",
    SILENT: "Say until when nothing shall come.",
}


class InsteadForm(forms.Form):
    """What shall hold instead; instants are on the customer's clock, the zone that it is made with."""

    promise = forms.ChoiceField(
        error_messages={
            "required": "Choose the promise.",
            "invalid_choice": "Nothing comes again and again there, so there is nothing to agree on.",
        }
    )
    how = forms.ChoiceField(choices=[(one, one) for one in SAY], error_messages={"required": "Choose what shall hold."})
    number = forms.IntegerField(required=False, error_messages={"invalid": HOW_OFTEN})
    unit = forms.ChoiceField(choices=[(one, one) for one in UNITS], required=False)
    until = forms.CharField(max_length=20, required=False)
    due_by = forms.CharField(max_length=20, required=False)
    silent_until = forms.CharField(max_length=20, required=False)
    by_call = forms.BooleanField(required=False)
    called = forms.CharField(max_length=120, required=False)
    called_at = forms.CharField(max_length=20, required=False)
    text = forms.CharField(max_length=MOST, required=False)
    drafted = forms.CharField(max_length=MOST, required=False)

    def __init__(self, data: Any, agreeable: Sequence[Promise], zone: ZoneInfo) -> None:
        super().__init__(data)
        self.fields["promise"].choices = [(str(one), str(one)) for one in agreeable]  # type: ignore[attr-defined]
        self.zone = zone
        self.instead: Instead | None = None

    def clean_number(self) -> int | None:
        """Refuse what is no sensible count."""
        number: int | None = self.cleaned_data["number"]
        if number is not None and not 1 <= number <= 999:
            raise forms.ValidationError(HOW_OFTEN)
        return number

    def clean(self) -> dict[str, Any]:
        """Make of the fields what shall hold."""
        found = self.cleaned_data
        for name in ("until", ONCE, SILENT, "called_at"):
            found[name] = self._instant(name, found.get(name) or "")
        if not self.errors:
            self.instead = self._instead(found)
        return found

    @property
    def problem(self) -> str:
        """The first thing that is wrong, as a sentence; "" where nothing is."""
        return next((str(words[0]) for words in self.errors.values()), "")

    def _instead(self, found: dict[str, Any]) -> Instead | None:
        promise, how = Promise(found["promise"]), found["how"]
        if how == EVERY and found["number"] and found["unit"]:
            return Instead(promise, every=parse(f"{found['number']} {found['unit']}"), until=found["until"])
        if how != EVERY and found[how]:
            return Instead(promise, **{how: found[how]})
        self.add_error("how", SAY[how])
        return None

    def _instant(self, name: str, typed: str) -> datetime | None:
        """Read a moment on the customer's clock; one that their clocks jump over does not exist."""
        if not typed:
            return None
        try:
            local = datetime.fromisoformat(typed).replace(tzinfo=self.zone)
            at = local.astimezone(UTC)
        except (ValueError, OverflowError):
            self.add_error(name, "Write the moment as a date and an hour.")
            return None
        if at.astimezone(self.zone).replace(fold=0) != local:
            self.add_error(name, f"The clocks of {when.city(self.zone)} jump over that hour; choose another.")
        return at


def suggested(form: InsteadForm, reading: Reading) -> str:
    """Return words for the customer that say what the form says, on their clock; nobody has to use them."""
    what = form.instead
    if what is None:
        return ""
    target = reading.protocol.target(reading.state.plan, reading.state.severity, what.promise).amount
    call, words = _call(form), _words(what, f"every {_one(target)}", form.zone)
    return f"{call}{words[0].lower()}{words[1:]}" if call else words


def _words(what: Instead, often: str, zone: ZoneInfo) -> str:
    name = NAMES[what.promise]
    if what.every is not None:
        until = f" until {_at(what.until, zone)}" if what.until else ""
        a = "an" if name[0] in "aeiou" else "a"
        return f"From now on you get {a} {name} every {_one(what.every)}{until}, instead of {often}."
    if what.due_by is not None:
        return f"The next {name} comes by {_at(what.due_by, zone)}; after that again {often}."
    assert what.silent_until is not None
    return f"You get no {name} before {_at(what.silent_until, zone)}; from then on again {often}."


def _call(form: InsteadForm) -> str:
    """Say with whom it was talked about, where it was in a call."""
    found = form.cleaned_data
    if not found["by_call"]:
        return ""
    at = f", {_at(found['called_at'], form.zone)}" if found["called_at"] else ""
    return f"As we said in our call{' with ' + found['called'] if found['called'] else ''}{at}: "


def _at(at: datetime, zone: ZoneInfo) -> str:
    """Say a moment so that it is clear for ever: the words stay."""
    return f"{when.day(at, zone)}, {when.hour(at, zone)} {when.city(zone)} time"


def _one(amount: Amount) -> str:
    return str(amount).removeprefix("1 ")
