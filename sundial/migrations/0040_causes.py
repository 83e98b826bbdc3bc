"""An index for the report of causes: which rungs were taken when, of all facts those alone."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("sundial", "0035_inbound")]
    operations = [
        migrations.AddIndex(
            model_name="factrow",
            index=models.Index(condition=models.Q(("kind", "escalated")), fields=["at"], name="fact_escalated"),
        ),
    ]
