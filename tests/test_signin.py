"""The door: one address, one password, nobody told who exists; in the demo its people, and only there."""

import json
import re
from importlib import reload

import pytest
from django.conf import settings
from django.core.cache import cache
from django.urls import clear_url_caches, set_urlconf

from sundial import urls as house
from sundial.models import CLOCKWORK, Person, viewing
from sundial.web import urls as doors
from tests.browsing import signed_in, visitor
from tests.database import as_role

PASSWORD = "a horse of the battery"


@pytest.fixture(autouse=True)
def _no_one_has_tried_before():
    cache.clear()


@pytest.fixture
def keyed(cast, settings):
    """Give Ana and Eve a password, quickly hashed."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    with as_role("sundial_worker"), viewing(CLOCKWORK):
        for player in (cast.ana, cast.eve):
            player.person.set_password(PASSWORD)
            player.person.keep_password()
    return cast


def enter(email, password=PASSWORD, **more):
    client = visitor()
    return client, client.post("/sign-in/", {"login": email, "password": password, **more})


@pytest.mark.parametrize(("email", "home"), [("ana@example.com", "/"), ("EVE@example.com", "/desk/")])
def test_a_person_with_their_password_comes_in_where_their_day_begins(keyed, email, home):
    client, answer = enter(email)

    assert (answer.status_code, answer["Location"]) == (302, home)
    assert client.get(home).status_code == 200


def test_a_password_that_was_hashed_in_an_older_way_is_hashed_anew_at_the_door(keyed, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher", *settings.PASSWORD_HASHERS]
    client, _ = enter("ana@example.com")

    assert client.get("/").status_code == 200
    with viewing(keyed.ana.person):
        assert Person.objects.get(pk=keyed.ana.person.pk).password.startswith("scrypt$")


def test_sign_in_leads_back_to_where_one_wanted_to_go_but_never_off_this_site(keyed):
    assert enter("ana@example.com", next="/cases/new")[1]["Location"] == "/cases/new"
    for elsewhere in ("https://evil.example/", "//evil.example", "javascript:alert(1)"):
        assert enter("ana@example.com", next=elsewhere)[1]["Location"] == "/"


def test_a_wrong_password_does_not_forget_where_one_wanted_to_go(keyed):
    page = enter("ana@example.com", "wrong", next="/cases/new")[1].content.decode()

    assert '<input type="hidden" name="next" value="/cases/new">' in page


def test_a_wrong_password_and_an_unknown_address_sound_alike(keyed):
    def said(answer):
        page = answer.content.decode().partition('role="alert"')[2].partition("</p>")[0]
        return answer.status_code, page

    known, unknown = enter("ana@example.com", "wrong")[1], enter("nobody@example.com", "wrong")[1]

    assert said(known) == said(unknown)
    assert said(known)[0] == 200
    assert "not correct" in said(known)[1]


def test_somebody_who_left_sounds_like_somebody_who_never_was(keyed):
    keyed.leaves(keyed.ana)
    answer = enter("ana@example.com")[1]

    assert answer.status_code == 200
    assert "not correct" in answer.content.decode()


def test_guessing_is_slowed_down_for_the_guesser_and_says_so(keyed):
    answers = [enter("ana@example.com", f"guess {n}")[1] for n in range(8)]

    assert "Too many" in answers[-1].content.decode()


def test_the_session_is_another_after_sign_in(keyed):
    client = visitor()
    client.get("/sign-in/")
    session = client.session
    session["before"] = "x"
    session.save()
    client.cookies["sundial"] = session.session_key
    before = session.session_key
    client.post("/sign-in/", {"login": "ana@example.com", "password": PASSWORD})

    assert client.session.session_key != before


def test_going_out_takes_a_post_and_ends_the_session(cast):
    ana = signed_in(cast.ana.person)

    assert ana.get("/sign-out/").status_code == 405
    assert ana.post("/sign-out/")["Location"] == "/sign-in/"
    assert ana.get("/")["Location"].startswith("/sign-in/")


@pytest.mark.parametrize("path", ["/accounts/signup/", "/signup/", "/sign-up/", "/sign-in/signup/", "/password/reset/"])
def test_nobody_can_sign_themselves_up(db, path):
    assert visitor().get(path).status_code == 404


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_how_pages_look_is_ones_own_choice_and_leads_nowhere_else(cast, theme):
    ana = signed_in(cast.ana.person)

    assert ana.post("/appearance", {"theme": theme, "next": "//evil.example"})["Location"] == "/"
    assert f'data-theme="{theme}"' in ana.get("/").content.decode()
    ana.post("/appearance", {"theme": "system", "next": "/"})
    assert "data-theme" not in ana.get("/").content.decode()


class TestTheDemo:
    """In demo mode, and only there, the sign-in page offers its people at one click."""

    @pytest.fixture
    def guests(self, tmp_path, settings):
        people = [
            {"email": "ana@example.com", "name": "Ana", "group": "Gold", "says": "Acme"},
            {"email": "eve@example.com", "name": "Eve", "group": "Engineers", "says": "EMEA, tier 2"},
        ]
        (tmp_path / "demo-people.json").write_text(json.dumps(people))
        settings.HOME = tmp_path

    @pytest.fixture
    def demo(self, guests, settings):
        settings.DEMO = True
        self.rebuild()
        yield
        settings.DEMO = False
        self.rebuild()

    @staticmethod
    def rebuild():
        """Read the list of doors again under the present settings."""
        reload(doors)
        reload(house)
        clear_url_caches()
        set_urlconf(None)

    @pytest.mark.parametrize(("email", "home"), [("ana@example.com", "/"), ("eve@example.com", "/desk/")])
    def test_one_click_is_enough(self, demo, cast, email, home):
        client = visitor()
        page = client.get("/sign-in/").content.decode()
        assert f'value="{email}"' in page

        answer = client.post("/demo/sign-in", {"email": email})

        assert answer["Location"] == home
        assert client.get(home).status_code == 200

    def test_only_those_who_are_offered_come_in_so(self, demo, cast):
        assert visitor().post("/demo/sign-in", {"email": "dan@example.com"}).status_code == 404

    def test_a_click_is_a_post(self, demo, cast):
        assert visitor().get("/demo/sign-in?email=ana@example.com").status_code == 405

    def test_without_demo_mode_the_route_does_not_exist(self, guests, cast):
        assert settings.DEMO is False
        page = re.sub(r'value="[^"]*"', "", visitor().get("/sign-in/").content.decode())  # a token may hold any word
        assert "demo" not in page.lower()
        answer = visitor().post("/demo/sign-in", {"email": "ana@example.com"})
        assert answer.status_code == 404
        assert "demo/sign-in" not in {str(getattr(door, "pattern", "")) for door in doors.urlpatterns}
