"""Word is owed to whoever is there; whom of a customer was asked; when something was done about a page, by its time."""

from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):

    dependencies = [
        ('sundial', '0034_digest'),
    ]

    operations = [
        migrations.AddField(
            model_name='escalation',
            name='asked_of',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddIndex(
            model_name='alertact',
            index=models.Index(fields=['at'], name='alert_act_at'),
        ),
        migrations.RunSQL(
            (SQL / "0038_who_is_there.sql").read_text(), (SQL / "0038_who_is_there_back.sql").read_text()
        ),
    ]
