"""The promises that a case can be owed (O5)."""

from enum import StrEnum


class Promise(StrEnum):
    """Protocol 05: the three phases in which a customer is promised to hear from a person."""

    FIRST_RESPONSE = "first-response"
    DIAGNOSIS_UPDATE = "diagnosis-update"
    FIX_RELEASE = "fix-release"
