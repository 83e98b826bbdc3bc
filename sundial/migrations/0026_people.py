"""Ask the wall of people, and of passwords, in fewer steps; who sees what is unchanged. And an index of notices owed."""

from pathlib import Path

from django.db import migrations, models
from django.db.models import Q

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("sundial", "0029_owner_inside")]
    operations = [
        migrations.AddIndex(
            "clock",
            models.Index(
                fields=["case"],
                condition=Q(ended_at__isnull=True) & Q(promise="fix-release", about__gt=0),
                name="clock_notice",
            ),
        ),
        migrations.RunSQL((SQL / "0026_people.sql").read_text(), (SQL / "0026_people_back.sql").read_text()),
    ]
