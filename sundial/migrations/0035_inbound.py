"""Mail that came in: as it came, what was read of it, how far each mailbox was looked through, and word of it."""

from pathlib import Path

import django.contrib.postgres.fields
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):

    dependencies = [
        ('sundial', '0037_settled'),
    ]

    operations = [
        migrations.CreateModel(
            name='InboundLetter',
            fields=[
                ('id', models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ('mailbox', models.CharField(max_length=254)),
                ('leadership', models.BooleanField()),
                ('region', models.CharField(blank=True, default='', max_length=32)),
                ('digest', models.CharField(max_length=64)),
                ('fate', models.CharField(choices=[('queue', 'queue'), ('held', 'held'), ('dropped', 'dropped'), ('astray', 'astray')], max_length=8)),
                ('why', models.CharField(choices=[('letter', 'letter'), ('astray', 'astray'), ('loop', 'loop'), ('flood', 'flood'), ('bounce', 'bounce'), ('automatic', 'automatic'), ('list', 'list'), ('nobody', 'nobody'), ('several', 'several'), ('spoofed', 'spoofed'), ('large', 'large'), ('tangled', 'tangled'), ('often', 'often')], max_length=12)),
                ('sender', models.CharField(blank=True, max_length=254)),
                ('sender_name', models.CharField(blank=True, max_length=200)),
                ('message_id', models.CharField(blank=True, max_length=300)),
                ('subject', models.CharField(blank=True, max_length=300)),
                ('text', models.TextField(blank=True)),
                ('attachments', models.JSONField(default=list)),
                ('proven', models.CharField(choices=[('yes', 'yes'), ('no', 'no'), ('failed', 'failed')], max_length=8)),
                ('proof', models.CharField(blank=True, max_length=300)),
                ('garbled', models.BooleanField(default=False)),
                ('answerable', models.BooleanField(default=False)),
                ('size', models.PositiveBigIntegerField()),
                ('about', django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list, size=None)),
                ('arrived_at', models.DateTimeField()),
                ('at', models.DateTimeField()),
                ('reminded_at', models.DateTimeField(null=True)),
                ('settled_at', models.DateTimeField(null=True)),
                ('outcome', models.CharField(blank=True, choices=[('confirmed', 'confirmed'), ('joined', 'put to the escalation that stood already'), ('declined', 'declined'), ('no-customer', "no customer's")], default='', max_length=12)),
                ('reason', models.CharField(blank=True, default='', max_length=500)),
                ('reply', models.CharField(blank=True, choices=[('', 'none'), ('sending', 'being sent'), ('sent', 'sent'), ('unclear', 'perhaps sent'), ('not sent', 'not sent: they had one within a day, or too many were sent'), ('refused', 'refused by the mail server')], default='', max_length=8)),
                ('reply_at', models.DateTimeField(null=True)),
            ],
            options={
                'db_table': 'inbound_letter',
                'ordering': ('arrived_at', 'pk'),
            },
        ),
        migrations.CreateModel(
            name='InboundRaw',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('source', models.CharField(max_length=320, unique=True)),
                ('mailbox', models.CharField(max_length=254)),
                ('content', models.BinaryField()),
                ('size', models.PositiveBigIntegerField()),
                ('arrived_at', models.DateTimeField(null=True)),
                ('at', models.DateTimeField()),
                ('read_at', models.DateTimeField(null=True)),
                ('tries', models.PositiveSmallIntegerField(db_default=0, default=0)),
            ],
            options={
                'db_table': 'inbound_raw',
            },
        ),
        migrations.CreateModel(
            name='MailAccount',
            fields=[
                ('mailbox', models.CharField(max_length=254, primary_key=True, serialize=False)),
                ('validity', models.BigIntegerField(default=0)),
                ('last_uid', models.BigIntegerField(default=0)),
                ('looked_at', models.DateTimeField(null=True)),
                ('failed_at', models.DateTimeField(null=True)),
                ('problem', models.CharField(blank=True, default='', max_length=200)),
            ],
            options={
                'db_table': 'mail_account',
            },
        ),
        migrations.RemoveConstraint(
            model_name='alert',
            name='alert_once_for_a_change',
        ),
        migrations.RemoveConstraint(
            model_name='alert',
            name='alert_names_a_case_or_a_shift',
        ),
        migrations.AlterField(
            model_name='alert',
            name='kind',
            field=models.CharField(choices=[('opened', 'a case was opened'), ('messaged', 'a message came'), ('owner-set', 'a case has a new owner'), ('reopened', 'a case was reopened'), ('severity-asked', 'another severity is asked for'), ('severity-declined', 'another severity is not wanted'), ('agreement-made', 'the customer agreed otherwise'), ('agreement-declined', 'the customer did not agree'), ('agreement-ended', 'an agreement was withdrawn'), ('date-accepted', 'the customer accepted a release date'), ('release-rescheduled', 'a release moved, and a notice is owed'), ('fix-removed', 'a fix was taken out of its release, and a notice is owed'), ('fix-released', 'a fix is out'), ('merged-from', 'another case was merged into this one'), ('resource-asked', 'a group is asked for something'), ('resource-answered', 'a group has answered'), ('resource-withdrawn', 'a request to a group is withdrawn'), ('handover-offered', 'a case is handed over'), ('handover-questioned', 'a question about a handover'), ('handover-accepted', 'a handover was accepted'), ('handover-withdrawn', 'a handover was withdrawn'), ('escalated', 'a case was escalated'), ('comfort-asked', 'are you comfortable with the progress?'), ('comfort-said', 'the customer said whether they are comfortable'), ('escalation-settled', 'an escalation is settled'), ('tier-raised', 'a case waits for a higher tier'), ('waiver-asked', 'a waiver is asked for'), ('glass-asked', 'somebody outside asks to read a case'), ('shift-offered', 'a shift is offered'), ('letter-came', 'a letter to leadership came'), ('letter-waits', 'a letter to leadership still waits'), ('due-soon', 'a promise falls due soon'), ('breached', 'a promise was missed'), ('asked-again', 'what you took is still open'), ('undelivered', 'an alert could not be mailed')], max_length=32),
        ),
        migrations.AddConstraint(
            model_name='alert',
            constraint=models.UniqueConstraint(condition=models.Q(('case__isnull', True)), fields=('seq', 'kind', 'person', 'about'), name='alert_once_for_a_change'),
        ),
        migrations.AddConstraint(
            model_name='alert',
            constraint=models.CheckConstraint(condition=models.Q(('case__isnull', False), ('kind__in', ('shift-offered', 'undelivered', 'letter-came', 'letter-waits')), _connector='OR'), name='alert_names_a_case_or_a_shift'),
        ),
        migrations.AddField(
            model_name='inboundletter',
            name='case',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='letters', to='sundial.case'),
        ),
        migrations.AddField(
            model_name='inboundletter',
            name='contact',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='inboundletter',
            name='settled_by',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddIndex(
            model_name='inboundraw',
            index=models.Index(condition=models.Q(('read_at__isnull', True)), fields=['at'], name='inbound_raw_unread'),
        ),
        migrations.AddIndex(
            model_name='inboundletter',
            index=models.Index(condition=models.Q(('settled_at__isnull', True)), fields=['arrived_at'], name='inbound_letter_open'),
        ),
        migrations.AddIndex(
            model_name='inboundletter',
            index=models.Index(fields=['sender', 'at'], name='inbound_letter_sender'),
        ),
        migrations.AddIndex(
            model_name='inboundletter',
            index=models.Index(fields=['mailbox', 'at'], name='inbound_letter_mailbox'),
        ),
        migrations.AddConstraint(
            model_name='inboundletter',
            constraint=models.UniqueConstraint(fields=('mailbox', 'digest'), name='inbound_letter_once'),
        ),
        migrations.AddConstraint(
            model_name='inboundletter',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('settled_at__isnull', False), ('settled_by__isnull', False), models.Q(('outcome', ''), _negated=True)), models.Q(('case__isnull', True), ('outcome', ''), ('settled_at__isnull', True), ('settled_by__isnull', True)), _connector='OR'), name='inbound_letter_is_settled_or_not'),
        ),
        migrations.AddConstraint(
            model_name='inboundletter',
            constraint=models.CheckConstraint(condition=models.Q(('case__isnull', True), ('outcome__in', ('confirmed', 'joined')), _connector='OR'), name='inbound_letter_has_a_case_once_confirmed'),
        ),
        migrations.RunSQL((SQL / "0035_inbound.sql").read_text()),
    ]
