"""Search: the words of cases under their walls, and the one function that asks for them (O2.7, P14)."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("sundial", "0031_rung")]
    operations = [migrations.RunSQL((SQL / "0025_search.sql").read_text(), (SQL / "0025_search_back.sql").read_text())]
