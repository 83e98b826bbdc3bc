"""O2.3, O2.7, O8.6: where a promise can fall due and nobody who may answer it is there."""

from dataclasses import replace

import pytest

from sundial.protocol.amounts import BusinessDays, BusinessTime, Elapsed
from sundial.protocol.coverage import Hand, Hole, demands, hand_of, holes, said
from sundial.protocol.document import Target, shipped
from sundial.protocol.promises import Promise
from sundial.protocol.rota import Duty, shifts
from sundial.protocol.stretches import Stretch
from sundial.protocol.terms import Terms
from tests.covering import HOUR, PLATINUM
from tests.rotas import changes, pattern, utc

WEEK = utc("2026-11-23 00:00"), utc("2026-11-30 00:00")


def hand(since, until, region="emea", tier=1, languages=("en",), **rest):
    """Return Eve, who is there between two instants."""
    return Hand("eve", region, tier, languages, utc(since), utc(until), **rest)


ALL_BUT_SUNDAY_NIGHT = (
    hand("2026-11-23 00:00", "2026-11-29 02:00"),
    hand("2026-11-29 06:00", "2026-11-30 00:00"),
)


def test_the_sentence_of_the_plan_is_said():
    (hole,) = holes([PLATINUM], ALL_BUT_SUNDAY_NIGHT, *WEEK)
    assert (hole.since, hole.until, hole.regions) == (utc("2026-11-29 02:00"), utc("2026-11-29 06:00"), ("emea",))
    assert said(hole) == (
        "Platinum severity 1 promises one hour day and night; on Sunday 29 November, 02:00 to 06:00 UTC, nobody in EMEA"
        " covers the EMEA-only customers."
    )


def test_an_override_closes_the_hole():
    override = hand("2026-11-29 01:00", "2026-11-29 07:00", duty=Duty.ON_CALL)
    assert holes([PLATINUM], [*ALL_BUT_SUNDAY_NIGHT, override], *WEEK) == ()


def test_people_outside_the_wall_do_not_answer_for_a_restricted_customer_and_do_for_others():
    afar = hand("2026-11-29 02:00", "2026-11-29 06:00", region="apj")
    assert len(holes([PLATINUM], [*ALL_BUT_SUNDAY_NIGHT, afar], *WEEK)) == 1
    assert holes([replace(PLATINUM, regions=())], [*ALL_BUT_SUNDAY_NIGHT, afar], *WEEK) == ()


def test_a_tier_is_answered_by_it_or_one_above():
    there = hand("2026-11-23 00:00", "2026-11-30 00:00", tier=2)
    for tier, count in ((None, 0), (1, 0), (2, 0), (3, 1)):
        assert len(holes([replace(PLATINUM, tier=tier)], [there], *WEEK)) == count
    assert len(holes([replace(PLATINUM, tier=1)], [replace(there, tier=None)], *WEEK)) == 1


def test_a_duty_manager_counts_where_no_tier_is_asked_for():
    lead = hand("2026-11-23 00:00", "2026-11-30 00:00", tier=3, duty=Duty.MANAGER)
    assert holes([PLATINUM], [lead], *WEEK) == ()
    assert len(holes([replace(PLATINUM, tier=1)], [lead], *WEEK)) == 1


def test_a_language_is_answered_by_whoever_speaks_it():
    there = hand("2026-11-23 00:00", "2026-11-30 00:00", languages=("English", "Japanese"))
    japanese = replace(PLATINUM, language="Japanese", tier=2)
    assert holes([replace(japanese, tier=None)], [there], *WEEK) == ()
    (hole,) = holes([japanese], [there], *WEEK)
    assert said(hole).endswith(
        "; from Monday 23 November, 00:00 to Monday 30 November, 00:00 UTC, nobody of tier 2 or above who speaks"
        " Japanese in EMEA covers the EMEA-only customers."
    )


def test_business_time_falls_due_in_open_hours_alone():
    office = Stretch(utc("2026-11-23 07:00"), utc("2026-11-23 15:00"))
    silver = replace(
        PLATINUM, name="Silver severity 3", plan="silver", severity=3, title="Silver", regions=(), windows=(office,),
        target=Target(BusinessDays(1), "once", "1 business day", "06", "ack/3/silver"),
    )  # fmt: skip
    (hole,) = holes([silver], [hand("2026-11-23 00:00", "2026-11-23 09:00")], *WEEK)
    assert (hole.since, hole.until) == (utc("2026-11-23 09:00"), office.until)
    assert said(hole) == (
        "Silver severity 3 promises one business day; on Monday 23 November, 09:00 to 15:00 UTC, in the business hours"
        " of EMEA, nobody is on shift or on call."
    )


def test_holes_that_are_one_in_time_and_cause_are_one():
    alike = [PLATINUM, replace(PLATINUM, name="Platinum severity 2", severity=2)]
    others = [replace(PLATINUM, regions=("apj",), places=("APJ",)), replace(PLATINUM, tier=3)]
    found = holes([*alike, *others], (), *WEEK)
    assert sorted(len(hole.demands) for hole in found) == [1, 1, 2]
    assert len(holes(alike, (), *WEEK)) == 1


def test_holes_of_other_causes_are_not_one_though_they_are_one_in_time():
    office = (Stretch(utc("2026-11-23 07:00"), utc("2026-11-23 15:00")),)
    places = [replace(PLATINUM, regions=(), windows=office, places=(place,)) for place in ("EMEA", "Africa")]
    assert len(holes(places, (), *WEEK)) == 2
    there = hand("2026-11-23 00:00", "2026-11-30 00:00", languages=())
    spoken = [PLATINUM, replace(PLATINUM, language="Japanese")]
    assert [hole.demands for hole in holes(spoken, [there], *WEEK)] == [(spoken[1],)]
    assert len(holes(spoken, (), *WEEK)) == 2


