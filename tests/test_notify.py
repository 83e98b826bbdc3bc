"""Services over apprise: what it asks goes through the one door that leads out, whatever address is typed (S16)."""

import importlib
import inspect
import itertools
import json
import socket

import pytest
from apprise.manager_plugins import NotificationManager

from sundial import surroundings
from sundial.commands.ways import TITLES
from sundial.outside import notify
from sundial.outside.not_sent import NotNow, NotSent, Refused, Unknown
from sundial.outside.notify import Note, send
from sundial.outside.websink import Answer, WebSink
from tests.inner_places import dresses_of_here

DEFAULT = sorted(surroundings.SERVICES.split())


@pytest.fixture
def web(tmp_path, settings):
    def standing(*answers, **more):
        sink = WebSink(tmp_path / "web", answers=itertools.cycle(answers or [Answer.OK]), **more)
        settings.INNER_PLACES = frozenset({sink.place})
        settings.WAY_SCHEMES = frozenset({"json", "jsons", "mmost"})
        return sink

    return standing


def note(sink, path="T0KEN", scheme="json"):
    words = "It is due.\n\nhttps://desk.example/x"
    return Note(f"{scheme}://127.0.0.1:{sink.port}/{path}", "SD-7K3M-92Q: due 14:30", words)


def test_a_service_has_the_title_the_words_and_nothing_of_our_own_names(web):
    with web() as sink:
        send(note(sink))
        send(note(sink, "aaaabbbbccccddddeeeeffffgg", "mmost"))
    [first, second] = sink.posts()
    said = json.loads(first.body)
    assert (said["title"], said["message"]) == ("SD-7K3M-92Q: due 14:30", "It is due.\n\nhttps://desk.example/x")
    assert first.headers["user-agent"] == "Sundial"
    assert "It is due." in json.loads(second.body)["text"]
    assert "http" not in second.body.replace("https://desk.example/x", "")


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [(Answer.GONE, Refused), (Answer.BUSY, NotNow), (Answer.BROKEN, NotNow), (Answer.RESET, Unknown)],
)
def test_what_the_service_answers_decides_whether_another_attempt_may_help(web, answer, outcome):
    with web(answer) as sink, pytest.raises(outcome) as problem:
        send(note(sink))
    assert type(problem.value) is outcome
    assert "T0KEN" not in str(problem.value)


def test_s16_a_service_that_sends_us_elsewhere_is_not_followed(web, tmp_path):
    with WebSink(tmp_path / "canary") as canary:
        with web(Answer.ELSEWHERE, elsewhere=f"{canary.place}/x") as sink, pytest.raises(Refused, match="307"):
            send(note(sink))
        assert canary.lines == 0


def test_s16_no_service_address_that_leads_here_is_asked_however_it_is_dressed(web, settings):
    with web() as canary:
        settings.INNER_PLACES = frozenset()
        taken = []
        for host in dresses_of_here():
            for scheme in ("jsons", "json"):
                try:
                    send(Note(f"{scheme}://{host}:{canary.port}/?verify=no&redirect=yes&rto=600", "x", "x"))
                    taken.append(host)
                except NotSent as problem:
                    if isinstance(problem, Unknown):
                        taken.append(host)
    assert taken == []
    assert canary.lines == 0


def test_what_the_owner_does_not_allow_or_is_no_address_of_it_is_refused(web):
    for address in ("slack://a/b/c", "syslog://", "json://", "mmost://127.0.0.1", "x", "file:///etc/passwd"):
        with web() as sink, pytest.raises(Refused):
            send(Note(address, "x", "x"))
        assert sink.lines == 0


def test_whatever_opens_a_socket_of_its_own_while_a_service_is_told_is_refused(web):
    with web() as canary, notify._guarded(), pytest.raises(PermissionError, match="reach out by itself"):
        socket.create_connection(("127.0.0.1", canary.port), timeout=1)
    with web() as canary:
        socket.create_connection(("127.0.0.1", canary.port), timeout=1).close()  # and afterwards it is as ever


@pytest.mark.parametrize("scheme", DEFAULT)
def test_every_service_that_is_allowed_by_default_asks_over_requests_alone_and_by_https(scheme):
    plugin = NotificationManager()[scheme]
    secure = plugin.secure_protocol
    assert scheme in ((secure,) if isinstance(secure, str) else secure)
    source = inspect.getsource(importlib.import_module(plugin.__module__))
    assert "requests." in source
    assert [word for word in ("import socket", "smtplib", "paho", "subprocess", "Session(") if word in source] == []
    assert scheme in TITLES
