"""Every kind of alert is a sentence of its own for the one who is told."""

from datetime import UTC, datetime

import pytest

from sundial.models import Alert, AlertKind, Case
from sundial.models.alerts import OF_LETTERS
from sundial.web.desk.alert_words import OTHERS, sentence

OF_A_CLOCK = {AlertKind.DUE_SOON, AlertKind.BREACHED, AlertKind.UNDELIVERED}
OF_NO_CASE = {AlertKind.SHIFT_OFFERED, *OF_LETTERS}
THE_CUSTOMERS = {AlertKind.COMFORT_ASKED}


@pytest.mark.parametrize("kind", sorted(set(AlertKind) - OF_A_CLOCK - OF_NO_CASE - THE_CUSTOMERS))
def test_every_kind_of_alert_names_the_case_in_words_of_its_own(kind):
    alert = Alert(kind=kind, case=Case(number="SD-7K3M-92Q"), text="-")
    said = sentence(alert, datetime(2026, 3, 2, tzinfo=UTC), UTC)
    assert "SD-7K3M-92Q" in said
    assert said != "- (SD-7K3M-92Q)"


def test_no_two_kinds_share_a_sentence_but_those_whose_own_words_say_it():
    ours = [said for said in OTHERS.values() if "{text}" not in said]
    assert len(set(ours)) == len(ours)
