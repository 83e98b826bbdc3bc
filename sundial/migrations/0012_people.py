"""People: languages, skills and ways to them; who may enter and change the staff; what was changed is kept."""

import uuid
from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models
from django.db.models import Q

SQL = Path(__file__).parent / "sql"


def _words(size):
    return ArrayField(base_field=models.CharField(max_length=size), blank=True, db_default=[], default=list, size=None)


def _line(size):
    return models.CharField(blank=True, db_default="", default="", max_length=size)


def _person(related, **more):
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT, related_name=related, to=settings.AUTH_USER_MODEL, **more
    )


class Migration(migrations.Migration):
    dependencies = [("sundial", "0014_handover")]
    operations = [
        migrations.AddField("person", "languages", _words(12)),
        migrations.AddField("person", "skills", _words(32)),
        migrations.AddField("person", "phone", _line(32)),
        migrations.AddField("person", "chat", _line(80)),
        migrations.AddConstraint(
            "person",
            models.CheckConstraint(
                condition=Q(("kind", "staff"), ("skills", []), _connector="OR"), name="person_skills_are_the_staffs"
            ),
        ),
        migrations.AddConstraint(
            "person",
            models.CheckConstraint(
                condition=Q(("phone", ""), ("phone__regex", r"^\+[1-9]( ?[0-9]){5,25}$"), _connector="OR"),
                name="person_phone",
            ),
        ),
        migrations.CreateModel(
            name="PersonChange",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("what", models.JSONField()),
                ("at", models.DateTimeField()),
                ("by", _person("+", db_index=False)),
                ("person", _person("changes")),
            ],
            options={"db_table": "person_change", "ordering": ("-at", "pk")},
        ),
        migrations.RunSQL((SQL / "0012_people.sql").read_text()),
    ]
