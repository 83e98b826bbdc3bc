"""At which times of the day the digest of one's mail leaves."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("sundial", "0041_letter_alerts")]
    operations = [
        migrations.AddField(
            model_name="reaching",
            name="times",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.TimeField(), db_default=[], default=list, size=None
            ),
        ),
        migrations.RunSQL("grant update (times) on reaching to sundial_web", migrations.RunSQL.noop),
    ]
