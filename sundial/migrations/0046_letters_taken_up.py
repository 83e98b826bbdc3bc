"""Settled letters are taken up again; word of letters that nobody may see; quiet hours of a role's way."""

from pathlib import Path

import django.contrib.postgres.fields
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):

    dependencies = [
        ('sundial', '0045_dead_letters'),
    ]

    operations = [
        migrations.CreateModel(
            name='LetterTakenUp',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('reason', models.CharField(max_length=500)),
                ('outcome', models.CharField(choices=[('confirmed', 'confirmed'), ('joined', 'put to the escalation that stood already'), ('declined', 'declined'), ('no-customer', "no customer's")], max_length=12)),
                ('because', models.CharField(blank=True, default='', max_length=500)),
                ('settled_at', models.DateTimeField()),
            ],
            options={
                'db_table': 'letter_taken_up',
            },
        ),
        migrations.RemoveConstraint(
            model_name='alert',
            name='alert_names_a_case_or_a_shift',
        ),
        migrations.AddField(
            model_name='way',
            name='days',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.PositiveSmallIntegerField(), db_default=[], default=list, size=None),
        ),
        migrations.AddField(
            model_name='way',
            name='since',
            field=models.TimeField(null=True),
        ),
        migrations.AddField(
            model_name='way',
            name='until',
            field=models.TimeField(null=True),
        ),
        migrations.AlterField(
            model_name='alert',
            name='kind',
            field=models.CharField(choices=[('opened', 'a case was opened'), ('messaged', 'a message came'), ('owner-set', 'a case has a new owner'), ('reopened', 'a case was reopened'), ('severity-asked', 'another severity is asked for'), ('severity-declined', 'another severity is not wanted'), ('agreement-made', 'the customer agreed otherwise'), ('agreement-declined', 'the customer did not agree'), ('agreement-ended', 'an agreement was withdrawn'), ('date-accepted', 'the customer accepted a release date'), ('release-rescheduled', 'a release moved, and a notice is owed'), ('fix-removed', 'a fix was taken out of its release, and a notice is owed'), ('fix-released', 'a fix is out'), ('merged-from', 'another case was merged into this one'), ('resource-asked', 'a group is asked for something'), ('resource-answered', 'a group has answered'), ('resource-withdrawn', 'a request to a group is withdrawn'), ('handover-offered', 'a case is handed over'), ('handover-questioned', 'a question about a handover'), ('handover-accepted', 'a handover was accepted'), ('handover-withdrawn', 'a handover was withdrawn'), ('escalated', 'a case was escalated'), ('comfort-asked', 'are you comfortable with the progress?'), ('comfort-said', 'the customer said whether they are comfortable'), ('escalation-settled', 'an escalation is settled'), ('tier-raised', 'a case waits for a higher tier'), ('waiver-asked', 'a waiver is asked for'), ('glass-asked', 'somebody outside asks to read a case'), ('shift-offered', 'a shift is offered'), ('letter-came', 'a letter to leadership came'), ('letter-waits', 'a letter to leadership still waits'), ('letter-unseen', 'a letter to leadership waits that cannot be shown here'), ('due-soon', 'a promise falls due soon'), ('breached', 'a promise was missed'), ('asked-again', 'what you took is still open'), ('undelivered', 'an alert could not be mailed')], max_length=32),
        ),
        migrations.AddConstraint(
            model_name='alert',
            constraint=models.CheckConstraint(condition=models.Q(('case__isnull', False), ('kind__in', ('shift-offered', 'undelivered', 'letter-came', 'letter-waits', 'letter-unseen')), _connector='OR'), name='alert_names_a_case_or_a_shift'),
        ),
        migrations.AddConstraint(
            model_name='way',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('since__isnull', True), ('until__isnull', True)), models.Q(('since__isnull', False), ('until__isnull', False)), _connector='OR'), name='way_has_both_hours'),
        ),
        migrations.AddConstraint(
            model_name='way',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('role', ''), _negated=True), models.Q(('days', []), ('since__isnull', True)), _connector='OR'), name='way_of_a_role_alone_is_quiet'),
        ),
        migrations.AddField(
            model_name='lettertakenup',
            name='by',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='lettertakenup',
            name='letter',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='taken_up', to='sundial.inboundletter'),
        ),
        migrations.AddField(
            model_name='lettertakenup',
            name='settled_by',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='lettertakenup',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='letter_taken_up_has_a_reason'),
        ),
        migrations.RunSQL((SQL / "0046_letters_taken_up.sql").read_text()),
    ]
