"""The rota: its patterns and its changes, both kept for ever, and the leaves to read it as a calendar."""

import uuid
from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

SQL = Path(__file__).parent / "sql"


def _by():
    return models.ForeignKey(
        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
    )


class Migration(migrations.Migration):
    dependencies = [("sundial", "0010_product")]
    operations = [
        migrations.CreateModel(
            name="RotaPattern",
            fields=[
                ("seq", models.PositiveIntegerField(primary_key=True, serialize=False)),
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("key", models.CharField(max_length=64)),
                ("what", models.JSONField()),
                ("at", models.DateTimeField()),
                ("by", _by()),
            ],
            options={
                "db_table": "rota_pattern",
                "constraints": [models.CheckConstraint(condition=models.Q(seq__gte=1), name="rota_pattern_from_one")],
            },
        ),
        migrations.CreateModel(
            name="RotaChange",
            fields=[
                ("seq", models.PositiveIntegerField(primary_key=True, serialize=False)),
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("what", models.JSONField()),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField()),
                ("at", models.DateTimeField()),
                ("by", _by()),
            ],
            options={
                "db_table": "rota_change",
                "indexes": [models.Index(fields=["until"], name="rota_change_until")],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(seq__gte=1), name="rota_change_from_one"),
                    models.CheckConstraint(
                        condition=models.Q(since__lt=models.F("until")), name="rota_change_in_order"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RotaFeed",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("region", models.CharField(blank=True, default="", max_length=32)),
                ("at", models.DateTimeField()),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "db_table": "rota_feed",
                "constraints": [
                    models.UniqueConstraint(fields=("person", "region"), name="rota_feed_once"),
                ],
            },
        ),
        migrations.RunSQL((SQL / "0013_rota.sql").read_text()),
    ]
