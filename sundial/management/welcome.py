"""The first start and the first words: demo data once, then where to go and whom to sign in as."""

import os
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError

DATA = Path(__file__).parent / "demo"
BEGIN = (
    ("role", "engineer", "an engineer in the same region: answer it"),
    ("role", "duty-manager", "a duty manager: try another protocol on the open cases"),
    ("group", "engineering", "who owns releases: move one, and see whom it touches"),
)  # by what they are found in people.toml
MARK = "demo-played"  # in the home folder: the demo was played into its database


def play_demo(say: Callable[[str, str], None]) -> None:
    """Make the demo desk on the first start of this home, and never again; raises CommandError if it fails."""
    mark = settings.HOME / MARK
    if mark.exists():
        return
    command = [sys.executable, "-m", "sundial", "demo", "--once"]
    say("desk", "playing the demo into it, this once")
    played = subprocess.run(command, env={**os.environ, "SUNDIAL_ROLE": ""}, check=False)  # noqa: S603
    if played.returncode != 0:
        raise CommandError("The demo data could not be made (see above): SUNDIAL_DEMO=0 bin/run starts without them.")
    mark.touch()


def lines(address: str) -> Iterator[str]:
    """Yield where the desk is found, and in demo mode whom to be."""
    yield ""
    yield f"  Sundial is ready: {address}"
    if settings.DEMO:
        yield f"  This is a demo. Sign in with one click at {address}/sign-in/ as"
        for who, what in cast():
            yield f"    {who:<24} {what}"
        yield f"  Mail is kept, not sent: whoever of the staff has signed in reads theirs at {address}/demo/mail"
    yield "  Ctrl-C stops everything."
    yield ""


def cast() -> Iterator[tuple[str, str]]:
    """Yield four demo people with whom to begin: a Gold customer's contact, then three of the staff in their region."""
    customers, people = read("customers"), read("people")
    gold = next(customer for customer in customers.values() if customer["plan"] == "gold")
    yield next(iter(gold["contacts"].values())), f"a contact of {gold['name']}, on the Gold plan: open a case"
    for key, held, words in BEGIN:
        person = next(one for one in people.values() if one.get(key) == held and one["region"] == gold["region"])
        yield person["name"], words


def read(name: str) -> dict[str, dict[str, Any]]:
    """Return one of the demo's data files."""
    return tomllib.loads((DATA / f"{name}.toml").read_text())