def sentence(*wanted, since="2026-11-23 08:00", until="2026-11-24 00:00"):
    """Return what is said of demands that have one hole."""
    return said(Hole(wanted, utc(since), utc(until)))


def of(plan, severity, amount=HOUR.amount, style="once"):
    """Return a demand of all customers."""
    target = replace(HOUR, amount=amount, style=style)
    return replace(PLATINUM, plan=plan, title=plan.title(), severity=severity, target=target, regions=())


END = "day and night; on Monday 23 November, 08:00 to 24:00 UTC, nobody is on shift or on call."
SENTENCES = [
    ([of("gold", 1), of("gold", 1, Elapsed(7200), "every")], f"Gold severity 1 promises one hour {END}"),
    ([of("gold", 1, style="notice"), of("gold", 1, style="every"), of("gold", 1)],
     f"Gold severity 1 promises one hour {END}"),
    ([of("gold", 1, style="notice"), of("gold", 1, style="every")],
     f"Gold severity 1 promises an update every hour {END}"),
    ([of("gold", 2, Elapsed(7200), "every")], f"Gold severity 2 promises an update every two hours {END}"),
    ([of("gold", 2, Elapsed(30 * 60), "notice")],
     f"Gold severity 2 promises word of a determination within 30 minutes {END}"),
    ([of("gold", 1), of("gold", 2, Elapsed(7200))],
     f"Gold severities 1 and 2 promise as little as one hour {END}"),
    ([of("gold", 2), of("gold", 3), of("gold", 4)], f"Gold severities 2 to 4 promise one hour {END}"),
    ([of("gold", 1), of("gold", 2), of("gold", 4)], f"Gold severities 1, 2 and 4 promise one hour {END}"),
    ([of("gold", 1), of("silver", 1)], f"Gold and Silver severity 1 promise one hour {END}"),
    ([of("gold", 1), of("gold", 2), of("silver", 2)],
     f"Gold severities 1 and 2 and Silver severity 2 promise one hour {END}"),
    ([replace(of("gold", 1), target=None)], f"Gold severity 1 promises an answer {END}"),
]  # fmt: skip


@pytest.mark.parametrize(("wanted", "text"), SENTENCES)
def test_several_promises_are_said_in_one_sentence(wanted, text):
    assert sentence(*wanted) == text


def test_customers_of_several_regions_are_named_with_all_of_them():
    two = replace(PLATINUM, regions=("apj", "emea"), places=("APJ", "EMEA"))
    assert sentence(two, since="2026-11-30 22:00", until="2026-12-01 00:01") == (
        "Platinum severity 1 promises one hour day and night; from Monday 30 November, 22:00 to Tuesday 1 December,"
        " 00:01 UTC, nobody in APJ or EMEA covers the customers of APJ and EMEA only."
    )


def promised(plan, regions=()):
    """Return what the shipped protocol promises customers of EMEA on a plan in the week."""
    return demands(Terms(shipped(), plan, "emea", regions), *WEEK)


def test_every_promise_of_every_severity_is_a_demand():
    found = promised("platinum")
    assert len({(one.severity, one.promise) for one in found}) == len(found) == 4 * 3
    assert [one.name for one in found[:4]] == ["Platinum severity 1"] * 3 + ["Platinum severity 2"]
    assert {one.regions for one in found} == {()}
    assert {one.regions for one in promised("platinum", ("apj", "emea"))} == {("apj", "emea")}


def test_elapsed_targets_fall_due_at_any_instant_and_business_ones_in_the_business_calendar():
    for plan in shipped().plans:
        for one in promised(plan):
            assert (one.windows is None) == isinstance(one.target.amount, Elapsed)
    gold = {(one.severity, one.promise): one for one in promised("gold")}[1, Promise.FIRST_RESPONSE]
    assert gold.target.amount == BusinessTime(7200)
    assert gold.places == ("EMEA",)
    assert [opens.isoformat() for opens, _ in gold.windows] == [
        f"2026-11-{day}T07:00:00+00:00" for day in range(23, 28)
    ]


def test_a_restricted_customer_s_windows_are_those_of_the_designated_regions():
    restricted = {(one.severity, one.promise): one for one in promised("gold", ("apj",))}[1, Promise.FIRST_RESPONSE]
    assert restricted.places == ("APJ",)
    assert restricted.windows[0] == (utc("2026-11-23 02:00"), utc("2026-11-23 10:00"))


def test_a_rota_leaves_the_hole_that_it_has_on_purpose():
    rota = [pattern("day", "06:00", "22:00"), pattern("night", days=(0, 1, 2, 3, 4, 5))]
    there = [hand_of(one, "emea", 2) for one in shifts(rota, changes(), *WEEK)]
    found = holes(promised("platinum", ("emea",)), there, *WEEK)
    assert {(hole.since, hole.until) for hole in found} == {
        (utc("2026-11-23 00:00"), utc("2026-11-23 04:00")),
        (utc("2026-11-29 20:00"), utc("2026-11-30 00:00")),
    }
    assert said(found[0]) == (
        "Platinum severities 1 to 4 promise as little as one hour day and night; on Monday 23 November, 00:00 to 04:00"
        " UTC, nobody in EMEA covers the EMEA-only customers."
    )
