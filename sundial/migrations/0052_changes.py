"""What an open page hears of a case moves with every fact, be it that it happened before others."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("sundial", "0051_dead_letters_seen")]
    operations = [migrations.RunSQL((SQL / "0052_changes.sql").read_text())]
