"""The API: what the pages say, as JSON that its own schema describes, behind the same wall (O2.7, O12.1)."""

import json

import pytest
from jsonschema import Draft202012Validator

from sundial.commands.record import record
from sundial.models import viewing
from sundial.protocol.clock_json import INSIDE_KEYS
from sundial.protocol.facts import Asks, DateGiven, FixIdentified, ReleaseRescheduled, ResourceAsked
from sundial.protocol.number import number_of
from tests.browsing import signed_in, visitor
from tests.climbing_story import answers, escalates, is_comfortable

NEVER = number_of(7)
NINE = "Mon 2026-03-02 09:00"


@pytest.fixture
def eve(cast):
    return signed_in(cast.eve.person)


@pytest.fixture
def ana(cast):
    return signed_in(cast.ana.person)


@pytest.fixture
def told(cast, acme, at):
    """Ana's case with everything inside that a case can have: a note, a group that is asked, a fix by its key."""
    whats = (
        (ResourceAsked("engineering", at("Mon 12:00")), "Mon 11:20", "CANARY-REQUEST"),
        (FixIdentified("CANARY-FIX"), "Mon 11:30", ""),
        (DateGiven(at("Fri 10:00"), "CANARY-FIX"), "Mon 11:40", "On Friday."),
        (ReleaseRescheduled("5.8.2", ("CANARY-FIX",), to=at("Fri 18:00")), "Mon 11:50", ""),
    )
    cast.at.today = None
    at(NINE)
    for what, moment, text in whats:
        with viewing(cast.eve.person):
            record(acme, what, by=cast.eve.person, now=at(moment), text=text)
    return acme


def get(client, address):
    answer = client.get(f"/api/v1/{address}")
    assert answer["Content-Type"].startswith("application/json")
    return answer.json()


def valid(client, address):
    """Get an answer and hold it to the schema that the API gives of itself."""
    answer = client.get(f"/api/v1/{address}")
    schema = get(client, "openapi.json")
    path = "/api/v1/cases/{number}" + ("/clocks" if "/clocks" in address else "")
    shape = schema["paths"][path]["get"]["responses"][str(answer.status_code)]["content"]["application/json"]["schema"]
    whole = {**shape, "components": schema["components"]}
    Draft202012Validator(whole, format_checker=Draft202012Validator.FORMAT_CHECKER).validate(answer.json())
    return answer.json()


def test_the_staff_read_a_case_and_what_is_inside(told, eve):
    case = valid(eve, f"cases/{told.number}")
    assert (case["number"], case["severity"], case["plan"], case["state"]) == (told.number, 1, "platinum", "fix")
    assert (case["customer"], case["contact"], case["owner"]) == ("Acme", "Ana", "Eve")
    assert case["fixes"] == [{"fix": "CANARY-FIX", "date": "2026-03-06T18:00:00Z"}]
    assert case["head"] == {"fact": told.head_seq, "hash": told.head_hash}
    assert case["next"]["promise"] == "fix-release"
    assert case["clocks"] == f"/api/v1/cases/{told.number}/clocks"


def test_the_staff_read_every_clock_with_the_facts_behind_it(told, eve):
    answer = valid(eve, f"cases/{told.number}/clocks?zone=Europe/Bucharest")
    assert answer["zone"] == "Europe/Bucharest"
    assert [clock["promise"] for clock in answer["clocks"]] == [
        "first-response", "diagnosis-update", "resource-answer", "fix-release", "fix-release",
    ]  # fmt: skip
    first = answer["clocks"][0]
    assert (first["outcome"], first["standing"], first["kept_by"], first["fact"]) == ("met", "kept", 3, 1)
    assert answer["clocks"][-1]["about"] == told.head_seq
    assert first["sentence"].startswith("The first response was due Mon 2 Mar, 12:00 Bucharest time")


def test_the_steps_are_those_of_the_page(told, eve):
    page = eve.get(f"/desk/cases/{told.number}/clocks/upd-1").content.decode()
    steps = valid(eve, f"cases/{told.number}/clocks?zone=Europe/Bucharest")["clocks"][1]["steps"]
    assert [step["value"] for step in steps if step["value"] not in page] == []
    assert steps[-1]["at"] == "2026-03-02T11:10:00Z"


