"""The case that a transaction reads is asked once a statement, and not by each of its facts."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("sundial", "0039_wall_seen")]
    operations = [migrations.RunSQL((SQL / "0039_wall_case.sql").read_text())]
