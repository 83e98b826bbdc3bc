"""A decision about the protocol may count from a day ahead, and be called off before it."""

from django.db import migrations, models

KINDS = [("keep", "left"), ("move", "moved"), ("pin", "pinned"), ("drop", "called off")]


class Migration(migrations.Migration):
    dependencies = [("sundial", "0020_indexes")]
    operations = [
        migrations.AddField("protocolmove", "counts_from", models.DateTimeField(null=True)),
        migrations.AddField("protocolmove", "check_at", models.DateTimeField(null=True)),
        migrations.AlterField("protocolmove", "kind", models.CharField(choices=KINDS, max_length=4)),
        migrations.AddIndex(
            "protocolmove",
            models.Index(fields=["check_at"], condition=models.Q(check_at__isnull=False), name="protocol_move_check_at"),
        ),
    ]
