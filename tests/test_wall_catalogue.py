"""The wall's ground, read out of PostgreSQL's own catalogue: what is not written here does not stand (S01)."""

import pytest

from sundial.models.classes import CLASSES, WALLED
from tests.database import as_role, run

pytestmark = pytest.mark.usefixtures("db")
EVERYTHING = "DELETE, INSERT, SELECT, UPDATE"
OF_THE_CASE = (
    "changed_at, head_hash, head_seq, merged_into, next_due_at, owner_id, pinned, plan, plan_rank, product,"
    " resolved_at, revision, rung, severity, state, told_at, triaged, waiting"
)
OF_THE_PERSON = "chat, group, is_active, languages, last_login, name, phone, region, role, skills, tier, title, zone"
GRANTS = {
    "sundial_web": {
        **dict.fromkeys(("account_emailaddress", "account_emailconfirmation"), "SELECT"),
        "alert": "INSERT, SELECT, UPDATE (read_at)",
        "alert_act": "INSERT, SELECT",
        "awaited_fix": EVERYTHING,
        "case_sum": "SELECT",
        "clock": EVERYTHING,
        "credential": "SELECT, UPDATE (hash)",
        "customer_course": "INSERT, SELECT",
        "dead_letter_act": "INSERT, SELECT",
        "delivery": "SELECT (alert_id, at, attempts, channel, id, send_at, sent_at, state, way_id)",
        "django_content_type": "SELECT",
        "django_migrations": "SELECT",
        "django_session": EVERYTHING,
        "entitlement": "SELECT",
        "escalation": EVERYTHING,
        "fact": "INSERT, SELECT",
        "fan_out": "INSERT",
        "fix": "INSERT, SELECT, UPDATE",
        **dict.fromkeys(("glass_answer", "glass_end", "glass_look", "glass_request"), "INSERT, SELECT"),
        "handover": EVERYTHING,
        "inbound_letter": "SELECT, UPDATE (case_id, outcome, reason, reminded_at, settled_at, settled_by_id)",
        "inbound_raw": "INSERT",
        "letter_taken_up": "INSERT, SELECT",
        "mail_account": "SELECT",
        "notice_draft": "SELECT, UPDATE (edited_by_id, reason, settled_at, settled_by_id, state, text)",
        "organization": "SELECT, UPDATE (asked_at, asked_regions, csm_id, regions, sales_id, tam_id)",
        "person": f"INSERT, SELECT, UPDATE ({OF_THE_PERSON})",
        "person_change": "INSERT, SELECT",
        "presence": "INSERT, SELECT, UPDATE",
        "procrastinate_events": "INSERT",
        "procrastinate_jobs": "INSERT, SELECT (id, lock, queue_name, queueing_lock, scheduled_at, status, task_name)",
        "protocol_candidate": "DELETE, INSERT, SELECT",
        "protocol_move": "INSERT, SELECT",
        "protocol_revision": "SELECT",
        "pulse": "SELECT",
        "reaching": "INSERT, SELECT, UPDATE (days, mail, since, stand_in_id, times, until)",
        "release": "INSERT, SELECT, UPDATE",
        "release_event": "INSERT, SELECT",
        "resource_request": EVERYTHING,
        "rota_change": "INSERT, SELECT",
        "rota_feed": "DELETE, INSERT, SELECT",
        "rota_pattern": "INSERT, SELECT",
        "sent": "INSERT, SELECT",
        "support_case": f"INSERT, SELECT, UPDATE ({OF_THE_CASE})",
        "wall_change": "INSERT, SELECT",
        "wall_check": "SELECT",
        "way": "INSERT, SELECT, UPDATE (days, ended_at, ended_by_id, hears, since, until)",
        "way_address": "INSERT",
        "way_trial": "INSERT, SELECT",
    },
    "sundial_worker": {
        **dict.fromkeys(("account_emailaddress", "account_emailconfirmation"), EVERYTHING),
        "alert": EVERYTHING,
        "alert_act": "INSERT, SELECT",
        "awaited_fix": EVERYTHING,
        "case_sum": "DELETE, INSERT, SELECT",
        "clock": EVERYTHING,
        "credential": "INSERT, SELECT, UPDATE",
        "customer_course": "INSERT, SELECT",
        "dead_letter_act": "SELECT, UPDATE",
        "delivery": EVERYTHING,
        "digest": "INSERT, SELECT, UPDATE",
        "django_content_type": "SELECT",
        "django_migrations": "SELECT",
        "django_session": "DELETE, SELECT",
        "entitlement": "INSERT, SELECT, UPDATE",
        "escalation": EVERYTHING,
        "fact": "INSERT, SELECT",
        "fan_out": "DELETE, INSERT, SELECT",
        "fix": "INSERT, SELECT, UPDATE",
        **dict.fromkeys(("glass_answer", "glass_end", "glass_look", "glass_request"), "INSERT, SELECT"),
        "handover": EVERYTHING,
        "inbound_letter": EVERYTHING,
        "inbound_raw": EVERYTHING,
        "letter_taken_up": "INSERT, SELECT",
        "mail_account": EVERYTHING,
        "notice_draft": EVERYTHING,
        "organization": "INSERT, SELECT, UPDATE",
        "parked": EVERYTHING,
        "person": "INSERT, SELECT, UPDATE",
        "person_change": "INSERT, SELECT",
        "presence": "INSERT, SELECT",
        "procrastinate_events": EVERYTHING,
        "procrastinate_jobs": EVERYTHING,
        "procrastinate_periodic_defers": EVERYTHING,
        "procrastinate_workers": EVERYTHING,
        "protocol_candidate": "INSERT, SELECT",
        "protocol_move": "INSERT, SELECT, UPDATE",
        "protocol_revision": "INSERT, SELECT",
        "pulse": EVERYTHING,
        "reaching": "INSERT, SELECT, UPDATE",
        "release": "INSERT, SELECT, UPDATE",
        "release_event": "INSERT, SELECT",
        "resource_request": EVERYTHING,
        "rota_change": "INSERT, SELECT",
        "rota_pattern": "INSERT, SELECT",
        "sent": "DELETE, SELECT",
        "support_case": f"INSERT, SELECT, UPDATE ({OF_THE_CASE})",
        "wall_change": "INSERT, SELECT",
        "wall_check": "DELETE, INSERT, SELECT",
        "way": "INSERT, SELECT, UPDATE",
        "way_address": "INSERT, SELECT",
        "way_trial": "INSERT, SELECT, UPDATE",
    },
    "sundial_search": {"case_words": "SELECT"},
}
PAST_THE_WALL = (
    "alerts case clocks_move dead_letters glass glass_customer histories seen stands_inside sums_move"
    " viewer_coordinates viewer_host viewer_manages viewer_place wall_moves words_kept words_move words_of_case"
    " words_of_customer words_of_fact"
)
AS_THE_OWNER = {
    f"sundial_{name}" for name in PAST_THE_WALL.split()
}  # functions that see past the wall; each holds the wall's own test
RELATIONS = "pg_class c JOIN pg_namespace n ON n.oid = relnamespace AND n.nspname = 'public'"


