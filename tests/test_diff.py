"""What two documents say differently: told in sentences, in order, and nothing left out (O12.1)."""

from typing import Any

from sundial.protocol.diff import Change, Kind, differences
from sundial.protocol.document import SHIPPED, Protocol, from_json, load, merged, shipped, to_json, whole

HALVED = SHIPPED.parent / "examples" / "silver-halved.toml"
Over = dict[str, Any]


def told(over: Over) -> list[str]:
    """Return what is said of the shipped document with something laid over it."""
    return [change.says for change in differences(shipped(), laid(over))]


def laid(over: Over) -> Protocol:
    return from_json(merged(to_json(shipped()), over))


def cut(part: str, *keys: str, of: Over | None = None) -> Protocol:
    """Return the shipped document without some keys of one of its parts, with something laid over it."""
    stored = merged(to_json(shipped()), of or {})
    stored[part] = {key: found for key, found in stored[part].items() if key not in keys}
    return from_json(stored)


def test_silver_in_half_the_time_is_twelve_targets_and_the_words_of_each():
    changes = differences(shipped(), load(HALVED))

    assert [change.kind for change in changes] == [Kind.TARGET] * 12 + [Kind.WORDING] * 12
    assert changes[0] == Change(
        Kind.TARGET,
        "tables.silver.targets.1.first-response",
        "4 business hours",
        "2 business hours",
        "Silver, severity 1, first response: 4 business hours becomes 2 business hours (stricter)",
    )
    assert (changes[2].says, changes[3].says) == (
        "Silver, severity 1, fix release: every 1 business day becomes every 4 business hours",
        "Silver, severity 2, first response: 4 hours becomes 2 hours (stricter)",
    )
    assert (changes[8].was, changes[8].now) == (
        "2 business days from a determination",
        "1 business day from a determination",
    )


def test_the_other_way_round_it_is_looser_where_it_can_be_decided():
    says = [change.says for change in differences(load(HALVED), shipped())]

    assert says[0] == "Silver, severity 1, first response: 2 business hours becomes 4 business hours (looser)"
    assert sum(text.endswith("(looser)") for text in says) == 6
    assert not any("stricter" in text for text in says)


def test_a_target_that_two_plans_share_is_told_for_each():
    over = {"tables": {"platinum": {"targets": {"2": {"first-response": {"within": "30 minutes"}}}}}}

    assert told(over) == [
        "Platinum, severity 2, first response: 1 hour becomes 30 minutes (stricter)",
        "Emerald, severity 2, first response: 1 hour becomes 30 minutes (stricter)",
    ]


def test_a_plan_that_moves_to_another_table_is_told_by_its_targets():
    tables = {"platinum": {"plans": ["platinum"]}, "gold": {"plans": ["emerald", "gold"]}}
    changes = differences(shipped(), laid({"tables": tables}))

    assert {change.says.split(",")[0] for change in changes if change.kind is Kind.TARGET} == {"Emerald"}
    assert [change.where for change in changes if change.kind is Kind.PLAN] == [
        "tables.platinum.plans",
        "tables.gold.plans",
    ]


def test_another_reading_of_plain_hours_is_told_with_every_target_that_it_moves():
    """O6.5."""
    changes = differences(shipped(), laid({"readings": {"unqualified_hours": "business"}}))

    assert "Gold, severity 2, first response: 2 hours becomes 2 business hours" in {change.says for change in changes}
    assert changes[-1].says == "Reading unqualified hours (O6.5): elapsed becomes business"
    assert len(changes) == 12 + 5 + 1 + 1  # Platinum and Emerald, Gold, Silver; the reading itself


def test_a_cadence_that_becomes_a_notice_is_neither_stricter_nor_looser():
    row = {"fix-release": {"every": None, "notice": "1 business day", "wording": "At once"}}

    assert told({"tables": {"gold": {"targets": {"1": row}}}})[0] == (
        "Gold, severity 1, fix release: every 1 business day becomes 1 business day from a determination"
    )


def test_a_plan_that_comes_and_a_plan_that_goes_are_told_by_name():
    tables = {"platinum": {"plans": ["platinum"]}, "silver": {"plans": ["silver", "bronze"]}}
    bronze = {"name": "Bronze", "phone": False, "includes": []}
    changes = differences(shipped(), cut("plans", "emerald", of={"plans": {"bronze": bronze}, "tables": tables}))

    assert [change.says.partition(":")[0] for change in changes if change.where.startswith("plans.")] == [
        "Plan emerald is gone",
        "Plan bronze is new",
    ]
    assert [change for change in changes if change.kind is Kind.TARGET] == []


def test_plans_in_another_order_are_told_for_the_order_says_which_is_better():
    """O6.8: a change to a better plan raises."""
    stored = to_json(shipped())
    stored["plans"] = dict(reversed(stored["plans"].items()))

    assert [change.says for change in differences(shipped(), from_json(stored))] == [
        "Plans, from the best down: platinum, emerald, gold, silver becomes silver, gold, emerald, platinum"
    ]


def test_one_leader_more_at_the_head_of_the_list_is_one_change():
    leaders = to_json(shipped())["leadership"]
    director = {**leaders[0], "role": "director", "title": "Director of Support"}

    assert [text[:16] for text in told({"leadership": [director, *leaders]})] == ["Leader 1 is new:"]
    assert told({"leadership": leaders[1:]})[0].startswith("Leader 1 is gone: role svp, title “Senior Vice President")


def test_a_key_that_one_document_leaves_to_its_default_differs_only_if_the_other_chooses_something_else():
    unsaid = to_json(shipped())
    said = whole(shipped())

    assert "plan_change" not in unsaid["readings"]
    assert differences(from_json(unsaid), from_json(said)) == ()


def test_targets_come_first_then_calendars_readings_and_the_ladder():
    over = {
        "name": "another",
        "readings": {"two_figures": "08"},
        "ladder": {"section": "07"},
        "regions": {"apj": {"hours": [["08:00", "16:00"]]}},
        "tables": {"gold": {"targets": {"2": {"first-response": {"within": "1 hour"}}}}},
    }

    kinds = [change.kind for change in differences(shipped(), laid(over))]
    assert kinds == [Kind.TARGET, Kind.CALENDAR, Kind.READING, Kind.LADDER, Kind.REST]
