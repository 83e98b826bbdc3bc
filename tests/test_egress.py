"""S16: what people typed as an address leads out into the world, and never inside; 0 hits of a canary that listens."""

import itertools
import time
from threading import Event, active_count

import pytest

from sundial.outside.egress import Ask, Rules, exchange
from sundial.outside.in_time import SLOTS
from sundial.outside.inner import leads_inside, leads_nowhere
from sundial.outside.not_sent import NotNow, NotSent, Refused, Unknown
from sundial.outside.websink import Answer, WebSink
from tests.inner_places import dresses_of_here, inner_addresses, tricks

WORLD = ("1.1.1.1", "8.8.8.8", "2606:4700:4700::1111", "2001:4860:4860::8888", "::ffff:8.8.8.8", "64:ff9b::808:808")


@pytest.fixture
def canary(tmp_path):
    with WebSink(tmp_path / "canary") as sink:
        yield sink


@pytest.fixture
def sink(tmp_path):
    def standing(*answers, **options):
        return WebSink(tmp_path / "sink", answers=itertools.cycle(answers or [Answer.OK]), **options)

    return standing


def asked(address, rules):
    return exchange(Ask("POST", address, b"{}", {}), rules)


def strict(canary, **changes):
    """The rules of a desk, but that the canary's port is one of those that lead out: only its address saves it."""
    return Rules(**{"ports": frozenset({443, 8443, canary.port}), "inner": frozenset(), "seconds": 2, **changes})


def allowing(sink, **changes):
    return Rules(**{"inner": frozenset({sink.place}), "seconds": 2, **changes})


def test_s16_no_address_that_leads_here_is_asked_however_it_is_dressed(canary):
    typed = [f"{way}://{host}:{canary.port}/" for host in dresses_of_here() for way in ("https", "http")]
    typed += tricks(canary.port)
    taken = []
    for address in typed:
        try:
            taken.append((address, asked(address, strict(canary))))
        except (Refused, NotNow) as problem:
            if isinstance(problem, Unknown):
                taken.append((address, problem))
    assert len(set(typed)) >= 150
    assert taken == []
    assert canary.lines == 0


def test_s16_the_canary_is_hit_where_its_place_is_allowed(canary):
    assert asked(f"{canary.place}/", allowing(canary)).status == 200
    assert canary.lines == len(canary.posts()) == 1


def test_s16_every_address_of_the_network_that_is_not_of_the_world_leads_inside():
    found = list(inner_addresses())
    assert [one for one in found if not leads_inside(one)] == []
    assert [one for one in WORLD if leads_inside(one) or leads_nowhere(one)] == []
    assert len(found) >= 80


def test_s16_a_name_is_resolved_once_and_each_address_that_it_has_is_looked_at(canary):
    asked_for = []

    def rebinding(host, port):
        asked_for.append(host)
        return ["127.0.0.1"] if len(asked_for) > 1 else ["192.0.2.1"]

    with pytest.raises(Refused):
        asked(f"https://once.example:{canary.port}/", strict(canary, resolve=rebinding))
    assert asked_for == ["once.example"]
    for mixed in (["8.8.8.8", "127.0.0.1"], ["127.0.0.1", "8.8.8.8"], ["::1"], ["::ffff:127.0.0.1"], []):
        with pytest.raises(Refused, match="leads inside"):
            asked(f"https://two.example:{canary.port}/", strict(canary, resolve=lambda *_, mixed=mixed: mixed))
    assert canary.lines == 0


def test_s16_the_line_goes_to_the_very_address_that_was_looked_at_whatever_the_name_is_now(sink):
    with sink() as standing:
        place = f"http://one.example:{standing.port}"
        rules = allowing(standing, inner=frozenset({place}), resolve=lambda *_: ["127.0.0.1"])
        answer = asked(f"http://one.example:{standing.port}/way?a=b", rules)  # a name that no resolver knows
    assert answer.status == 200
    [posted] = standing.posts()
    assert (posted.path, posted.headers["host"]) == ("/way?a=b", f"one.example:{standing.port}")


def test_s16_an_answer_that_sends_us_elsewhere_is_not_followed(sink, canary):
    with sink(Answer.ELSEWHERE, elsewhere=f"{canary.place}/secret") as standing:
        assert asked(f"{standing.place}/", allowing(standing)).status == 307
    assert canary.lines == 0


@pytest.mark.parametrize("address", ["https://one.example:8080/", "https://one.example:22/", "http://one.example/"])
def test_s16_only_https_on_two_ports_leads_out(address):
    with pytest.raises(Refused, match="443 or 8443"):
        asked(address, Rules(inner=frozenset(), resolve=lambda *_: ["8.8.8.8"]))


def test_an_inner_place_is_allowed_by_name_and_port_and_what_a_cloud_keeps_for_itself_never(canary):
    place = "https://chat.inner:8443"
    rules = Rules(inner=frozenset({place}), resolve=lambda *_: ["169.254.169.254"])
    with pytest.raises(Refused, match="leads inside"):
        asked(f"{place}/hook", rules)
    with pytest.raises(Refused):
        asked(f"http://127.0.0.1:{canary.port + 1}/", allowing(canary))
    assert canary.lines == 0


@pytest.mark.parametrize("answer", [Answer.SILENCE, Answer.STALL, Answer.DRIP, Answer.RESET])
def test_who_answers_late_drop_by_drop_or_not_at_all_is_left_in_time(sink, answer):
    with sink(answer) as standing:
        begun = time.monotonic()
        with pytest.raises(Unknown):
            asked(f"{standing.place}/", allowing(standing, seconds=0.5))
        assert time.monotonic() - begun < 2


def test_of_an_answer_without_an_end_64_kb_are_read(sink):
    with sink(Answer.ENDLESS) as standing:
        answer = asked(f"{standing.place}/", allowing(standing))
    assert answer.status == 200
    assert 60_000 < len(answer.body) <= 64 * 1024


def test_what_went_wrong_is_said_without_a_word_of_the_address(canary):
    canary_port_closed = f"http://127.0.0.1:{canary.port}/T0KEN"
    for rules, address in [(strict(canary), canary_port_closed), (Rules(inner=frozenset()), "https://T0KEN.invalid/")]:
        with pytest.raises(NotSent) as problem:
            asked(address, rules)
        assert "T0KEN" not in str(problem.value)


def test_a_resolver_that_does_not_answer_holds_up_nobody_for_long(canary):
    answered, there = Event(), active_count()

    def hanging(host, port):
        answered.wait(20)
        return ["192.0.2.1"]

    rules, began = strict(canary, resolve=hanging, naming=0.02), time.monotonic()
    try:
        for _ in range(SLOTS + 8):  # more than may hang at once
            with pytest.raises(NotNow, match="not looked up in time"):
                asked(f"https://slow.example:{canary.port}/", rules)
        assert time.monotonic() - began < 10
        assert active_count() - there <= SLOTS
    finally:
        answered.set()
    with pytest.raises(Refused):  # they are free again
        asked(f"https://quick.example:{canary.port}/", strict(canary, resolve=lambda *_: ["127.0.0.1"]))