def names(statement):
    return {name for (name,) in run(statement)}


def test_every_table_is_classed_and_every_class_names_a_table_once():
    tables = names(f"SELECT relname FROM {RELATIONS} WHERE relkind IN ('r', 'p', 'f')")
    listed = [table for tables in CLASSES.values() for table in tables]

    assert sorted(listed) == sorted(tables)


def test_row_security_is_forced_on_every_walled_table_and_each_has_policies():
    forced = names(f"SELECT relname FROM {RELATIONS} WHERE relrowsecurity AND relforcerowsecurity")
    policies = names("SELECT tablename FROM pg_policies WHERE schemaname = 'public'")

    assert forced == WALLED == policies


def test_no_policy_is_for_everybody_and_the_owner_gets_only_what_the_helper_functions_need():
    rows = run("SELECT DISTINCT unnest(roles), cmd, tablename FROM pg_policies WHERE schemaname = 'public'")

    assert {role for role, *_ in rows} == {"sundial_owner", "sundial_search", "sundial_web", "sundial_worker"}
    assert [row for row in rows if row[0] == "sundial_search"] == [("sundial_search", "SELECT", "case_words")]
    read = "alert clock delivery fact glass_answer glass_end organization person support_case way"
    own = {
        "ALL": "case_words",
        "INSERT": "case_sum",
        "UPDATE": "clock support_case",
        "SELECT": read,
    }  # walls are followed
    owner = {(right, table) for right, tables in own.items() for table in tables.split()}
    assert {row[1:] for row in rows if row[0] == "sundial_owner"} == owner


