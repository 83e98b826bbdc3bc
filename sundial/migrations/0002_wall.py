"""Raise the wall: viewer, row security, kept tables, grants; as SQL, because that is what it is."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent / "sql"


def _run(name):
    return migrations.RunSQL((SQL / name).read_text())


class Migration(migrations.Migration):
    dependencies = [
        ("sundial", "0001_first_floor"),
        ("account", "0009_emailaddress_unique_primary_email"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("sessions", "0001_initial"),
        ("procrastinate", "0041_post_retry_failed_job"),
    ]
    operations = [
        _run("0002_viewer.sql"),
        _run("0002_wall.sql"),
        _run("0002_kept.sql"),
        _run("0002_grants.sql"),
    ]
