"""Let decisions about the protocol be the staff's, and nobody write in another's name or from the other side."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("sundial", "0008_protocol")]
    operations = [
        migrations.RunSQL((SQL / "0009_names.sql").read_text(), (SQL / "0009_names_back.sql").read_text()),
    ]
