"""An index for what was resolved lately: every page of the desk counts that, and read every case for it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("sundial", "0022_glass_read_only")]
    operations = [
        migrations.AddIndex(
            "case",
            models.Index(fields=["resolved_at"], condition=models.Q(resolved_at__isnull=False), name="case_resolved"),
        ),
    ]
