"""The database and its roles: the owner migrates; web and worker own and bypass nothing; search owns one function."""

import json
import os
import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from sundial.outside.postgres.address import OWNER, SEARCH, SUPERUSER, WEB, WORKER, Address
from sundial.outside.postgres.errors import PostgresError

LOCK = 7_310_552_911  # any number of ours: two processes must not make the roles at the same time
MODEST = "NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS"
IS_MADE = """
    SELECT rolcanlogin, NOT (rolsuper OR rolcreatedb OR rolcreaterole OR rolreplication OR rolbypassrls)
    FROM pg_roles WHERE rolname = %s
"""
INHERITS_BY_GRANT = 160_000  # before this version of PostgreSQL the role says whether it inherits, and not the grant


def prepare_roles(address: Address, passwords: Path | None = None) -> str:
    """Make the database, owner, web, worker and search roles as far as they are missing; return the owner's name.

    On a real server the address is its superuser's or the database owner's, and the passwords of the roles
    that we make are kept in the file `passwords`. Raises PostgresError when that user may not make them.
    """
    try:
        return _prepare(address, passwords)
    except psycopg.errors.InsufficientPrivilege as error:
        raise PostgresError(
            f"{address.user} may not prepare the database ({error.diag.message_primary}): let a superuser make the"
            f" roles {WEB}, {WORKER} and {SEARCH} (docs/operate.md), or give {address.user} CREATEROLE."
        ) from None
    except psycopg.OperationalError as error:
        told = str(error).strip().splitlines()[0]
        raise PostgresError(f"The database cannot be reached ({told}): is the server up?") from None


def read_passwords(path: Path) -> dict[str, str]:
    """Return the passwords of the roles; empty where none were made."""
    try:
        kept: dict[str, str] = json.loads(path.read_text())
    except FileNotFoundError:
        return {}
    return kept


def _prepare(address: Address, passwords: Path | None) -> str:
    """Make roles and database on the maintenance connection, then the rights inside the database."""
    embedded = passwords is None
    with psycopg.connect(**address.conninfo(name="postgres" if embedded else ""), autocommit=True) as server:
        server.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        owner = OWNER if _is_superuser(server) else address.user
        ours = (OWNER, WEB, WORKER) if owner == OWNER else (WEB, WORKER)
        known = {} if passwords is None else _fill(passwords, ours)
        for role in ours:
            _make_role(server, role, known.get(role))
        _make_search(server, owner)
        if embedded:
            _make_database(server, address.name)
        with psycopg.connect(**address.conninfo(), autocommit=True) as inside:
            _grant(inside, address.name, owner)
    return owner


def _is_superuser(server: psycopg.Connection[Any]) -> bool:
    """Whether this connection is a superuser's."""
    found = server.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user").fetchone()
    return bool(found and found[0])


def _make_role(server: psycopg.Connection[Any], role: str, password: str | None) -> None:
    """Make one role, or bring it back to what it must be; a role that is right is not touched."""
    found = server.execute(IS_MADE, [role]).fetchone()
    is_right = found == (True, True)
    if is_right and password is None:
        return
    verb = sql.SQL("ALTER" if found else "CREATE")
    secret = sql.SQL(" PASSWORD {}").format(sql.Literal(password)) if password else sql.SQL("")
    rights = sql.SQL("" if is_right else f" LOGIN {MODEST}")
    server.execute(sql.SQL("{} ROLE {}{}{}").format(verb, sql.Identifier(role), rights, secret))


def _make_search(server: psycopg.Connection[Any], owner: str) -> None:
    """Make the role that owns the function that searches; the owner of the tables may become it, to give it that.

    They have none of its rights without: what the policies let it read the owner's own functions do not.
    """
    found, by_grant = server.execute(IS_MADE, [SEARCH]).fetchone(), server.info.server_version >= INHERITS_BY_GRANT
    words = {"search": sql.Identifier(SEARCH), "owner": sql.Identifier(owner)}
    if found != (False, True):
        made = sql.SQL("ALTER" if found else "CREATE") + sql.SQL(" ROLE {search} NOLOGIN ").format(**words)
        server.execute(made + sql.SQL(MODEST))
    if not by_grant and owner == OWNER:
        server.execute(sql.SQL("ALTER ROLE {owner} NOINHERIT").format(**words))
    may = "SET" if by_grant else "MEMBER"
    if server.execute("SELECT pg_has_role(%s, %s, %s)", [owner, SEARCH, may]).fetchone() != (True,):
        how = sql.SQL(" WITH INHERIT FALSE, SET TRUE" if by_grant else "")
        server.execute(sql.SQL("GRANT {search} TO {owner}").format(**words) + how)


def _make_database(server: psycopg.Connection[Any], name: str) -> None:
    """Make the database, which belongs to the owner role."""
    if server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is None:
        server.execute(
            sql.SQL("CREATE DATABASE {} OWNER {} ENCODING 'UTF8'").format(sql.Identifier(name), sql.Identifier(OWNER))
        )


def _grant(inside: psycopg.Connection[Any], name: str, owner: str) -> None:
    """Let owner alone make anything, and web and worker enter and look around; tables are granted by migrations."""
    names = {"db": name, "owner": owner, "web": WEB, "worker": WORKER, "superuser": SUPERUSER}
    words = {key: sql.Identifier(value) for key, value in names.items()}
    for statement in (
        "REVOKE ALL ON DATABASE {db} FROM PUBLIC",
        "GRANT CONNECT, CREATE, TEMPORARY ON DATABASE {db} TO {owner}",
        "GRANT CONNECT ON DATABASE {db} TO {web}, {worker}",
        "REVOKE ALL ON SCHEMA public FROM PUBLIC",
        "GRANT ALL ON SCHEMA public TO {owner} WITH GRANT OPTION",
        "GRANT USAGE ON SCHEMA public TO {web}, {worker}",
    ):
        inside.execute(sql.SQL(statement).format(**words))


def _fill(path: Path, roles: Sequence[str]) -> dict[str, str]:
    """Return the kept passwords, making and keeping (0600) those of these roles that are missing."""
    kept = read_passwords(path)
    missing = {role: secrets.token_urlsafe(24) for role in roles if role not in kept}
    if missing:
        kept.update(missing)
        path.parent.mkdir(parents=True, exist_ok=True)
        making = path.with_suffix(".making")
        making.unlink(missing_ok=True)
        with os.fdopen(os.open(making, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            json.dump(kept, file)
        making.replace(path)
    return kept
