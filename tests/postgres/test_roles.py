"""The roles: web and worker own nothing, make nothing and become nobody."""

import psycopg
import pytest

from sundial.outside.postgres import OWNER, SEARCH, WEB, WORKER, Cluster, prepare_roles
from tests.postgres.servers import ask

pytestmark = pytest.mark.db


def test_the_roles_own_nothing_bypass_nothing_and_making_them_again_changes_nothing(cluster: Cluster):
    for _ in range(2):
        assert prepare_roles(cluster.address) == OWNER
    for role in (OWNER, WEB, WORKER):
        rights = ask(
            cluster,
            "SELECT rolcanlogin::int || '' || (rolsuper OR rolcreatedb OR rolcreaterole OR rolreplication"
            f" OR rolbypassrls)::int FROM pg_roles WHERE rolname = '{role}'",
        )
        assert rights == "10"
    assert ask(cluster, "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = 'sundial'") == OWNER
    roles = "refobjid IN ('sundial_web'::regrole, 'sundial_worker'::regrole, 'sundial_search'::regrole)"
    owned = f"SELECT count(*) FROM pg_shdepend WHERE deptype = 'o' AND {roles}"
    assert ask(cluster, owned) == 0


def test_nobody_enters_as_search_and_the_owner_has_none_of_its_rights(prepared: Cluster):
    with pytest.raises(psycopg.OperationalError, match="not permitted to log in"):
        ask(prepared, "SELECT 1", user=SEARCH, name="sundial")
    has = f"pg_has_role('{OWNER}', '{SEARCH}', 'USAGE')::text || pg_has_role('{WEB}', '{SEARCH}', 'MEMBER')::text"
    assert ask(prepared, f"SELECT {has}") == "falsefalse"


@pytest.mark.parametrize("role", [WEB, WORKER])
@pytest.mark.parametrize(
    "forbidden",
    [
        "CREATE TABLE mine (a int)",
        "CREATE TEMPORARY TABLE mine (a int)",
        "CREATE SCHEMA mine",
        "SET ROLE sundial_owner",
        "SET ROLE sundial_search",
        "SET SESSION AUTHORIZATION postgres",
        "ALTER ROLE sundial_web BYPASSRLS",
        "COPY (SELECT 1) TO PROGRAM 'true'",
        "SELECT pg_read_file('/etc/passwd')",
    ],
)
def test_web_and_worker_may_make_nothing_and_become_nobody(prepared: Cluster, role: str, forbidden: str):
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        ask(prepared, forbidden, user=role, name="sundial")
