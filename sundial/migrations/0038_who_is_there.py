"""Word is owed to whoever is there, and to nobody who has left."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):

    dependencies = [
        ('sundial', '0032_alert_act'),
    ]

    operations = [
        migrations.RunSQL((SQL / "0038_who_is_there.sql").read_text()),
    ]
