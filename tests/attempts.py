"""What somebody may try on a case, whether it can be or not: both models must refuse the same."""

from sundial.protocol import facts
from sundial.protocol.amounts import parse
from sundial.protocol.facts import By, Fact, What
from sundial.protocol.promises import Promise
from tests.happenings import AMOUNTS
from tests.naive_compare import parting, told
from tests.naive_hours import instant
from tests.tale import ANA, EVE, Pick, Tale

FIXES = ("GW-1", "GW-2", "GW-3", "GW-9")
AROUND = (-3000, -60, -1, 1, 60, 3000)  # minutes from now


def is_tried(tale: Tale, pick: Pick) -> None:
    """Somebody tries something, now, and it is forgotten again."""
    now = instant(tale.now)
    by, what = attempt(tale, pick)
    tried = [*tale.facts, Fact(len(tale.facts) + 1, now, now, by, what)]
    found = parting(tried)
    assert not found, "\n".join([told(tried), *found])


def attempt(tale: Tale, pick: Pick) -> tuple[By, What]:
    """Pick who tries what, with no regard to what is possible."""
    when = instant(tale.now + pick(AROUND))
    seq = pick([None, *range(1, len(tale.facts) + 3)])
    fix, other = pick(FIXES), pick(FIXES)
    promise = pick((Promise.DIAGNOSIS_UPDATE, Promise.FIX_RELEASE, Promise.FIRST_RESPONSE))
    return pick((ANA, EVE)), pick(
        (
            facts.Messaged(public=True),
            facts.Reopened(),
            facts.Resolved(),
            facts.Closed(),
            facts.MergedInto("SD-2222-22A"),
            facts.SplitOff("SD-2222-22A"),
            facts.WaitingSet("waiting-for-customer"),
            facts.SeverityChanged(pick((1, 2, 3, 4)), evidence=seq),
            facts.PlanChanged(pick(("gold", "silver")), evidence=seq),
            facts.AgreementMade(promise, every=parse("4 hours"), until=when, evidence=seq),
            facts.AgreementMade(promise, due_by=when, evidence=seq),
            facts.AgreementMade(promise, every=pick(AMOUNTS), proposal=seq),
            facts.AgreementDeclined(seq or 1),
            facts.AgreementMade(promise, silent_until=when, evidence=seq),
            facts.DateAccepted(when, evidence=seq),
            facts.AgreementEnded(seq or 1),
            facts.FixWithdrawn(fix),
            facts.FixReleased(fix),
            facts.FixRemoved(fix, "5.2"),
            facts.DateGiven(when, fix),
            facts.ReleaseRescheduled("5.2", (fix, other), to=when),
            facts.ResourceAnswered(seq or 1),
            facts.ResourceWithdrawn(seq or 1),
            facts.ResourceOwned(seq or 1, "kim"),
            facts.HandoverOffered("americas", "", when, facts.Mood.UNSAID),
            facts.HandoverQuestioned(seq or 1),
            facts.HandoverAccepted(seq or 1),
            facts.HandoverWithdrawn(seq or 1),
            facts.Escalated(pick((1, 2, 3, 4, 5)), findings=pick((True, False))),
            facts.PointPersonSet(seq or 1, "eve"),
            facts.DutyDone(seq or 1, pick(list(facts.Duty))),
            facts.FindingsWritten(seq or 1),
            facts.ComfortAsked(seq or 1),
            facts.ComfortSaid(seq or 1, comfortable=pick((True, False))),
            facts.EscalationSettled(seq or 1),
            facts.ProtocolMoved(pick(list(tale.protocols))),
            facts.MergedFrom("SD-2222-22A"),
        )
    )
