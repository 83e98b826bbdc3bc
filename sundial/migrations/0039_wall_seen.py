"""What the wall must know of the viewer, read once a statement."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("sundial", "0033_ways")]
    operations = [migrations.RunSQL((SQL / "0039_wall_seen.sql").read_text())]
