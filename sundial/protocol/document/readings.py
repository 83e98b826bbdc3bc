"""Readings: where the source is silent or says two things, what this document takes it to mean (O2.2, O6.5 to O8.6).

A reading with one choice is a name for what is done; another wish is refused, never ignored.
"""

from typing import Any, Literal

from pydantic import Field

from sundial.protocol.document.values import BusinessAmount, ElapsedAmount, Phase, Value


def _reading(obligation: str) -> Any:
    return Field(json_schema_extra={"obligation": obligation})


class Readings(Value):
    """Every reading as a named value; `obligation_of` says which obligation it settles."""

    unqualified_hours: Literal["elapsed", "business"] = _reading("O6.5")
    business_calendar: Literal["home-region", "union"] = _reading("O6.6")
    office_hours: Literal["shown", "counted"] = _reading("O6.6")
    restricted_calendar: Literal["designated-regions"] = _reading("O6.6")
    business_day: Literal["same-local-time"] = _reading("O6.7")
    boundary: Literal["earliest"] = _reading("O6.7b")
    raised: Literal["earlier-of-old-and-new"] = _reading("O6.8")
    lowered_with_agreement: Literal["new-from-own-start"] = _reading("O6.8")
    lowered_without_agreement: Literal["old-stays"] = _reading("O6.8")
    plan_change: Literal["as-severity"] = _reading("O6.8")
    keeps_a_promise: Literal["public-message-by-a-person"] = _reading("O6.8b")
    keeps_a_notice: Literal["marked-message"] = _reading("O6.8b")
    cadence_anchor: Literal["last-update"] = _reading("O5.2")
    diagnosis_starts: Literal["first-response", "opening"] = _reading("O5.2")
    diagnosis_ends: Literal["fix-and-date"] = _reading("O6.8c")
    released: Literal["customers-word-resumes"] = _reading("O6.8c")
    notice_each: Literal["per-determination"] = _reading("O6.4")
    agreeable: tuple[Phase, ...] = _reading("O6.2")
    agreement_ends: Literal["severity-or-phase"] = _reading("O6.2")
    accepted_date_slips: Literal["re-arms-and-determines"] = _reading("O6.8d")
    acceptance_slips: Literal["beyond-accepted"] = _reading("O6.8d")
    release_moved_earlier: Literal["is-told"] = _reading("O6.8d")
    waiting_for_customer: Literal["pauses-nothing"] = _reading("O6.9")
    reopening: Literal["no-new-first-response"] = _reading("O6.10")
    merging: Literal["earlier-holds"] = _reading("O6.10")
    splitting: Literal["counts-from-opening"] = _reading("O6.10")
    moved_revision: Literal["from-own-start"] = _reading("O12.1")
    two_figures: Literal["earlier", "07", "08"] = _reading("O8.2")
    severity_target_of_a_rung: Phase = _reading("O8.3")
    rung_without_a_way: Literal["next-is-open"] = _reading("O8.3b")
    climbing: Literal["one-at-a-time"] = _reading("O8.4")
    stand_in: Literal["own-duty-manager"] = _reading("O8.6")
    next_in_line: Literal["as-the-promise", "day-and-night"] = _reading("O8.6")
    follow_the_sun: Literal["elapsed-promises", "every-case", "no-case"] = _reading("O2.2")


def obligation_of(reading: str) -> str:
    """Return the obligation that a reading settles, such as "O6.5"."""
    extra = Readings.model_fields[reading].json_schema_extra
    assert isinstance(extra, dict)
    return str(extra["obligation"])


class Warn(Value):
    """How long before its due time a promise counts as due soon: for each kind of target its own amount."""

    elapsed: ElapsedAmount
    business: BusinessAmount
    days: BusinessAmount
