"""Every door of the house, tried by every kind of person: a door that nobody has classed fails here."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from sundial.commands.resources import ask_group
from sundial.models import CLOCKWORK, Alert, viewing
from sundial.protocol.number import number_of
from tests.browsing import signed_in, visitor
from tests.database import as_role

NEVER = number_of(7)
OUT, SIGN_IN, GONE = "led to the sign-in", "led to the sign-in", "not found"
EVERYBODY = {"account_login", "account_logout", "appearance", "health", "rota-feed", "mail-hook"}
# mail-hook asks for a signature instead of a sign-in: tests/test_mail_door.py
IN_THE_DEMO = {"demo-sign-in", "demo-mail", "demo_mail"}
SIGNED_IN = {"live"}
CONTACTS = {"portal:home", "portal:new", "portal:case", "portal:messages", "portal:reopenings"}
STAFF = {"desk:queue", "desk:side", "desk:delay", "desk:case", "desk:clock", "desk:clocks", "desk:messages"}
STAFF |= {"desk:ownerships", "desk:resolutions", "desk:reopenings", "desk:closures"}
STAFF |= {"desk:alerts", "desk:readings", "desk:reading"}
OF_A_CASE = ("desk:case", "desk:clock", "desk:clocks", "desk:messages", "desk:ownerships", "desk:resolutions")
OF_A_CASE += ("desk:reopenings", "desk:closures")
GET = {"desk:queue", "desk:side", "desk:delay", "desk:case", "desk:clock", "desk:clocks", "desk:alerts"}
RELATED = ("desk:merges", "desk:splits", "desk:evidence", "desk:evidence-file")
STAFF |= set(RELATED)
OF_A_CASE += RELATED
GET |= {"desk:evidence", "desk:evidence-file"}
TRIAGE = ("desk:case-triage", "desk:case-questions", "desk:case-place", "desk:case-requests", "desk:case-request")
ASKED = ("desk:request-ownerships", "desk:request-answers", "desk:request-withdrawals")
STAFF |= {"desk:triage", "desk:requests", *TRIAGE, *ASKED}
OF_A_CASE += (*TRIAGE, *ASKED)
GET |= {"desk:triage", "desk:requests", *TRIAGE}
REQUEST = "4"  # the fact with which a group is asked on the hidden case
SHOWN_FIRST = {"desk:merges", "desk:splits"}  # pages whose form is sent to where it stands
AGREED = {"desk:severity", "desk:plan", "desk:waiting", "desk:agreements"}
ANSWERED = {"desk:severity-requests", "desk:severity-refusals", "desk:agreement-proposals", "desk:agreement-looks"}
ANSWERED |= {"desk:agreement-withdrawals", "desk:agreement-refusals"}
WAIVED = {"desk:waivers", "desk:waiver", "desk:waiver-requests"}
STAFF |= AGREED | ANSWERED | WAIVED
OF_A_CASE += (*sorted(AGREED | ANSWERED), "desk:waivers")
GET |= {"desk:waivers"}
SHOWN_FIRST |= {*AGREED, "desk:waiver"}
CONTACTS |= {"portal:severity", "portal:severity-acceptances", "portal:severity-refusals", "portal:agreements"}
CONTACTS |= {"portal:agreement-acceptances", "portal:agreement-refusals", "portal:agreement-withdrawals"}
FIXES = ("desk:fixes", "desk:fix-withdrawals", "desk:dates", "desk:date-withdrawals")
RELEASES = {"desk:releases", "desk:release", "desk:release-new", "desk:release-assignments"}
DECIDED = {"desk:release-moves", "desk:release-shipments", "desk:release-droppings"}
DECIDED |= {"desk:fix-removals", "desk:fix-givings-up"}
NOTICES = {"desk:notices", "desk:notice", "desk:notice-texts", "desk:notice-sendings", "desk:notice-drops"}
STAFF |= {*FIXES} | RELEASES | DECIDED | NOTICES
OF_A_CASE += FIXES
GET |= {"desk:releases", "desk:release", "desk:notice"}
SHOWN_FIRST |= {"desk:fixes", "desk:dates", "desk:release-new", "desk:notices", *DECIDED}
CONTACTS |= {"portal:acceptances", "portal:acceptance-withdrawals"}
PROTOCOL = {"desk:protocol", "desk:protocol-candidate", "desk:protocol-revision", "desk:protocol-calendar"}
PROTOCOL |= {"desk:protocol-withdrawals"}
STAFF |= PROTOCOL | {"desk:protocol-candidates", "desk:protocol-removals"}  # who of them: tests/desk
GET |= {"desk:protocol"}
SHOWN_FIRST |= PROTOCOL
STAFF |= {"desk:coverage", "desk:board", "desk:screen"}
GET |= {"desk:coverage", "desk:board", "desk:screen"}
ROTA = {"desk:rota-additions", "desk:rota-times-off", "desk:rota-pattern-new", "desk:rota-feeds"}
DONE = {"offers", "takings", "passings", "droppings", "withdrawals", "endings", "feed-removals"}
STAFF |= {"desk:rota", "desk:rota-shift", "desk:rota-patterns", *ROTA, *(f"desk:rota-{one}" for one in DONE)}
GET |= {"desk:rota", "desk:rota-shift", "desk:rota-patterns"}
SHOWN_FIRST |= ROTA
STAFF |= {"desk:handover", *(f"desk:handover-{one}" for one in ("offers", "acceptances", "questions"))}
STAFF |= {"desk:handover-withdrawals", "desk:case-handover"}
OF_A_CASE += ("desk:case-handover",)
SHOWN_FIRST |= {"desk:case-handover"}
GET |= {"desk:handover"}
PEOPLE = {"desk:people", "desk:person", "desk:directory", "desk:customers", "desk:customer"}
ENTERED = {"desk:person-new", "desk:person-changes", "desk:person-departures", "desk:customer-team"}
ENTERED |= {"desk:customer-wall", "desk:glass"}
STAFF |= {"desk:glass-case"}
GET |= {"desk:glass-case"}
STAFF |= PEOPLE | ENTERED | {"desk:person-returns", "desk:person-reassignments"}  # behind which wall: test_people_pages
GET |= PEOPLE
SHOWN_FIRST |= ENTERED
CONTACTS |= {"portal:services", "portal:leadership", "portal:escalations", "portal:comfort"}
PLACED = {"desk:owner", "desk:tier", "desk:course"}
STAFF |= PLACED | {"desk:returns", "desk:customer-course", "desk:presence"}  # behind which wall: desk/test_sun_pages
OF_A_CASE += (*sorted(PLACED), "desk:returns")
SHOWN_FIRST |= PLACED | {"desk:customer-course"}
CLIMBING = {f"desk:escalation-{one}" for one in ("ownerships", "duties", "findings", "comfort", "settlements")}
STAFF |= {"desk:ladder", "desk:calls", "desk:escalation", "desk:escalations", "desk:causes", *CLIMBING}
OF_A_CASE += ("desk:ladder", "desk:calls", "desk:escalation", *sorted(CLIMBING))
GET |= {"desk:ladder", "desk:escalation", "desk:escalations", "desk:causes"}
SHOWN_FIRST |= {"desk:calls"}
STAFF |= {"desk:letters", "desk:letter"}  # of coordinators, and behind which wall: tests/test_leadership_letters.py
GET |= {"desk:letters"}
SHOWN_FIRST |= {"desk:letter"}
STAFF |= {"desk:alert-log"}
OF_A_CASE += ("desk:alert-log",)
GET |= {"desk:alert-log"}
STAFF |= {"desk:acknowledgements", "desk:passings"}  # of one's own alerts: tests/test_acknowledging.py
STAFF |= {"desk:dead-letters", "desk:dead-letter", "desk:undelivered"}  # whose: tests/test_dead_letters.py
OF_A_CASE += ("desk:dead-letters",)
SHOWN_FIRST |= {"desk:passings", "desk:dead-letter", "desk:undelivered"}
STAFF |= {"desk:reaching", *(f"desk:reaching-{one}" for one in ("ways", "endings", "trials", "choices", "quiet"))}
STAFF |= {"desk:reaching-hushings"}
GET |= {"desk:reaching"}  # whose ways: tests/test_ways.py and desk/test_reaching.py
API = {"api:case", "api:clocks", "api:openapi"}  # tests/test_api.py


def doors(resolver, prefix="", path="/"):
    """Yield every route: its name with its namespace, and its pattern."""
    for one in resolver.url_patterns:
        if isinstance(one, URLResolver):
            space = f"{one.namespace}:" if one.namespace else ""
            yield from doors(one, prefix + space, path + str(one.pattern))
        elif isinstance(one, URLPattern):
            yield f"{prefix}{one.name}", path + str(one.pattern)


ROUTES = dict(doors(get_resolver("sundial.urls")))


def address(name, number=NEVER, alert=None):
    """Fill a route in."""
    filled = ROUTES[name].replace("<str:number>", number).replace("<slug:key>", "resp-1").replace("<int:seq>", REQUEST)
    filled = filled.replace("<int:seq>", "1").replace("<int:nth>", "1")
    filled = filled.replace("<slug:digest>", "0123456789ab").replace("<slug:region>", "emea")
    named = (
        "release",
        "fix",
        "draft",
        "candidate",
        "person",
        "organization",
        "letter",
        "way",
    )  # behind a wall: tests/desk, test_people
    for what in (f"<uuid:{one}>" for one in named):
        filled = filled.replace(what, str(uuid4()))
    return filled.replace("<uuid:alert>", str(alert or uuid4()))


def knock(client, name, **parts):
    """Try a door as it is meant to be used."""
    where = address(name, **parts)
    return client.get(where) if name in GET else client.post(where, FIELDS)


FIELDS = {"text": "Hello", "mode": "note", "seen": "0", "key": str(uuid4()), "latest": str(uuid4())}


@pytest.fixture(scope="module")
def first_told(first_cast):
    cast = first_cast
    case = cast.open_case(by=cast.restricted("emea"), at="Mon 2026-03-02 09:00")
    cast.eve.replies(case, at="Mon 09:10")
    now = cast.at("Mon 09:20")
    with viewing(cast.eve.person):
        ask_group(case, "sales", by=cast.eve.person, text="Which plan?", due_at=now + timedelta(hours=2), now=now)
    assert str(case.head_seq) == REQUEST
    return cast, case


@pytest.fixture
def cast(again):
    return again[0]


@pytest.fixture
def at(cast):
    return cast.at


@pytest.fixture
def hidden(again):
    return again[1]


def all_answer(status, answers):
    """Say whether there are answers and all have one status; fail with those that have another."""
    others = {name: answer.status_code for name, answer in answers.items() if answer.status_code != status}
    assert others == {}
    return bool(answers)


def test_every_door_is_classed():
    assert set(ROUTES) - IN_THE_DEMO == EVERYBODY | SIGNED_IN | CONTACTS | STAFF | API


@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_comes_in_without_signing_in(db, method):
    answers = {name: getattr(visitor(), method)(address(name)) for name in SIGNED_IN | CONTACTS | STAFF}

    assert all_answer(302, answers)
    assert [name for name, answer in answers.items() if not answer["Location"].startswith("/sign-in/")] == []


def test_the_desk_does_not_exist_for_a_contact(cast):
    case, ana = cast.open_case(at="Mon 2026-03-02 09:00"), signed_in(cast.ana.person)

    assert all_answer(404, {name: knock(ana, name, number=case.number) for name in STAFF})


def test_a_case_behind_the_wall_is_a_case_that_never_was(cast, hidden):
    amy = signed_in(cast.amy.person)
    there, never = ({name: knock(amy, name, number=one) for name in OF_A_CASE} for one in (hidden.number, NEVER))

    assert all_answer(404, there)
    assert [name for name in there if words(there[name]) != words(never[name])] == []


def words(answer):
    return answer.content, dict(answer.headers)


@pytest.mark.parametrize("name", OF_A_CASE)
def test_inside_the_wall_the_same_door_opens(cast, hidden, name):
    eve = signed_in(cast.eve.person)

    assert knock(eve, name, number=hidden.number).status_code in (200, 302, 422, 409)


def test_another_persons_alert_is_an_alert_that_never_was(cast, hidden, tick):
    tick("Mon 11:10")
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        alert = Alert.objects.exclude(person=cast.eve.person).first()
    eve = signed_in(cast.eve.person)
    there, never = knock(eve, "desk:reading", alert=alert.pk), knock(eve, "desk:reading")

    assert there.status_code == 404
    assert there.content == never.content


def test_what_changes_something_is_never_done_by_looking(cast, hidden):
    eve = signed_in(cast.eve.person)
    names = STAFF - GET - SHOWN_FIRST

    assert all_answer(405, {name: eve.get(address(name, number=hidden.number)) for name in names})


def test_what_changes_something_wants_the_forms_own_token(cast, hidden):
    careful = Client(enforce_csrf_checks=True)
    with viewing(cast.eve.person):
        careful.force_login(cast.eve.person, backend="sundial.web.signin.DoorBackend")

    assert all_answer(403, {name: careful.post(address(name, number=hidden.number), FIELDS) for name in STAFF - GET})
