"""Who looks is read once, until something changes."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("sundial", "0056_folded")]
    operations = [
        migrations.RunSQL((SQL / "0054_wall_seen.sql").read_text(), (SQL / "0054_wall_seen_back.sql").read_text())
    ]
