"""Delivery by other ways than mail: signed, once a way, only while it is true, to addresses that nobody reads."""

import base64
import hmac
import json
from datetime import timedelta

import pytest
from django.db import ProgrammingError, transaction

from sundial.commands.ways import NewWay, WayRefused, end_way, make_way
from sundial.jobs.attempts import PATIENCE
from sundial.models import Alert, AlertKind, Delivery, DeliveryState, Person, Way, WayAddress, database_now, viewing
from sundial.outside.websink import Answer
from tests.database import as_role, run
from tests.posting import ask, eve_replies, warning_of
from tests.waying import asked_for, by_ways, reaches, sends, standing_web, webhook_of


@pytest.fixture
def web(tmp_path, settings):
    return lambda *answers, **more: standing_web(tmp_path, settings, *answers, **more)


def test_a_webhook_is_signed_and_its_id_is_the_alerts_own_at_every_attempt(cast, web, settings):
    settings.SITE_URL = "https://desk.example"
    with web(Answer.BUSY, Answer.RESET, Answer.OK) as sink:
        _, secret = webhook_of(cast.eve, sink)
        alert = warning_of(cast)
        [delivery] = reaches(alert)
        assert [job["delivery"] for job in asked_for("send_word")] == [str(delivery.pk)]
        for _ in range(2):
            assert sends(delivery) is not None
            ask(lambda: Way.objects.update(again_at=None))
        assert sends(delivery) is None
        assert sends(delivery) is None  # a job may run twice
    first, second = sink.posts()
    assert first.key == second.key == str(alert.pk)
    [row] = by_ways()
    assert (row.state, row.attempts, row.problem) == (DeliveryState.MAYBE_TWICE, 3, "")
    said = json.loads(second.body)
    assert said["type"] == "alert.due-soon"
    assert said["data"]["case"] == alert.case.number
    assert said["data"]["link"] == f"https://desk.example/desk/cases/{alert.case.number}"
    moment = alert.at.fromtimestamp(int(second.headers["webhook-timestamp"]), alert.at.tzinfo)
    signed = f"{second.key}.{second.headers['webhook-timestamp']}.".encode() + second.body.encode()
    mac = hmac.digest(base64.b64decode(secret.removeprefix("whsec_")), signed, "sha256")
    assert second.headers["webhook-signature"] == f"v1,{base64.b64encode(mac).decode()}"
    assert abs(moment - ask(database_now)) < timedelta(minutes=1)


def test_each_way_has_a_job_and_a_row_of_its_own_once_however_often_it_is_asked_for(cast, web):
    with web() as sink:
        for path in ("/one", "/two"):
            webhook_of(cast.eve, sink, path=path)
        webhook_of(cast.ned, sink)  # who is not told
        alert = warning_of(cast)
        reaches(alert)
        rows = reaches(alert)
        assert len(rows) == len(asked_for("send_word")) == 2
        for row in rows:
            sends(row)
    assert {post.path for post in sink.posts()} == {"/one", "/two"}


def test_a_roles_way_hears_once_of_a_thing_of_which_many_of_its_holders_are_told(cast, web):
    with web() as sink:
        webhook_of(cast.dan, sink, role="duty-manager")
        with as_role("sundial_worker"), transaction.atomic(), viewing("clockwork"):
            Person.objects.filter(pk=cast.ned.person.pk).update(role="duty-manager")
        alert = warning_of(cast)
        ask(lambda: Alert.objects.filter(pk=alert.pk).update(kind=AlertKind.OWNED, promise="", due_at=None))
        both = [told(alert, player) for player in (cast.dan, cast.ned, cast.max)]
        [delivery] = reaches(*both)
        sends(delivery)
    [post] = sink.posts()
    assert post.key == str(delivery.shared) not in {str(one.pk) for one in both}


