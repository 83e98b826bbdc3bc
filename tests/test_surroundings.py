"""What the surroundings say is read strictly: no default secret, nothing that others can read (S28)."""

from pathlib import Path
from typing import Any

import pytest
from django.core.management.base import CommandError

from sundial import surroundings
from sundial.management.commands.database import keep_secret_key
from sundial.management.guard import refuse_unsafe
from sundial.surroundings import SurroundingsError


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Any) -> Path:
    """A private home with a secret key, as the first start leaves it."""
    tmp_path.chmod(0o700)
    monkeypatch.setenv("SUNDIAL_HOME", str(tmp_path))
    settings.HOME, settings.DEBUG, settings.DEMO = tmp_path, False, False
    keep_secret_key()
    return tmp_path


def test_a_home_as_the_first_start_leaves_it_is_served(home: Path):
    refuse_unsafe()


def test_the_secret_key_is_made_once_and_for_our_own_user_alone(home: Path):
    key = surroundings.secret_key()
    keep_secret_key()
    assert surroundings.secret_key() == key
    assert len(key) >= 50
    assert (home / "secret-key").stat().st_mode & 0o777 == 0o600


def test_a_desk_without_a_secret_key_is_not_served(home: Path):
    (home / "secret-key").unlink()
    assert surroundings.secret_key() != surroundings.secret_key()
    with pytest.raises(CommandError, match=r"There is no secret key in .*: `sundial database start`"):
        refuse_unsafe()


def test_a_secret_key_that_others_can_read_is_refused(home: Path):
    (home / "secret-key").chmod(0o640)
    with pytest.raises(SurroundingsError, match="can be read by other users: chmod 600"):
        surroundings.secret_key()


def test_a_secret_key_that_is_too_short_is_refused(home: Path):
    (home / "secret-key").write_text("changeme")
    with pytest.raises(SurroundingsError, match="fewer than 50 characters: delete it"):
        surroundings.secret_key()


@pytest.mark.parametrize("mode", [0o755, 0o750, 0o702])
def test_a_home_that_others_can_look_into_is_not_served(home: Path, mode: int):
    home.chmod(mode)
    with pytest.raises(CommandError, match=r"can be read by other users: chmod go-rw"):
        refuse_unsafe()


def test_debugging_outside_the_demo_is_not_served(home: Path, settings: Any):
    settings.DEBUG = True
    with pytest.raises(CommandError, match="SUNDIAL_DEBUG shows secrets to every visitor"):
        refuse_unsafe()


def test_a_login_that_there_is_not_is_refused_with_those_that_there_are(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SUNDIAL_ROLE", "admin")
    with pytest.raises(SurroundingsError, match="must be one of owner, web, worker, superuser"):
        surroundings.database_login()


@pytest.mark.parametrize(
    ("url", "host", "port", "kind"),
    [
        ("smtp://mail.example.com", "mail.example.com", 25, (False, False)),
        ("smtps://mail.example.com", "mail.example.com", 465, (True, False)),
        ("smtp+tls://a:p%40@mail.example.com:587", "mail.example.com", 587, (False, True)),
    ],
)
def test_a_mail_server_is_read_from_its_address(
    monkeypatch: pytest.MonkeyPatch, url: str, host: str, port: int, kind: tuple[bool, bool]
):
    monkeypatch.setenv("SUNDIAL_SMTP_URL", url)
    read = surroundings.mail_server()
    assert (read["EMAIL_HOST"], read["EMAIL_PORT"]) == (host, port)
    assert (read["EMAIL_USE_SSL"], read["EMAIL_USE_TLS"]) == kind
    assert read["EMAIL_HOST_PASSWORD"] == ("p@" if "@mail" in url else "")
