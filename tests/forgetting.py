"""A customer who never was: every row of theirs taken out of the database, whatever keeps it."""

from sundial.models import Case
from tests.database import as_role, run

ROWS_OF_A_CASE = ("notice_draft", "awaited_fix", "handover", "resource_request", "escalation", "clock", "alert", "fact")
ROWS_OF_A_CASE += ("alert_act", "dead_letter_act")


def forget(customer: object) -> None:
    """Take every row of a customer out of the database, as if there had never been any."""
    with as_role("postgres"):
        run("SET LOCAL session_replication_role = replica")
        cases = "SELECT id FROM support_case WHERE organization_id = %s"
        gone = "WITH gone AS (DELETE FROM inbound_letter WHERE %s = ANY (about) RETURNING id)"
        run(f"{gone} DELETE FROM letter_taken_up WHERE letter_id IN (SELECT id FROM gone)", [customer])
        run(f"DELETE FROM delivery WHERE alert_id IN (SELECT id FROM alert WHERE case_id IN ({cases}))", [customer])
        for table in ("case_words", *ROWS_OF_A_CASE):
            run(f"DELETE FROM {table} WHERE case_id IN ({cases})", [customer])
        for table in ("support_case", "entitlement", "customer_course", "person"):
            run(f"DELETE FROM {table} WHERE organization_id = %s", [customer])
        run("DELETE FROM organization WHERE id = %s", [customer])
        run("SET LOCAL session_replication_role = origin")
        assert not Case.objects.filter(organization=customer).exists()
