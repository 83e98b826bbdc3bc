"""Ask the wall of customers too in words whose share of the rows PostgreSQL can guess."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("sundial", "0023_estimate")]
    operations = [
        migrations.RunSQL((SQL / "0024_estimate.sql").read_text(), (SQL / "0024_estimate_back.sql").read_text()),
    ]