def told(alert, player):
    """Tell somebody else of what an alert says."""
    fields = {"seq": alert.seq, "kind": AlertKind.OPENED, "text": "a case was opened", "at": alert.at}
    return ask(lambda: Alert.objects.create(case=alert.case, person=player.person, **fields))


def test_a_restricted_case_travels_as_a_number_and_a_link_and_no_role_outside_hears(cast, web, settings):
    settings.SITE_URL = "https://desk.example"
    with web() as sink:
        webhook_of(cast.eve, sink)
        webhook_of(cast.max, sink, role="duty-manager")
        alert = warning_of(cast, cast.restricted("emea"), subject="Plutonium")
        [delivery] = reaches(alert)
        assert sends(delivery) is None
    [post] = sink.posts()
    number = alert.case.number
    link = f"https://desk.example/desk/cases/{number}"
    assert json.loads(post.body) == {"type": "alert", "data": {"case": number, "link": link}}


def eve_moves(cast, alert):
    cast.moves(cast.eve, "americas")


def wall_closes(cast, alert):
    ask(lambda: run("UPDATE way SET region = 'americas' WHERE role <> ''"))


@pytest.mark.parametrize(
    ("role", "customer", "meanwhile", "reason"),
    [
        ("", "acme", eve_replies, "the promise was kept meanwhile"),
        (
            "",
            "rita",
            lambda cast, alert: cast.moves(cast.eve, "americas"),
            "the person is outside the wall of the case",
        ),
        ("engineer", "rita", wall_closes, "the region of the role is outside the wall of the case"),
        ("engineer", "acme", lambda cast, alert: cast.leaves(cast.eve), ""),  # others of the role are there
    ],
)
def test_what_is_no_longer_true_is_not_sent_by_any_way(cast, web, role, customer, meanwhile, reason):
    with web() as sink:
        if role:
            webhook_of(cast.dan, sink, role=role)
        else:
            webhook_of(cast.eve, sink)
        alert = warning_of(cast, None if customer == "acme" else cast.restricted("emea"))
        [delivery] = reaches(alert)
        meanwhile(cast, alert)
        assert sends(delivery) is None
        assert len(sink.posts()) == (0 if reason else 1)
    [row] = by_ways()
    assert (row.state, row.problem) == (DeliveryState.NOT_NEEDED if reason else DeliveryState.SENT, reason)


def test_a_way_that_was_ended_sends_nothing_any_more(cast, web):
    with web() as sink:
        way, _ = webhook_of(cast.eve, sink)
        [delivery] = reaches(warning_of(cast))
        with as_role("sundial_web"), viewing(cast.eve.person):
            end_way(way, by=cast.eve.person, now=database_now())
        assert sends(delivery) is None
        assert sink.posts() == []
    assert by_ways()[0].problem == "the way was ended"


def test_what_is_refused_for_good_is_an_alarm_in_the_app_that_names_the_way(cast, web):
    with web(Answer.GONE) as sink:
        webhook_of(cast.eve, sink)
        alert = warning_of(cast)
        [delivery] = reaches(alert)
        assert sends(delivery) is None
    [row] = by_ways()
    assert (row.state, row.problem) == (DeliveryState.GIVEN_UP, "it answered 410")
    told = ask(lambda: Alert.objects.get(kind=AlertKind.UNDELIVERED))
    assert (told.person_id, told.text) == (cast.dan.person.pk, f"a webhook did not reach Eve: {alert.text}")


def test_a_way_that_hangs_is_rested_so_that_it_holds_up_itself_alone(cast, web):
    with web(Answer.BROKEN, Answer.OK) as sink:
        webhook_of(cast.eve, sink)
        first, second = (reaches(warning_of(cast))[-1] for _ in range(2))
        assert sends(first) is not None
        again = sends(second)
        rests = ask(lambda: Way.objects.get().again_at)
        assert again.at > rests
        assert len(sink.posts()) == 0
        assert by_ways()[1].attempts == 0
        ask(lambda: Way.objects.update(again_at=database_now()))
        assert sends(first) is None
        assert ask(lambda: Way.objects.get().failing) == 0
        assert sends(second) is None
    assert len(sink.posts()) == 2