def test_web_and_worker_own_nothing_and_bypass_nothing():
    assert names("SELECT DISTINCT relowner::regrole::text FROM " + RELATIONS) == {"sundial_owner"}
    owners = set(run("SELECT proowner::regrole::text, proname = 'sundial_search' FROM pg_proc"
                     " WHERE pronamespace = 'public'::regnamespace"))  # fmt: skip
    assert owners == {("sundial_owner", False), ("sundial_search", True)}
    rights = run(
        "SELECT rolname FROM pg_roles WHERE rolname LIKE 'sundial%%' AND"
        " (rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication)"
    )
    assert rights == []
    members = run("SELECT roleid::regrole::text, member::regrole::text, pg_has_role(member, roleid, 'USAGE')"
                  " FROM pg_auth_members WHERE member::regrole::text LIKE 'sundial%%'")  # fmt: skip
    assert members == [("sundial_search", "sundial_owner", False)]  # it may become it, and has none of its rights


def test_there_is_no_view_that_could_look_past_the_wall():
    assert names(f"SELECT relname FROM {RELATIONS} WHERE relkind IN ('v', 'm')") == set()


def test_only_listed_functions_run_as_the_owner_with_a_fixed_path_and_not_for_everybody():
    rows = run(
        "SELECT proname, proconfig, has_function_privilege('public', oid, 'execute') FROM pg_proc"
        " WHERE prosecdef AND pronamespace = 'public'::regnamespace"
    )

    assert {name for name, *_ in rows} == AS_THE_OWNER | {"sundial_search"}
    assert {(config[0], public) for _, config, public in rows} == {("search_path=pg_catalog, public, pg_temp", False)}
    assert {name for name, config, _ in rows if len(config) > 1} == {"sundial_search"}  # how it is planned


def test_no_function_of_ours_is_leakproof():
    assert run("SELECT proname FROM pg_proc WHERE proleakproof AND pronamespace = 'public'::regnamespace") == []


@pytest.mark.parametrize("role", GRANTS)
def test_a_role_holds_the_rights_that_are_written_here_and_no_others(role):
    tables = run(
        f"SELECT relname, privilege_type, '' FROM {RELATIONS}, aclexplode(relacl)"
        " WHERE grantee = %s::regrole AND relkind = 'r'"
        f" UNION ALL SELECT relname, privilege_type, attname FROM {RELATIONS}"
        " JOIN pg_attribute ON attrelid = c.oid, aclexplode(attacl) WHERE grantee = %s::regrole"
        " ORDER BY 1, 2, 3",
        [role, role],
    )
    assert written(tables) == GRANTS[role]


def test_nothing_is_granted_to_everybody():
    for_all = run(f"SELECT relname FROM {RELATIONS}, aclexplode(relacl) WHERE grantee = 0")
    on_columns = run("SELECT attname FROM pg_attribute, aclexplode(attacl) WHERE grantee = 0 AND attrelid >= 16384")
    on_schema = run("SELECT 1 FROM pg_namespace, aclexplode(nspacl) WHERE nspname = 'public' AND grantee = 0")

    assert (for_all, on_columns, on_schema) == ([], [], [])


@pytest.mark.parametrize("role", ["sundial_web", "sundial_worker"])
def test_a_role_can_make_nothing_of_its_own(role):
    with as_role(role):
        rights = run(
            "SELECT has_schema_privilege('public', 'create'), has_database_privilege(current_database(), 'create'),"
            " has_database_privilege(current_database(), 'temp')"
        )
    assert rights == [(False, False, False)]


def written(rows):
    """Write the rights on each table as one line: whole tables first, then columns in brackets."""
    found = {}
    for table, right, column in rows:
        found.setdefault(table, {}).setdefault(right, []).append(column)
    return {
        table: ", ".join(
            right if columns == [""] else f"{right} ({', '.join(columns)})" for right, columns in rights.items()
        )
        for table, rights in found.items()
    }
