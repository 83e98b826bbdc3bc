"""Who is given a case behind a wall is inside it, also where they are moved out at the same moment."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("sundial", "0026_restricted")]
    operations = [migrations.RunSQL((SQL / "0029_owner_inside.sql").read_text())]
