"""A browser without a browser: Django's test client, signed in through the wall, and what a reader reads."""

import re
from datetime import timedelta
from html import unescape
from typing import Any
from uuid import uuid4

from django.http import HttpResponse
from django.test import Client

from sundial.models import Person, database_now, viewing
from tests.story import Cast


def signed_in(person: Person) -> Client:
    """Return a client in which this person has signed in."""
    client = Client()
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