def test_a_customer_reads_their_promises_and_nothing_of_the_inside(told, ana):
    case, clocks = valid(ana, f"cases/{told.number}"), valid(ana, f"cases/{told.number}/clocks")
    assert [clock["promise"] for clock in clocks["clocks"]] == [
        "first-response", "diagnosis-update", "fix-release", "fix-release",
    ]  # fmt: skip
    assert {key for clock in clocks["clocks"] for key in clock} & set(INSIDE_KEYS) == set()
    assert set(case) & {"head", "fixes", "flag", "revision", "pinned", "triaged", "home_region", "regions"} == set()
    everything = json.dumps([case, clocks])
    assert [word for word in ("CANARY", "engineering", told.head_hash, "resource") if word in everything] == []
    assert clocks["zone"] == "Europe/Bucharest"  # their own


@pytest.mark.parametrize("end", ["", "/clocks"])
def test_a_case_behind_the_wall_is_a_case_that_never_was(end, cast, secret, ana):
    amy = signed_in(cast.amy.person)
    for outside in (amy, ana):
        there, never = (outside.get(f"/api/v1/cases/{number}{end}") for number in (secret.number, NEVER))
        assert there.status_code == 404
        assert (there.content, dict(there.headers)) == (never.content, dict(never.headers))
    assert valid(amy, f"cases/{NEVER}{end}") == {"detail": "Not Found"}
    assert valid(signed_in(cast.eve.person), f"cases/{secret.number}{end}")


@pytest.mark.parametrize("address", ["cases/{}", "cases/{}/clocks", "openapi.json"])
def test_who_has_not_signed_in_is_told_so_and_sent_nowhere(address, acme):
    answer = visitor().get(f"/api/v1/{address.format(acme.number)}")
    assert (answer.status_code, answer.json()) == (401, {"detail": "Unauthorized"})


def test_somebody_who_left_reads_nothing_more(cast, acme, eve):
    cast.leaves(cast.eve)
    assert eve.get(f"/api/v1/cases/{acme.number}").status_code == 401


@pytest.mark.parametrize("zone", ["Mars", "Europe/../x", "x" * 65, "%00"])
def test_a_zone_that_is_none_is_told_in_a_sentence(zone, acme, eve):
    answer = eve.get(f"/api/v1/cases/{acme.number}/clocks?zone={zone}")
    assert answer.status_code == 422
    assert valid(eve, f"cases/{acme.number}/clocks?zone={zone}")["detail"]


def test_a_case_says_on_which_rungs_it_stands_and_what_is_owed_there(cast, acme, eve, ana):
    escalates(cast.ana, acme, 1, at="Mon 11:20", asks=Asks.VIDEO)
    second = escalates(cast.ana, acme, 2, at="Mon 11:30")
    answers(cast.dan, acme, second, at="Mon 11:40")
    is_comfortable(cast.ana, acme, second, at="Mon 11:50", comfortable=False)
    for who in (eve, ana):
        first, then = valid(who, f"cases/{acme.number}")["escalations"]
        assert (first["rung"], first["asks"], first["owner"]) == (1, "video-conference", None)
        assert (then["rung"], then["asks"], then["owner"], then["comfortable"]) == (2, None, "Dan", False)
        assert then["answered_at"] == "2026-03-02T11:40:00Z"
        clocks = [one for one in valid(who, f"cases/{acme.number}/clocks")["clocks"] if "escalation" in one["promise"]]
        assert [one["outcome"] for one in clocks] == ["met", "met"]


def test_nothing_can_be_written_here(acme, eve):
    for method in ("post", "put", "patch", "delete"):
        assert getattr(eve, method)(f"/api/v1/cases/{acme.number}").status_code == 405


def test_what_a_case_goes_on_as_is_said(cast, acme, eve, ana):
    assert get(eve, f"cases/{acme.number}")["merged_into"] == ""
    assert valid(ana, f"cases/{acme.number.lower()}")["number"] == acme.number


def test_an_answer_is_kept_by_no_cache(acme, eve):
    assert eve.get(f"/api/v1/cases/{acme.number}")["Cache-Control"] == "private, no-store"


def test_every_answer_that_can_come_is_in_the_schema(acme, eve):
    schema = get(eve, "openapi.json")
    assert schema["openapi"].startswith("3.1")
    assert set(schema["paths"]) == {"/api/v1/cases/{number}", "/api/v1/cases/{number}/clocks"}
    for path in schema["paths"].values():
        assert set(path["get"]["responses"]) == {"200", "401", "404", "422"}
    Draft202012Validator.check_schema({"$defs": schema["components"]["schemas"]})
