"""What can happen to a case: for each thing when it can, and how one of its kind is made up (`tests.tale`)."""

from collections.abc import Callable, Iterable

from sundial.protocol import facts
from sundial.protocol.amounts import parse
from sundial.protocol.facts import SYSTEM, By, Fact
from sundial.protocol.promises import INSIDE, Promise
from tests.naive_hours import instant
from tests.naive_owed import PHASES
from tests.tale import ANA, EVE, Happening, Made, Pick, Tale

FIXES = ("GW-1", "GW-2", "GW-3")
LONG = (1, 30, 60, 240, 480, 1440, 3000, 10_000)  # minutes
AMOUNTS = [parse(text) for text in ("30 minutes", "4 hours", "2 days", "3 business hours", "20 business hours")]
AMOUNTS += [parse("1 business day"), parse("3 business days")]
LATE = 35  # facts, after which a case may end for good

Doing = Callable[[Tale, Pick], Made]
HAPPENINGS: dict[str, Happening] = {}


def happening(when: Callable[[Tale], object]) -> Callable[[Doing], Doing]:
    def named(make: Doing) -> Doing:
        HAPPENINGS[make.__name__] = Happening(when, make)
        return make

    return named


def is_open(tale: Tale) -> bool:
    return not tale.case.over


def is_alive(tale: Tale) -> bool:
    return tale.case.over in ("", "resolved")


def waits(tale: Tale) -> bool:
    return is_open(tale) and bool(tale.case.fixes.waited)


def ahead(tale: Tale, pick: Pick):
    """Pick an instant that lies ahead."""
    return instant(tale.now + pick(LONG))


def date(tale: Tale, pick: Pick):
    """Pick a date for a release that lies ahead: often one that stands, or that was accepted, or a minute beside it."""
    accepted = [agreement.silent for agreement in tale.case.agreements.values() if agreement.silent]
    known = [one for one in (*accepted, *tale.case.fixes.dates().values()) if one and one - 1 > tale.now]
    return instant(pick([pick(known) + pick((0, 0, 1, -1)), tale.now + pick(LONG)])) if known else ahead(tale, pick)


def some(pick: Pick, of: Iterable) -> tuple:
    """Pick none, one or all of some."""
    of = tuple(of)
    return pick(((), of, *((one,) for one in of)))


def is_a_word(fact: Fact) -> bool:
    """Say whether a customer's fact can be named as their agreement."""
    return fact.kind == "opened" or (fact.kind == "messaged" and not fact.what.automatic)


def by_the_customer(tale: Tale, pick: Pick) -> tuple[By, int | None]:
    """Pick who does what the customer must agree to: they, or the staff with a fact of theirs as evidence."""
    theirs = [fact.seq for fact in tale.facts if fact.by == ANA and is_a_word(fact)]
    return pick([(ANA, None), *((EVE, seq) for seq in theirs[-3:])])


# what is written


@happening(is_alive)
def staff_write(tale: Tale, pick: Pick) -> Made:
    about = dict.fromkeys(owed.about for owed in tale.case.owed if owed.kind == "notice")
    return EVE, facts.Messaged(public=True, notice=some(pick, list(about)[-3:]))


@happening(is_alive)
def customer_writes(tale: Tale, pick: Pick) -> Made:
    return ANA, facts.Messaged(public=True)


