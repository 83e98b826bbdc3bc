"""The rung on which a case stands."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):
    dependencies = [
        ("sundial", "0030_inside_alerts"),
    ]

    operations = [migrations.RunSQL((SQL / "0031_rung.sql").read_text())]
