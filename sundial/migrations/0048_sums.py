"""Keep the sums that every page of the desk counts, behind the wall of what they count (O2.7)."""

from pathlib import Path

from django.db import migrations, models
from django.db.models import F, OrderBy, Q

SQL = Path(__file__).parent / "sql"
OPEN = Q(state__in=["new", "diagnosis", "fix", "released"])
QUEUE_ORDER = (
    OrderBy(F("next_due_at"), nulls_last=True),
    OrderBy(F("rung"), descending=True),
    OrderBy(F("severity")),
    OrderBy(F("plan_rank")),
    OrderBy(F("number")),
)


class Migration(migrations.Migration):
    dependencies = [("sundial", "0047_pulse")]
    operations = [
        migrations.RunSQL((SQL / "0048_sums.sql").read_text(), (SQL / "0048_sums_back.sql").read_text()),
        migrations.CreateModel(
            name="CaseSum",
            fields=[
                ("key", models.CharField(max_length=48, primary_key=True, serialize=False)),
                ("n", models.IntegerField()),
            ],
            options={"db_table": "case_sum", "managed": False},
        ),
        # with what the wall asks beside it: what is late is counted, and a list chosen, by the index alone
        migrations.RemoveIndex("case", "case_queue"),
        migrations.AddIndex(
            "case",
            models.Index(
                *QUEUE_ORDER,
                condition=OPEN,
                include=["restricted", "regions", "organization", "id"],
                name="case_queue",
            ),
        ),
    ]