@happening(is_open)
def nothing_is_kept(tale: Tale, pick: Pick) -> Made:
    """What keeps no promise and changes no clock."""
    answers = [(EVE, facts.SeverityDeclined(seq)) for seq in tale.seqs("severity-asked")]
    answers += [(ANA, facts.AgreementDeclined(seq)) for seq in tale.seqs("agreement-proposed")]
    answers += [(EVE, facts.ResourceOwned(owed.about, "kim")) for owed in tale.case.running("request")]
    answers += [(EVE, facts.HandoverQuestioned(owed.about)) for owed in tale.case.running("handover")]
    return pick(
        (
            *answers,
            (EVE, facts.Messaged(public=False)),
            (ANA, facts.Messaged(public=True, automatic=True)),
            (EVE, facts.Messaged(public=True, automatic=True)),
            (SYSTEM, facts.Messaged(public=True)),
            (EVE, facts.OwnerSet("eve")),
            (EVE, facts.Triaged("known", 1, "gateway")),
            (EVE, pick((facts.TierRaised(2), *map(facts.CourseSet, facts.Course)))),
            (ANA, facts.SeverityAsked(1)),
            (EVE, facts.SeverityAsked(3)),
            (EVE, facts.AgreementProposed(Promise.DIAGNOSIS_UPDATE, every=pick(AMOUNTS))),
            (EVE, facts.SplitOff("SD-2222-22A")),
            (EVE, facts.ProtocolPinned(tale.case.revision.protocol.digest)),
        )
    )


# severity, plan, revision


@happening(is_open)
def severity_changes(tale: Tale, pick: Pick) -> Made:
    by, evidence = pick([(EVE, None), (EVE, None), by_the_customer(tale, pick)])
    severity = pick([one for one in (1, 1, 2, 3, 4) if one != tale.case.severity])
    return by, facts.SeverityChanged(severity, evidence)


@happening(is_alive)
def terms_change(tale: Tale, pick: Pick) -> Made:
    """The plan is another, or the revision by which the case counts."""
    here = tale.case.revision.protocol.digest
    moves = [(EVE, facts.ProtocolMoved(digest)) for digest in tale.protocols if digest != here]
    if tale.case.over:
        return pick(moves or [None])
    _, evidence = pick([(EVE, None), by_the_customer(tale, pick)])
    plans = [plan for plan in ("platinum", "emerald", "gold", "silver") if plan != tale.case.plan]
    return pick([*moves, *((EVE, facts.PlanChanged(plan, evidence)) for plan in plans)])


# agreements


@happening(is_open)
def customer_agrees(tale: Tale, pick: Pick) -> Made:
    by, evidence = by_the_customer(tale, pick)
    runs = [Promise(owed.promise) for owed in tale.case.running(*PHASES)]
    promise = pick([*runs, *runs, Promise.DIAGNOSIS_UPDATE, Promise.FIX_RELEASE])
    how = pick(("every", "every", "due_by", "silent_until"))
    if how == "every":
        terms = {"every": pick(AMOUNTS), "until": pick((None, ahead(tale, pick)))}
    else:
        terms = {how: ahead(tale, pick)}
    return by, facts.AgreementMade(promise, **terms, evidence=evidence)


@happening(lambda tale: is_open(tale) and (tale.case.running("cadence") or len(tale.facts) % 8 == 0))
def customer_accepts_a_date(tale: Tale, pick: Pick) -> Made:
    by, evidence = by_the_customer(tale, pick)
    return by, facts.DateAccepted(date(tale, pick), evidence)


@happening(lambda tale: is_open(tale) and tale.agreed())
def agreement_is_withdrawn(tale: Tale, pick: Pick) -> Made:
    return pick((ANA, EVE)), facts.AgreementEnded(pick(tale.agreed()))


# fixes


@happening(is_open)
def fix_is_identified(tale: Tale, pick: Pick) -> Made:
    new = [fix for fix in FIXES if fix not in tale.case.fixes.waited]
    return (EVE, facts.FixIdentified(pick(new))) if new else None


@happening(is_open)
def date_is_given(tale: Tale, pick: Pick) -> Made:
    about = dict.fromkeys(owed.about for owed in tale.case.running("notice"))
    fix = pick([*tale.case.fixes.waited, ""])
    return EVE, facts.DateGiven(date(tale, pick), fix, notice=some(pick, about))


