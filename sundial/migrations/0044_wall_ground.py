"""The desk's word that a restriction stands names what it was read off, and holds as long as that is the same."""

from pathlib import Path

from django.db import migrations, models

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("sundial", "0043_letter_lease")]
    operations = [
        migrations.AddField(
            "wallcheck", "ground", models.CharField(blank=True, db_default="", default="", max_length=64)
        ),
        migrations.RunSQL((SQL / "0044_wall_ground.sql").read_text(), (SQL / "0044_wall_ground_back.sql").read_text()),
    ]
