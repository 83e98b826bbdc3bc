"""The desk's own word that a restriction stands, without which none comes in force from the web."""

from pathlib import Path

import django.db.models.deletion
from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models
from django.db.models.functions import Now

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("sundial", "0036_synthetic")]
    operations = [
        migrations.CreateModel(
            name="WallCheck",
            fields=[
                (
                    "organization",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="wall_check",
                        serialize=False,
                        to="sundial.organization",
                    ),
                ),
                ("regions", ArrayField(base_field=models.CharField(max_length=32), size=None)),
                ("at", models.DateTimeField(db_default=Now())),
            ],
            options={"db_table": "wall_check"},
        ),
        migrations.RunSQL((SQL / "0039_wall_check.sql").read_text()),
    ]
