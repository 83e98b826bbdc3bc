"""What the wall asks of the viewer is called, and not written into each policy."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("sundial", "0049_clock_wall")]
    operations = [
        migrations.RunSQL((SQL / "0050_wall_asked.sql").read_text(), (SQL / "0050_wall_asked_back.sql").read_text())
    ]
