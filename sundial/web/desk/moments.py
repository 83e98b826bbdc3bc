"""A moment that somebody types into a form: a date and an hour on the clock of a zone."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms

from sundial.web import when

FORM = "%Y-%m-%dT%H:%M"  # how a field of a date and an hour writes it


class MomentField(forms.CharField):
    """Reads a moment in `zone` (to be set) and returns it in UTC; None where it may be empty and is."""

    zone: ZoneInfo = ZoneInfo("UTC")

    def clean(self, value: Any) -> datetime | None:
        """Raise ValidationError for what is no moment, or one over which the clocks jump."""
        typed = super().clean(value).strip()
        if not typed:
            return None
        try:
            local = datetime.fromisoformat(typed)
            at = local.replace(tzinfo=self.zone).astimezone(UTC)
        except (ValueError, OverflowError):
            raise forms.ValidationError("Write the moment as a date and an hour.") from None
        if local.tzinfo is not None or at.astimezone(self.zone).replace(tzinfo=None, fold=0) != local:
            raise forms.ValidationError(f"The clocks of {when.city(self.zone)} jump over that hour; choose another.")
        return at


def written(at: datetime, zone: ZoneInfo) -> str:
    """Write a moment as the field of a form wants it."""
    return at.astimezone(zone).strftime(FORM)
