"""Drop four indexes of cases that no query has use for: each of them was written anew with every fact of a case."""

from django.db import migrations, models
from django.db.models.deletion import PROTECT

LIKE = "support_case_number_32098639_like"  # Django's own, for numbers that begin with something: nobody asks for those


class Migration(migrations.Migration):
    dependencies = [("sundial", "0016_wall_moves")]
    operations = [
        migrations.AlterField(
            "case",
            "entitlement",
            models.ForeignKey(
                blank=True, db_index=False, null=True, on_delete=PROTECT, related_name="cases", to="sundial.entitlement"
            ),
        ),
        migrations.AlterField(
            "case",
            "contact",
            models.ForeignKey(db_index=False, on_delete=PROTECT, related_name="cases", to="sundial.person"),
        ),
        migrations.AlterField(
            "case",
            "owner",
            models.ForeignKey(
                blank=True, db_index=False, null=True, on_delete=PROTECT, related_name="owned_cases",
                to="sundial.person",
            ),
        ),
        migrations.RunSQL(
            f"DROP INDEX {LIKE}", f"CREATE INDEX {LIKE} ON support_case (number varchar_pattern_ops)"
        ),
    ]  # fmt: skip
