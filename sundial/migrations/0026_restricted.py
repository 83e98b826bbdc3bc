"""Keep beside the designated regions whether there are any, and count by indexes that hold all that is asked for."""

from pathlib import Path

from django.db import migrations, models
from django.db.models import BooleanField, ExpressionWrapper, GeneratedField, Q

SQL = Path(__file__).parent / "sql"
OPEN = Q(state__in=["new", "diagnosis", "fix", "released"])
WALL = ("restricted", "regions", "organization", "id")


def _restricted():
    return GeneratedField(
        expression=ExpressionWrapper(~Q(regions=[]), output_field=BooleanField()), output_field=BooleanField(), db_persist=True
    )


class Migration(migrations.Migration):
    dependencies = [("sundial", "0029_comfort_asked")]
    operations = [
        migrations.AddField("organization", "restricted", _restricted()),
        migrations.AddField("case", "restricted", _restricted()),
        migrations.RemoveIndex("case", "case_of_owner"),
        migrations.RemoveIndex("case", "case_resolved"),
        migrations.AddIndex(
            "case",
            models.Index(
                fields=["owner"],
                condition=OPEN,
                include=["home_region", "severity", "triaged", "next_due_at", "state", "resolved_at", *WALL],
                name="case_of_owner",
            ),
        ),
        migrations.AddIndex(
            "case",
            models.Index(
                fields=["resolved_at"],
                condition=Q(resolved_at__isnull=False),
                include=["state", *WALL],
                name="case_resolved",
            ),
        ),
        migrations.RunSQL((SQL / "0026_restricted.sql").read_text(), (SQL / "0026_restricted_back.sql").read_text()),
    ]
