"""A server that is not ours: its superuser or the database's owner gives us the roles, and their passwords are kept."""

import stat
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from sundial import surroundings
from sundial.outside.postgres import OWNER, SEARCH, WEB, WORKER, Address, Cluster, PostgresError, prepare_roles
from sundial.outside.postgres.roles import read_passwords

pytestmark = pytest.mark.db


@pytest.fixture
def real(bare: Cluster, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Address]:
    """A server as a hoster gives it: a database `desk` that belongs to `hosted`, who may make roles."""
    with psycopg.connect(**bare.address.conninfo(name="postgres"), autocommit=True) as line:
        line.execute("CREATE ROLE hosted LOGIN CREATEROLE")
        line.execute("CREATE ROLE poor LOGIN")
        line.execute("CREATE DATABASE desk OWNER hosted")
        monkeypatch.setenv("SUNDIAL_HOME", str(folder))
        monkeypatch.setenv("SUNDIAL_DATABASE_URL", f"postgresql://hosted@/desk?host={bare.socket}")
        yield surroundings.database_address()
        line.execute("DROP DATABASE desk WITH (FORCE)")
        made = line.execute("SELECT rolname FROM pg_roles WHERE rolname !~ '^pg_' AND rolname <> 'postgres'").fetchall()
        for (role,) in made:
            line.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(role)))


def may_log_in(monkeypatch: pytest.MonkeyPatch, role: str) -> str:
    """Return the user as whom Django would enter under a role, after entering."""
    monkeypatch.setenv("SUNDIAL_ROLE", role)
    login = surroundings.database_login()
    told = {"host": login["HOST"], "port": login["PORT"], "dbname": login["NAME"], "user": login["USER"]}
    with psycopg.connect(**told, password=login["PASSWORD"]) as line:
        return str(line.execute("SELECT current_user").fetchone()[0])  # type: ignore[index]


def test_a_databases_owner_who_may_make_roles_stays_the_owner(real: Address, monkeypatch: pytest.MonkeyPatch):
    for _ in range(2):
        assert prepare_roles(real, surroundings.passwords_file()) == "hosted"
    assert [may_log_in(monkeypatch, role) for role in ("owner", "web", "worker")] == ["hosted", WEB, WORKER]


def test_a_superuser_makes_an_owner_who_is_none(real: Address, monkeypatch: pytest.MonkeyPatch):
    assert prepare_roles(replace(real, user="postgres"), surroundings.passwords_file()) == OWNER
    assert [may_log_in(monkeypatch, role) for role in ("owner", "web", "worker")] == [OWNER, WEB, WORKER]
    with psycopg.connect(**real.conninfo(user=OWNER)) as line:
        line.execute("CREATE TABLE ours (a int)")


@pytest.mark.parametrize("user", ["hosted", "postgres"])
def test_whoever_owns_the_tables_can_give_the_search_its_function(real: Address, user: str):
    prepare_roles(replace(real, user=user), surroundings.passwords_file())
    with psycopg.connect(**real.conninfo(user="hosted" if user == "hosted" else OWNER)) as line:  # as 0025 does
        line.execute("CREATE FUNCTION finds() RETURNS int RETURN 1")
        line.execute(f"GRANT CREATE ON SCHEMA public TO {SEARCH}")
        line.execute(f"ALTER FUNCTION finds() OWNER TO {SEARCH}")
        line.execute(f"REVOKE CREATE ON SCHEMA public FROM {SEARCH}")


def test_the_passwords_are_kept_for_our_own_user_alone_and_stay_the_same(real: Address):
    kept = surroundings.passwords_file()
    assert kept
    prepare_roles(real, kept)
    before = read_passwords(kept)
    prepare_roles(real, kept)
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert read_passwords(kept) == before
    assert all(len(password) >= 32 for password in before.values())


def test_a_user_who_may_not_make_roles_is_told_what_is_needed(real: Address, folder: Path):
    with pytest.raises(PostgresError, match=r"poor may not prepare the database .* or give poor CREATEROLE"):
        prepare_roles(replace(real, user="poor"), folder / "passwords.json")


def test_a_server_that_is_down_is_said_so(folder: Path):
    with pytest.raises(PostgresError, match=r"cannot be reached .* is the server up"):
        prepare_roles(Address(host=str(folder)), folder / "passwords.json")


def test_an_address_that_is_none_is_refused_with_an_example():
    with pytest.raises(PostgresError, match="must look like postgresql://user:password@host:5432/name"):
        Address.of_url("mysql://somewhere/desk")


def test_every_part_of_an_address_is_read():
    read = Address.of_url("postgresql://desk:p%40ss@db.example.com:6432/support?sslmode=require")
    expected = {"host": "db.example.com", "port": 6432, "dbname": "support", "user": "desk", "password": "p@ss"}
    assert read.conninfo() == {**expected, "sslmode": "require", "connect_timeout": 10}
