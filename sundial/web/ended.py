"""Why a clock ended that was neither kept nor broken: superseded by what, cancelled why (O12.1)."""

from sundial.protocol.clock import Outcome
from sundial.web.promises import Line, Reading

ENDED_WITH = {
    "resolved": "ended with the case",
    "closed": "ended with the case",
    "merged-into": "ended: the case was merged",
    "fix-identified": "ended: the fix is identified and dated",
    "date-given": "ended: the fix is identified and dated",
    "fix-released": "ended: the fix is out",
    "severity-changed": "the severity changed",
    "plan-changed": "the plan changed",
    "agreement-made": "agreed otherwise",
    "agreement-ended": "an agreement was withdrawn",
    "date-accepted": "the date was accepted",
    "release-rescheduled": "the release moved",
    "fix-removed": "the fix left its release",
    "date-withdrawn": "the date was withdrawn",
    "fix-withdrawn": "the fix was withdrawn",
    "protocol-moved": "another revision",
    "merged-from": "another case was merged",
    "resource-withdrawn": "withdrawn",
}


def why_ended(line: Line, reading: Reading) -> str:
    """Say why a clock ended that was neither kept nor broken; "" of any other."""
    clock = line.clock
    if clock.outcome not in (Outcome.SUPERSEDED, Outcome.CANCELLED):
        return ""
    fact = reading.fact(clock.ended_by)
    why = ENDED_WITH.get(fact.kind, str(clock.outcome)) if fact else str(clock.outcome)
    return f"replaced: {why}" if clock.outcome is Outcome.SUPERSEDED else why
