"""Break-glass at less cost to everybody else's statements, and in read-only transactions alone."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("sundial", "0017_glass")]
    operations = [migrations.RunSQL((SQL / "0022_glass_read_only.sql").read_text())]
