"""A wall that is moved by hand: as somebody asked for it, and never without its cases."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("sundial", "0024_estimate")]
    operations = [migrations.RunSQL((SQL / "0023_wall_hands.sql").read_text())]
