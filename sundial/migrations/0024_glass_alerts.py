"""Word of each request to read a case, and not of the first alone: an alert may be about something beside its fact."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("sundial", "0023_wall_hands")]
    operations = [
        migrations.AddField(
            "alert", "about", models.CharField(blank=True, db_default="", default="", max_length=36)
        ),
        migrations.RemoveConstraint("alert", "alert_once_for_a_fact"),
        migrations.AddConstraint(
            "alert",
            models.UniqueConstraint(
                fields=["case", "seq", "kind", "person", "about"], name="alert_once_for_a_fact"
            ),
        ),
    ]  # fmt: skip
