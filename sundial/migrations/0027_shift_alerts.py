"""An alert may be about a shift that is offered, and then is about no case."""

from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("sundial", "0024_glass_alerts")]
    operations = [
        migrations.AlterField(
            "alert",
            "case",
            models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="alerts",
                to="sundial.case",
            ),
        ),
        migrations.AlterField(
            "alert",
            "kind",
            models.CharField(
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
                    ("glass-asked", "somebody outside asks to read a case"),
                    ("shift-offered", "a shift is offered"),
                    ("due-soon", "a promise falls due soon"),
                    ("breached", "a promise was missed"),
                    ("undelivered", "an alert could not be mailed"),
                ],
                max_length=32,
            ),
        ),
        migrations.AddConstraint(
            "alert",
            models.UniqueConstraint(
                condition=Q(case__isnull=True), fields=["seq", "kind", "person"], name="alert_once_for_a_change"
            ),
        ),
        migrations.AddConstraint(
            "alert",
            models.CheckConstraint(
                condition=Q(case__isnull=False) | Q(kind__in=("shift-offered", "undelivered")),
                name="alert_names_a_case_or_a_shift",
            ),
        ),
        migrations.RunSQL((SQL / "0027_shift_alerts.sql").read_text()),
    ]
