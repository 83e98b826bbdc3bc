"""Who has what pages, until when, and to whom it went on; and when that is looked at again."""

from pathlib import Path

import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):

    dependencies = [
        ('sundial', '0025_search'),
    ]

    operations = [
        migrations.CreateModel(
            name='AlertAct',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('seq', models.PositiveIntegerField()),
                ('kind', models.CharField(max_length=32)),
                ('nth', models.PositiveIntegerField()),
                ('deed', models.CharField(choices=[('mine', 'mine'), ('passed', 'passed'), ('next', 'next'), ('again', 'again'), ('silence', 'silence')], max_length=8)),
                ('until', models.DateTimeField(null=True)),
                ('at', models.DateTimeField()),
            ],
            options={
                'db_table': 'alert_act',
                'ordering': ('nth',),
            },
        ),
        migrations.AddField(
            model_name='alert',
            name='asks_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AlterField(
            model_name='alert',
            name='kind',
            field=models.CharField(choices=[('opened', 'a case was opened'), ('messaged', 'a message came'), ('owner-set', 'a case has a new owner'), ('reopened', 'a case was reopened'), ('severity-asked', 'another severity is asked for'), ('severity-declined', 'another severity is not wanted'), ('agreement-made', 'the customer agreed otherwise'), ('agreement-declined', 'the customer did not agree'), ('agreement-ended', 'an agreement was withdrawn'), ('date-accepted', 'the customer accepted a release date'), ('release-rescheduled', 'a release moved, and a notice is owed'), ('fix-removed', 'a fix was taken out of its release, and a notice is owed'), ('fix-released', 'a fix is out'), ('merged-from', 'another case was merged into this one'), ('resource-asked', 'a group is asked for something'), ('resource-answered', 'a group has answered'), ('resource-withdrawn', 'a request to a group is withdrawn'), ('handover-offered', 'a case is handed over'), ('handover-questioned', 'a question about a handover'), ('handover-accepted', 'a handover was accepted'), ('handover-withdrawn', 'a handover was withdrawn'), ('escalated', 'a case was escalated'), ('comfort-asked', 'are you comfortable with the progress?'), ('comfort-said', 'the customer said whether they are comfortable'), ('tier-raised', 'a case waits for a higher tier'), ('waiver-asked', 'a waiver is asked for'), ('glass-asked', 'somebody outside asks to read a case'), ('shift-offered', 'a shift is offered'), ('due-soon', 'a promise falls due soon'), ('breached', 'a promise was missed'), ('asked-again', 'what you took is still open'), ('undelivered', 'an alert could not be mailed')], max_length=32),
        ),
        migrations.AddIndex(
            model_name='alert',
            index=models.Index(condition=models.Q(('asks_at__isnull', False)), fields=['asks_at'], name='alert_asks'),
        ),
        migrations.AddField(
            model_name='alertact',
            name='case',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='alert_acts', to='sundial.case'),
        ),
        migrations.AddField(
            model_name='alertact',
            name='person',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='alertact',
            name='to',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='alertact',
            constraint=models.UniqueConstraint(fields=('case', 'seq', 'kind', 'nth'), name='alert_act_one_after_another'),
        ),
        migrations.AddConstraint(
            model_name='alertact',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('deed', 'mine'), ('person__isnull', False), ('to__isnull', True), ('until__isnull', False)), models.Q(('deed', 'passed'), ('person__isnull', False), ('to__isnull', False), ('until__isnull', True)), models.Q(('deed', 'next'), ('person__isnull', True), ('to__isnull', False), ('until__isnull', True)), models.Q(('deed', 'again'), ('person__isnull', False), ('to__isnull', True), ('until__isnull', True)), models.Q(('deed', 'silence'), ('person__isnull', True), ('to__isnull', True), ('until__isnull', True)), _connector='OR'), name='alert_act_says_what_it_is'),
        ),
        migrations.RunSQL((SQL / "0032_alert_act.sql").read_text()),
    ]
