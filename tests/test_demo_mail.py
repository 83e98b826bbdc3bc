"""The mail of the demo: each of the staff reads their own in demo mode, and otherwise it is not there at all."""

from importlib import reload

import pytest
from django.urls import clear_url_caches, set_urlconf

from sundial import urls as house
from sundial.outside.mailbox import Mailbox
from sundial.web import urls as doors
from tests.browsing import signed_in, visitor

LETTER = (
    b"Message-ID: <alert.1@sundial.example>\r\nTo: eve@example.com\r\nSubject: SD-1: <b>due</b>\r\n"
    b"Content-Type: text/plain; charset=utf-8\r\n\r\nDue. <script>alert(1)</script>\r\nhttp://127.0.0.1:8000/desk/\r\n"
)


def rebuild():
    """Read the list of doors again under the present settings."""
    reload(doors)
    reload(house)
    clear_url_caches()
    set_urlconf(None)


@pytest.fixture
def demo(tmp_path, settings):
    settings.DEMO, settings.HOME = True, tmp_path
    rebuild()
    yield Mailbox(tmp_path / "mail")
    settings.DEMO = False
    rebuild()


def test_in_demo_mode_the_staff_read_their_mail_as_plain_text(demo, cast):
    demo.keep(LETTER, sender="sundial@example.com", recipients=["eve@example.com"])
    eve = signed_in(cast.eve.person)

    listed = eve.get("/demo/mail").content.decode()
    assert "SD-1: &lt;b&gt;due&lt;/b&gt;" in listed
    assert 'href="/demo/mail/00000001"' in listed
    shown = eve.get("/demo/mail/00000001").content.decode()
    assert "<script>alert(1)" not in shown
    assert "Due. &lt;script&gt;" in shown
    assert 'href="http://127.0.0.1:8000/desk/"' in shown


def test_another_persons_letter_is_not_there(demo, cast):
    demo.keep(LETTER, sender="sundial@example.com", recipients=["eve@example.com"])
    dan = signed_in(cast.dan.person)
    assert "SD-1" not in dan.get("/demo/mail").content.decode()
    assert dan.get("/demo/mail/00000001").status_code == 404


def test_there_is_no_such_letter_and_no_such_page_for_a_contact(demo, cast):
    assert signed_in(cast.eve.person).get("/demo/mail/00000001").status_code == 404
    assert signed_in(cast.ana.person).get("/demo/mail").status_code == 404
    assert visitor().get("/demo/mail")["Location"].startswith("/sign-in/")


def test_without_demo_mode_there_is_no_such_page(cast):
    assert signed_in(cast.eve.person).get("/demo/mail").status_code == 404
