"""`sundial database`: start, stop, look at, dump or restore the embedded PostgreSQL."""

import os
import secrets
from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from sundial import surroundings
from sundial.outside.postgres import Address, Cluster, PostgresError, prepare_roles
from sundial.outside.postgres.backup import dump, restore
from sundial.outside.postgres.folders import make_home


class Command(BaseCommand):
    """Look after the database of this desk; exit 1 if `status` finds it silent."""

    help = (
        "Start, stop or look at the embedded PostgreSQL; start also makes the database, its roles and the secret key."
    )
    requires_system_checks: list[str] = []  # noqa: RUF012

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One word says what to do; what follows `psql` is psql's."""
        parser.add_argument("verb", choices=["start", "stop", "status", "psql", "dump", "restore"])
        parser.add_argument(
            "words", nargs="*", metavar="WORD", help="the file of dump and restore; psql's own, after --"
        )

    def handle(self, *args: Any, verb: str, words: list[str], **options: Any) -> None:
        """Do the one thing that was asked for."""
        if verb == "start":
            self.stdout.write(f"ready: {prepare().host}")
            return
        if surroundings.is_external():
            raise PostgresError("SUNDIAL_DATABASE_URL names the database, so there is no embedded one.")
        cluster = Cluster(surroundings.home())
        acts: dict[str, Callable[[], None]] = {
            "stop": cluster.stop,
            "status": lambda: self.tell(cluster),
            "psql": lambda: enter(cluster, words),
            "dump": lambda: dump(cluster, the_file(words)),
            "restore": lambda: restore(cluster, the_file(words)),
        }
        acts[verb]()

    def tell(self, cluster: Cluster) -> None:
        """Print whether the server takes connections."""
        ready = cluster.is_ready()
        self.stdout.write(f"{'running' if ready else 'not running'}: {cluster.data}")
        if not ready:
            raise SystemExit(1)


def prepare() -> Address:
    """Start the embedded server unless a real one is named, and make what is missing: key, database, roles."""
    make_home(surroundings.home())
    keep_secret_key()
    address = surroundings.database_address()
    if not surroundings.is_external():
        Cluster(surroundings.home()).start()
    prepare_roles(address, surroundings.passwords_file())
    return address


def the_file(words: list[str]) -> Path:
    """Return the one file that was named; raises CommandError if it is not one."""
    if len(words) != 1:
        raise CommandError("Name one file: sundial database dump FILE, sundial database restore FILE")
    return Path(words[0]).absolute()


def keep_secret_key() -> None:
    """Make the secret key once, for our own user alone to read."""
    path = surroundings.secret_key_file()
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_urlsafe(60))


def enter(cluster: Cluster, words: list[str]) -> None:
    """Become psql on the embedded server, as the login that SUNDIAL_ROLE names."""
    psql = cluster.binaries / "psql"
    user = surroundings.ROLES[os.environ.get("SUNDIAL_ROLE") or "web"]
    os.execv(psql, [str(psql), "-h", str(cluster.socket), "-U", user, "-d", cluster.address.name, *words])  # noqa: S606
