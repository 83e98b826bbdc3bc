"""The whole database into one file, and out of it again into a server that has none."""

import os
import subprocess
from pathlib import Path

import psycopg

from sundial.outside.postgres.address import SUPERUSER
from sundial.outside.postgres.cluster import Cluster
from sundial.outside.postgres.errors import PostgresError


def dump(cluster: Cluster, into: Path) -> None:
    """Write everything into a new file for our own user alone to read; the desk may go on meanwhile.

    Raises PostgresError if there is such a file, or nothing to dump; half a file is never left under its name.
    """
    if into.exists():
        raise PostgresError(f"{into} exists already: name another file.")
    making = into.with_name(f"{into.name}.making")
    with os.fdopen(os.open(making, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        made = _tool(cluster, "pg_dump", "--format=custom", cluster.address.name, stdout=file.fileno())
        os.fsync(file.fileno())
    if made:
        making.unlink()
        raise PostgresError(f"The dump failed ({made}): see that the database runs and the disk has room.")
    making.rename(into)


def restore(cluster: Cluster, source: Path) -> None:
    """Bring a dump back, all or nothing; raises PostgresError if the database has tables already."""
    if not source.exists():
        raise PostgresError(f"There is no file {source}.")
    with psycopg.connect(**cluster.address.conninfo()) as line:
        if line.execute("SELECT 1 FROM pg_tables WHERE schemaname = 'public'").fetchone():
            raise PostgresError(f"The database in {cluster.data} is in use: restore into another SUNDIAL_HOME.")
    whole = ("--exit-on-error", "--single-transaction", "--no-comments")
    if failed := _tool(cluster, "pg_restore", *whole, "--dbname", cluster.address.name, str(source)):
        raise PostgresError(f"The dump could not be restored, and nothing was changed ({failed}).")


def _tool(cluster: Cluster, name: str, *words: str, stdout: int = subprocess.DEVNULL) -> str:
    """Run one of the programs as the server's superuser; return the last line of its complaint, or nothing."""
    command = [str(cluster.binaries / name), "-h", str(cluster.socket), "-U", SUPERUSER, *words]
    ended = subprocess.run(  # noqa: S603
        command, stdin=subprocess.DEVNULL, stdout=stdout, stderr=subprocess.PIPE, text=True, check=False
    )
    if ended.returncode == 0:
        return ""
    return (ended.stderr.strip().splitlines() or [f"{name} ended with {ended.returncode}"])[-1]
