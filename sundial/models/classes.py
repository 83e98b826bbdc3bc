"""Every table of the schema by what it holds; `tests/test_wall.py` fails on a table that is not listed here.

WALLED: what a customer or a case holds; row security is forced. IDENTITY: who is signed in, by unguessable keys.
MACHINERY: what keeps the desk running, without content. REFERENCE: what everybody may read.
"""

WALLED = frozenset({
    "account_emailaddress",
    "account_emailconfirmation",
    "alert",
    "alert_act",
    "awaited_fix",
    "case_words",
    "clock",
    "credential",
    "customer_course",
    "dead_letter_act",
    "delivery",
    "digest",
    "entitlement",
    "escalation",
    "fact",
    "fix",
    "glass_answer",
    "glass_end",
    "glass_look",
    "glass_request",
    "handover",
    "inbound_letter",
    "inbound_raw",
    "letter_taken_up",
    "notice_draft",
    "organization",
    "parked",
    "person",
    "person_change",
    "presence",
    "protocol_candidate",
    "protocol_move",
    "reaching",
    "release",
    "release_event",
    "resource_request",
    "rota_change",
    "rota_feed",
    "rota_pattern",
    "sent",
    "support_case",
    "wall_change",
    "wall_check",
    "way",
    "way_address",
    "way_trial",
})  # fmt: skip
IDENTITY = frozenset({"django_session"})
MACHINERY = frozenset({
    "auth_group",
    "auth_group_permissions",
    "auth_permission",
    "fan_out",
    "mail_account",
    "procrastinate_events",
    "procrastinate_jobs",
    "procrastinate_periodic_defers",
    "procrastinate_workers",
    "pulse",
})  # fmt: skip
REFERENCE = frozenset({"django_content_type", "django_migrations", "protocol_revision"})
CLASSES = {"walled": WALLED, "identity": IDENTITY, "machinery": MACHINERY, "reference": REFERENCE}
