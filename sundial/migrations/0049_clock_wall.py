"""A clock knows whether its case is restricted, and asks it only then (O2.7)."""

from pathlib import Path

from django.db import migrations, models

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("sundial", "0048_sums")]
    operations = [
        migrations.AddField("clock", "restricted", models.BooleanField(db_default=True, default=True)),
        migrations.RunSQL((SQL / "0049_clock_wall.sql").read_text(), (SQL / "0049_clock_wall_back.sql").read_text()),
    ]
