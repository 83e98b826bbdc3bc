"""Open escalations, and the alerts and clocks of theirs."""

from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):
    dependencies = [
        ("sundial", "0027_wall_lifted"),
    ]

    operations = [
        migrations.AlterField(
            model_name="alert",
            name="kind",
            field=models.CharField(
                choices=[
                    ("opened", "a case was opened"),
                    ("messaged", "a message came"),
                    ("owner-set", "a case has a new owner"),
                    ("reopened", "a case was reopened"),
                    ("severity-asked", "another severity is asked for"),
                    ("severity-declined", "another severity is not wanted"),
                    ("agreement-made", "the customer agreed otherwise"),
                    ("agreement-declined", "the customer did not agree"),
                    ("agreement-ended", "an agreement was withdrawn"),
                    ("date-accepted", "the customer accepted a release date"),
                    ("release-rescheduled", "a release moved, and a notice is owed"),
                    ("fix-removed", "a fix was taken out of its release, and a notice is owed"),
                    ("fix-released", "a fix is out"),
                    ("merged-from", "another case was merged into this one"),
                    ("resource-asked", "a group is asked for something"),
                    ("resource-answered", "a group has answered"),
                    ("resource-withdrawn", "a request to a group is withdrawn"),
                    ("handover-offered", "a case is handed over"),
                    ("handover-questioned", "a question about a handover"),
                    ("handover-accepted", "a handover was accepted"),
                    ("handover-withdrawn", "a handover was withdrawn"),
                    ("escalated", "a case was escalated"),
                    ("comfort-said", "the customer said whether they are comfortable"),
                    ("glass-asked", "somebody outside asks to read a case"),
                    ("shift-offered", "a shift is offered"),
                    ("due-soon", "a promise falls due soon"),
                    ("breached", "a promise was missed"),
                    ("undelivered", "an alert could not be mailed"),
                ],
                max_length=32,
            ),
        ),
        migrations.AlterField(
            model_name="clock",
            name="promise",
            field=models.CharField(
                choices=[
                    ("first-response", "first-response"),
                    ("diagnosis-update", "diagnosis-update"),
                    ("fix-release", "fix-release"),
                    ("resource-answer", "resource-answer"),
                    ("handover", "handover"),
                    ("escalation-answer", "escalation-answer"),
                ],
                max_length=24,
            ),
        ),
        migrations.CreateModel(
            name="Escalation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("seq", models.PositiveIntegerField()),
                ("rung", models.PositiveSmallIntegerField()),
                ("at", models.DateTimeField()),
                ("answered_at", models.DateTimeField(null=True)),
                ("asks_at", models.DateTimeField(null=True)),
                ("asked", models.PositiveSmallIntegerField(default=0)),
                ("findings", models.BooleanField()),
                (
                    "case",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="escalations",
                        to="sundial.case",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "escalation",
                "indexes": [
                    models.Index(
                        condition=models.Q(("asks_at__isnull", False)), fields=["asks_at"], name="escalation_asks"
                    )
                ],
                "constraints": [models.UniqueConstraint(fields=("case", "seq"), name="escalation_once")],
            },
        ),
        migrations.RunSQL((SQL / "0028_escalation.sql").read_text()),
    ]
