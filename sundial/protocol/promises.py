"""What a case can be owed (O5), and what is owed inside: by other groups (O3.4), by the next region (O2.3)."""

from enum import StrEnum


class Promise(StrEnum):
    """What a clock runs for: one of the customer's three phases, or an answer that is owed inside the house."""

    FIRST_RESPONSE = "first-response"
    DIAGNOSIS_UPDATE = "diagnosis-update"
    FIX_RELEASE = "fix-release"
    RESOURCE_ANSWER = "resource-answer"
    HANDOVER = "handover"


PHASES = (Promise.FIRST_RESPONSE, Promise.DIAGNOSIS_UPDATE, Promise.FIX_RELEASE)  # what the tables promise (O5)
INSIDE = (Promise.RESOURCE_ANSWER, Promise.HANDOVER)  # what no customer is ever shown
