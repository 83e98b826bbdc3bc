"""Let whoever of the staff sees a case take out who was told of what on it, for an evidence pack."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("sundial", "0006_triage")]
    operations = [migrations.RunSQL((SQL / "0007_evidence.sql").read_text())]
