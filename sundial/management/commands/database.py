"""`sundial database`: start, stop or look at the embedded PostgreSQL, and prepare the database and its roles."""

import os
import secrets
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from sundial import surroundings
from sundial.outside.postgres import Address, Cluster, PostgresError, prepare_roles
from sundial.outside.postgres.folders import make_home


class Command(BaseCommand):
    """Look after the database of this desk; exit 1 if `status` finds it silent."""

    help = "Start, stop or look at the embedded PostgreSQL; prepare also makes the database, its roles and the key."
    requires_system_checks: list[str] = []  # noqa: RUF012

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One word says what to do; what follows `psql` is psql's."""
        parser.add_argument("verb", choices=["start", "stop", "status", "psql", "prepare"])
        parser.add_argument("words", nargs="*", metavar="WORD", help="arguments of psql, after --")

    def handle(self, *args: Any, verb: str, words: list[str], **options: Any) -> None:
        """Do the one thing that was asked for."""
        if verb in {"prepare", "start"}:
            self.stdout.write(f"ready: {prepare().host}")
        elif surroundings.is_external():
            raise PostgresError("SUNDIAL_DATABASE_URL names the database, so there is no embedded one.")
        elif verb == "psql":
            enter(Cluster(surroundings.home()), words)
        elif verb == "stop":
            Cluster(surroundings.home()).stop()
        else:
            self.tell(Cluster(surroundings.home()))

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