@happening(lambda tale: is_alive(tale) and tale.case.fixes.waited)
def fix_is_waited_for_no_more(tale: Tale, pick: Pick) -> Made:
    fix = pick(list(tale.case.fixes.waited))
    released = (EVE, facts.FixReleased(fix))
    return released if tale.case.over else pick((released, (EVE, facts.FixWithdrawn(fix))))


@happening(lambda tale: is_open(tale) and (tale.dated() or waits(tale)))
def date_stands_no_more(tale: Tale, pick: Pick) -> Made:
    withdrawn = [(EVE, facts.DateWithdrawn(fix)) for fix in tale.dated()]
    return pick([*withdrawn, *((EVE, facts.FixRemoved(fix, "5.2")) for fix in tale.case.fixes.waited)])


@happening(waits)
def release_is_rescheduled(tale: Tale, pick: Pick) -> Made:
    waited = list(tale.case.fixes.waited)
    named = pick([tuple(waited), ("GW-9", waited[0]), *((fix,) for fix in waited)])
    return EVE, facts.ReleaseRescheduled("5.2", named, to=pick((None, date(tale, pick), date(tale, pick))))


# the life of the case


@happening(is_open)
def case_waits(tale: Tale, pick: Pick) -> Made:
    status = pick([one for one in ("waiting-for-customer", "waiting-for-test", None) if one != tale.case.status])
    return EVE, facts.WaitingSet(status)


@happening(lambda tale: is_alive(tale) and len(tale.facts) % 4 == 0)
def case_ends(tale: Tale, pick: Pick) -> Made:
    """It is resolved; for good only when much has happened."""
    for_good = [facts.Closed(), facts.MergedInto("SD-3333-33B")] if len(tale.facts) > LATE else []
    ends = for_good if tale.case.over else [facts.Resolved(), *for_good]
    return (EVE, pick(ends)) if ends else None


@happening(lambda tale: tale.case.over == "resolved")
def case_is_reopened(tale: Tale, pick: Pick) -> Made:
    return pick((ANA, EVE)), facts.Reopened()


@happening(is_open)
def another_case_is_merged(tale: Tale, pick: Pick) -> Made:
    since = instant(tale.now - pick(LONG))
    ran = some(pick, [(promise, False) for promise in Promise if promise not in INSIDE])
    ran += pick(((), (), ((Promise.FIX_RELEASE, True),), ((Promise.FIX_RELEASE, True),) * 2))
    owed = tuple(facts.Carried(promise, since, ahead(tale, pick), notice) for promise, notice in ran)
    fixes = tuple(facts.Awaited(fix, pick((None, ahead(tale, pick)))) for fix in some(pick, FIXES))
    return EVE, facts.MergedFrom("SD-4444-44C", owed, fixes)


# other groups, waivers


@happening(is_open)
def group_is_asked_or_answers(tale: Tale, pick: Pick) -> Made:
    asked = [owed.about for owed in tale.case.running("request")]
    answers = [kind(seq) for kind in (facts.ResourceAnswered, facts.ResourceWithdrawn) for seq in asked]
    return EVE, pick([*answers, facts.ResourceAsked("engineering", ahead(tale, pick))])


@happening(is_open)
def case_is_handed_over(tale: Tale, pick: Pick) -> Made:
    offered = [owed.about for owed in tale.case.running("handover")]
    ends = [kind(seq) for kind in (facts.HandoverAccepted, facts.HandoverWithdrawn) for seq in offered]
    region, to, mood = pick(("emea", "americas", "apj")), pick(("", "amy")), pick(list(facts.Mood))
    return EVE, pick([*ends, facts.HandoverOffered(region, to, ahead(tale, pick), mood)])


@happening(lambda tale: len(tale.facts) % 3 == 0 and tale.broken())
def breach_is_waived(tale: Tale, pick: Pick) -> Made:
    owed = pick(tale.broken())
    return EVE, facts.Waived(Promise(owed.promise), owed.cycle, instant(owed.due), "dan", pick((owed.about, 0)))
