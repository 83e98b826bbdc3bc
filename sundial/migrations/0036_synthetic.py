"""The synthetic alert of the desk's own, and whether anybody has read of mail that was given up."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("sundial", "0038_who_is_there"),
    ]

    operations = [
        migrations.AddField("pulse", "unheard", models.BooleanField(db_default=False, default=False)),
        migrations.AddField("pulse", "synthetic", models.UUIDField(null=True)),
        migrations.AddField("pulse", "job", models.BigIntegerField(null=True)),
        migrations.AddField("pulse", "asked_at", models.DateTimeField(null=True)),
        migrations.AddField("pulse", "arrived_at", models.DateTimeField(null=True)),
        migrations.AddField("pulse", "problem", models.CharField(blank=True, db_default="", default="", max_length=300)),
        migrations.AddIndex(
            "alert",
            models.Index(
                condition=models.Q(("kind", "undelivered"), ("read_at__isnull", True)),
                fields=["at"],
                name="alert_unheard",
            ),
        ),
    ]
