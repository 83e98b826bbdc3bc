"""A browser without a browser: Django's test client, signed in through the wall, and what a reader reads."""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from difflib import unified_diff
from html import unescape
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpResponse
from django.test import Client
from django.test.client import ClientHandler
from django.utils.crypto import get_random_string

from sundial.models import Person, database_now, viewing
from sundial.web.signin import BACKEND
from tests.story import Cast

SERVES = ClientHandler(enforce_csrf_checks=False)  # one for all, as in a web process: it reads our static files once


def visitor() -> Client:
    """Return a client in which nobody has signed in."""
    client = Client()
    client.handler = SERVES
    return client


def signed_in(person: Person) -> Client:
    """Return a client in which this person has signed in: their session is written, as the sign-in page leaves it.

    The page itself is tried in tests/test_signin.py; Django's own short cut asks seventeen statements, and this four.
    """
    client, session = visitor(), SessionStore()
    with viewing(person):
        proof = person.get_session_auth_hash()
    session.update({SESSION_KEY: str(person.pk), BACKEND_SESSION_KEY: BACKEND, HASH_SESSION_KEY: proof})
    key = session._session_key = get_random_string(32)
    session.create_model_instance(dict(session.items())).save(force_insert=True)
    client.cookies[settings.SESSION_COOKIE_NAME] = key
    return client


def words(response: HttpResponse) -> str:
    """Return what a page says, without its marks."""
    body = response.content.decode().partition("<main")[2]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


def sent(**fields: Any) -> dict[str, Any]:
    """Return the fields of a form as a browser would send them, with a key of its own."""
    return {"key": str(uuid4()), **fields}


def lately(cast: Cast) -> Cast:
    """Let the cast act so many minutes before the database's now: `at=90`."""
    now = database_now()
    cast.at = lambda minutes: now - timedelta(minutes=minutes)  # type: ignore[assignment]
    for player in (cast.ana, cast.eve, cast.ned, cast.dan, cast.amy):
        player.at = cast.at
    return cast


def named(at: datetime, now: datetime, day: str = "%A", zone: str = "UTC") -> str:
    """Return how a page names an hour on a reader's clock: alone today, else behind its day."""
    there, today = at.astimezone(ZoneInfo(zone)), now.astimezone(ZoneInfo(zone)).date()
    return f"{there:%H:%M}" if there.date() == today else f"{there:{day} %H:%M}"


def differing(before: Mapping[str, tuple[int, str]], after: Mapping[str, tuple[int, str]]) -> Iterator[str]:
    """Yield what was answered otherwise, status and words, with the lines that tell."""
    for asked, (status, words) in before.items():
        if (status, words) != after[asked]:
            lines = unified_diff(words.splitlines(), after[asked][1].splitlines(), lineterm="", n=0)
            yield "\n".join([f"{asked}: {status}, {after[asked][0]}", *lines])
