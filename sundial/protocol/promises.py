"""What a case can be owed (O5, O8.1), and what is owed inside: by other groups (O3.4), by the next region (O2.3)."""

from enum import StrEnum


class Promise(StrEnum):
    """What a clock runs for: one of the customer's three phases, the answer to an escalation, or one owed inside."""

    FIRST_RESPONSE = "first-response"
    DIAGNOSIS_UPDATE = "diagnosis-update"
    FIX_RELEASE = "fix-release"
    RESOURCE_ANSWER = "resource-answer"
    HANDOVER = "handover"
    ESCALATION = "escalation-answer"


PHASES = (Promise.FIRST_RESPONSE, Promise.DIAGNOSIS_UPDATE, Promise.FIX_RELEASE)  # what the tables promise (O5)
INSIDE = (Promise.RESOURCE_ANSWER, Promise.HANDOVER)  # what no customer is ever shown
BESIDE = (*INSIDE, Promise.ESCALATION)  # what stands beside the tables: a change of severity or plan leaves it alone
