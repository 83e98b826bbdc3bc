"""A restriction can be lifted on the desk; and no wall moves without an entry of who moves it."""

from pathlib import Path

from django.db import migrations, models

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("sundial", "0027_shift_alerts")]
    operations = [
        migrations.AlterField(
            "wallchange",
            "kind",
            models.CharField(
                choices=[
                    ("asked", "asked for"),
                    ("in-force", "put in force"),
                    ("withdrawn", "not asked for any more"),
                    ("lifted", "lifted"),
                ],
                max_length=12,
            ),
        ),
        migrations.RunSQL((SQL / "0027_wall_lifted.sql").read_text()),
    ]
