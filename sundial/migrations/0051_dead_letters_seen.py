"""Managers see in one list what could not be delivered, of the cases that they see."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("sundial", "0050_wall_asked")]
    operations = [migrations.RunSQL((SQL / "0051_dead_letters_seen.sql").read_text())]
