"""What a change of revision needs: which clocks can be counted anew from their row, and why a decision was refused."""

from pathlib import Path

from django.db import migrations, models

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("sundial", "0007_evidence")]
    operations = [
        migrations.AddField("clock", "plain", models.BooleanField(db_default=False, default=False)),
        migrations.AddField(
            "protocolmove", "refusal", models.CharField(blank=True, db_default="", default="", max_length=300)
        ),
        migrations.AlterField(
            "protocolmove",
            "kind",
            models.CharField(choices=[("keep", "left"), ("move", "moved"), ("pin", "pinned")], max_length=4),
        ),
        migrations.RunSQL((SQL / "0008_protocol.sql").read_text()),
    ]
