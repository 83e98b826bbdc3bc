"""Ask the wall of cases in words whose share of the rows PostgreSQL can guess: the queue is read from its index."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("sundial", "0019_resolved")]
    operations = [
        migrations.RunSQL((SQL / "0023_estimate.sql").read_text(), (SQL / "0023_estimate_back.sql").read_text()),
    ]