def test_what_waited_a_day_for_a_way_that_rests_is_given_up(cast, web):
    with web() as sink:
        webhook_of(cast.eve, sink)
        [delivery] = reaches(warning_of(cast))
        ask(lambda: Way.objects.update(failing=9, again_at=database_now() + timedelta(minutes=1)))
        assert sends(delivery) is not None
        ask(lambda: Delivery.objects.update(at=database_now() - PATIENCE - timedelta(minutes=1)))
        assert sends(delivery) is None
    assert (by_ways()[0].state, by_ways()[0].problem) == (DeliveryState.GIVEN_UP, "the way does not answer")


@pytest.mark.parametrize("what", ["SELECT address FROM way_address", "SELECT secret FROM way_address"])
def test_what_opens_a_way_is_written_once_and_read_by_the_worker_alone(cast, web, what):
    with web() as sink:
        way, secret = webhook_of(cast.eve, sink, path="/T0KEN")
    with as_role("sundial_web"), viewing(cast.eve.person):
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            run(what)
        assert "T0KEN" not in str(list(Way.objects.values()))
    whole = ask(lambda: WayAddress.objects.get(way=way))
    assert (whole.address.endswith("/T0KEN"), whole.secret) == (True, secret)


def test_ways_are_seen_by_whose_they_are_and_made_for_a_role_by_its_managers(cast, web):
    with web() as sink:
        webhook_of(cast.eve, sink)
        webhook_of(cast.dan, sink, role="engineer")
        webhook_of(cast.max, sink, role="engineer")
        with pytest.raises(WayRefused, match="managers"):
            webhook_of(cast.eve, sink, role="engineer")
    seen = {}
    for player in (cast.eve, cast.ned, cast.dan, cast.amy, cast.ana):
        with as_role("sundial_web"), viewing(player.person):
            seen[player.name] = sorted(Way.objects.values_list("name", flat=True))
    of_role, of_theirs = "Dan's engineer", "Max's engineer"
    assert seen == {"Eve": [of_role, "Eve's own"], "Ned": [of_role], "Dan": [of_role], "Amy": [of_theirs], "Ana": []}


@pytest.mark.parametrize("column", ["person_id", "made_by_id"])
def test_row_security_alone_lets_nobody_make_a_way_for_somebody_else_or_in_their_name(cast, column):
    values = {"person_id": cast.eve.person.pk, "made_by_id": cast.eve.person.pk, column: cast.ned.person.pk}
    with as_role("sundial_web"), viewing(cast.eve.person), pytest.raises(ProgrammingError, match="row-level security"):
        Way.objects.create(kind="webhook", name="x", scheme="webhook", shown="x", made_at=database_now(), **values)


@pytest.mark.parametrize(
    ("kind", "name", "address", "field"),
    [
        ("webhook", "", "https://hooks.example/x", "name"),
        ("webhook", "x", "http://hooks.example/x", "address"),
        ("webhook", "x", "https://hooks.example:22/x", "address"),
        ("webhook", "x", "https://me:secret@hooks.example/x", "address"),
        ("service", "x", "https://hooks.example/x", "address"),
        ("service", "x", "syslog://host", "address"),
        ("service", "x", "slack://a\nb", "address"),
        ("pigeon", "x", "slack://a/b/c", "address"),
    ],
)
def test_what_cannot_be_a_way_is_refused_by_the_field_that_is_wrong(cast, kind, name, address, field):
    with as_role("sundial_web"), viewing(cast.eve.person), pytest.raises(WayRefused) as refusal:
        make_way(NewWay(kind, name, address), by=cast.eve.person, now=database_now())
    assert refusal.value.field == field
