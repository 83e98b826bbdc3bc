"""What the desk adds: forms sent once, the latest changes by index, and how far the mail of one's own alert has come."""

import uuid
from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("sundial", "0002_wall")]
    operations = [
        migrations.CreateModel(
            name="Sent",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("key", models.UUIDField()),
                ("at", models.DateTimeField()),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={"db_table": "sent"},
        ),
        migrations.AddConstraint(
            model_name="sent", constraint=models.UniqueConstraint(fields=["person", "key"], name="sent_once")
        ),
        migrations.AddIndex(model_name="case", index=models.Index(fields=["-changed_at"], name="case_changed")),
        migrations.RunSQL((SQL / "0003_desk.sql").read_text()),
    ]
