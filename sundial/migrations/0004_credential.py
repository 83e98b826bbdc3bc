"""Keep the hashes of passwords apart from the people, who are seen by their colleagues and by their customers."""

from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("sundial", "0003_desk")]
    operations = [
        migrations.CreateModel(
            name="Credential",
            fields=[
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="credential",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("hash", models.CharField(max_length=128)),
            ],
            options={"db_table": "credential"},
        ),
        migrations.RunSQL((SQL / "0004_credential.sql").read_text()),
        migrations.RemoveField(model_name="person", name="password"),
    ]
