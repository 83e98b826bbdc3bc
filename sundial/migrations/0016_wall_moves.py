"""A wall that moves: the cases of a customer follow it, and go on counting as they were promised."""

from pathlib import Path

from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("sundial", "0016_restriction")]
    operations = [
        migrations.AddField(
            "case",
            "counts_on",
            ArrayField(base_field=models.CharField(max_length=32), blank=True, null=True, size=None),
        ),
        migrations.RunSQL((SQL / "0016_wall_moves.sql").read_text()),
    ]
