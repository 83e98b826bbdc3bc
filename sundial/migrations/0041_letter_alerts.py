"""Whether somebody sees the letter of an alert is asked of such alerts alone, and planned with them alone."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("sundial", "0039_wall_case")]
    operations = [migrations.RunSQL((SQL / "0041_letter_alerts.sql").read_text())]
