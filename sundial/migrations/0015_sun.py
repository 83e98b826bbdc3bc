"""Who is at the desk, and whether a customer's cases follow the sun."""

import uuid
from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

SQL = Path(__file__).parent / "sql"
SAID = [("available", "available"), ("busy", "busy"), ("away", "away")]
COURSES = [("", ""), ("home", "home"), ("round", "round")]


class Migration(migrations.Migration):
    dependencies = [("sundial", "0012_people")]
    operations = [
        migrations.CreateModel(
            name="PresenceRow",
            fields=[
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="presence",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("said", models.CharField(choices=SAID, default="available", max_length=12)),
                ("said_at", models.DateTimeField(blank=True, null=True)),
                ("seen_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={"db_table": "presence"},
        ),
        migrations.CreateModel(
            name="CustomerCourse",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("course", models.CharField(blank=True, choices=COURSES, max_length=8)),
                ("reason", models.CharField(max_length=500)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="courses", to="sundial.organization"
                    ),
                ),
            ],
            options={"db_table": "customer_course", "ordering": ("-at", "pk")},
        ),
        migrations.RunSQL((SQL / "0015_sun.sql").read_text()),
    ]
