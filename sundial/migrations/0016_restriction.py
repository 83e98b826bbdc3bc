"""A restriction that is asked for, and what became of each; who may change that."""

import uuid
from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models
from django.db.models import Q

SQL = Path(__file__).parent / "sql"


def _regions(**more):
    return ArrayField(base_field=models.CharField(max_length=32), blank=True, default=list, size=None, **more)


class Migration(migrations.Migration):
    dependencies = [("sundial", "0015_sun")]
    operations = [
        migrations.AddField("organization", "asked_regions", _regions(db_default=[])),
        migrations.AddField("organization", "asked_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddConstraint(
            "organization",
            models.CheckConstraint(
                condition=Q(("asked_at__isnull", True), ("asked_regions", []))
                | Q(("asked_at__isnull", False), Q(("asked_regions", []), _negated=True)),
                name="organization_asks_for_regions",
            ),
        ),
        migrations.CreateModel(
            name="WallChange",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("asked", "asked for"),
                            ("in-force", "put in force"),
                            ("withdrawn", "not asked for any more"),
                        ],
                        max_length=12,
                    ),
                ),
                ("was", _regions()),
                ("regions", _regions()),
                ("why", models.CharField(blank=True, default="", max_length=300)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="wall_changes",
                        to="sundial.organization",
                    ),
                ),
            ],
            options={
                "db_table": "wall_change",
                "ordering": ("-at", "pk"),
                "indexes": [models.Index(fields=["organization", "-at"], name="wall_change_of")],
            },
        ),
        migrations.RunSQL((SQL / "0016_restriction.sql").read_text()),
    ]
