"""A browser without a browser: Django's test client, signed in through the wall, and what a reader reads."""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from difflib import unified_diff
from html import unescape
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.test import Client
from django.test.client import ClientHandler

from sundial.models import Person, database_now, viewing
from tests.story import Cast

SERVES = ClientHandler(enforce_csrf_checks=False)  # one for all, as in a web process: it reads our static files once


def visitor() -> Client:
    """Return a client in which nobody has signed in."""
    client = Client()
    client.handler = SERVES
    return client


def signed_in(person: Person) -> Client:
    """Return a client in which this person has signed in."""
    client = visitor()
    with viewing(person):
        client.force_login(person, backend="sundial.web.signin.DoorBackend")
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
