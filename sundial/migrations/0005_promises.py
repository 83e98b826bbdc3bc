"""What the three promises add: fixes and releases, requests to groups, revisions that are tried, a fuller projection."""

from pathlib import Path

import django.db.models.deletion
import sundial.protocol.states
import uuid
from django.conf import settings
from django.db import migrations, models


SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):

    dependencies = [
        ('sundial', '0004_credential'),
    ]

    operations = [
        migrations.CreateModel(
            name='AwaitedFix',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('fix', models.CharField(max_length=40)),
                ('date', models.DateTimeField(null=True)),
            ],
            options={
                'db_table': 'awaited_fix',
            },
        ),
        migrations.CreateModel(
            name='ReleaseEvent',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('planned', 'planned'), ('rescheduled', 'rescheduled'), ('assigned', 'a fix was assigned'), ('removed', 'a fix was taken out'), ('withdrawn', 'a fix was withdrawn'), ('shipped', 'shipped'), ('dropped', 'dropped')], max_length=12)),
                ('fixes', models.JSONField(default=list)),
                ('was', models.DateTimeField(null=True)),
                ('to', models.DateTimeField(null=True)),
                ('reason', models.CharField(blank=True, default='', max_length=300)),
                ('at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField()),
            ],
            options={
                'db_table': 'release_event',
            },
        ),
        migrations.CreateModel(
            name='Fix',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('key', models.CharField(max_length=40, unique=True)),
                ('title', models.CharField(max_length=200)),
                ('product', models.CharField(max_length=120)),
                ('withdrawn_at', models.DateTimeField(null=True)),
            ],
            options={
                'db_table': 'fix',
            },
        ),
        migrations.CreateModel(
            name='NoticeDraft',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('seqs', models.JSONField(default=list)),
                ('date', models.DateTimeField(null=True)),
                ('text', models.TextField()),
                ('state', models.CharField(choices=[('ready', 'ready'), ('sending', 'on its way'), ('sent', 'sent'), ('dropped', 'dropped')], default='ready', max_length=8)),
                ('at', models.DateTimeField()),
                ('settled_at', models.DateTimeField(null=True)),
                ('reason', models.CharField(blank=True, db_default='', default='', max_length=300)),
            ],
            options={
                'db_table': 'notice_draft',
            },
        ),
        migrations.CreateModel(
            name='ProtocolCandidate',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=120)),
                ('digest', models.CharField(max_length=64)),
                ('document', models.TextField()),
                ('at', models.DateTimeField()),
            ],
            options={
                'db_table': 'protocol_candidate',
            },
        ),
        migrations.CreateModel(
            name='ProtocolMove',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('move', 'moved'), ('pin', 'pinned')], max_length=4)),
                ('digest', models.CharField(max_length=64)),
                ('plans', models.JSONField(default=list)),
                ('reason', models.CharField(blank=True, default='', max_length=300)),
                ('at', models.DateTimeField()),
                ('finished_at', models.DateTimeField(null=True)),
            ],
            options={
                'db_table': 'protocol_move',
            },
        ),
        migrations.CreateModel(
            name='Release',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('product', models.CharField(max_length=120)),
                ('name', models.CharField(max_length=40)),
                ('planned_at', models.DateTimeField(null=True)),
                ('state', models.CharField(choices=[('planned', 'planned'), ('shipped', 'shipped'), ('dropped', 'dropped')], default='planned', max_length=8)),
                ('shipped_at', models.DateTimeField(null=True)),
            ],
            options={
                'db_table': 'release',
            },
        ),
        migrations.CreateModel(
            name='ResourceRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('seq', models.PositiveIntegerField()),
                ('group', models.CharField(max_length=32)),
                ('due_at', models.DateTimeField()),
            ],
            options={
                'db_table': 'resource_request',
            },
        ),
        migrations.RemoveConstraint(
            model_name='case',
            name='case_state',
        ),
        migrations.RemoveConstraint(
            model_name='clock',
            name='clock_one_runs',
        ),
        migrations.RemoveConstraint(
            model_name='person',
            name='person_is_staff_or_contact',
        ),
        migrations.RemoveIndex(
            model_name='case',
            name='case_queue',
        ),
        migrations.RemoveIndex(
            model_name='case',
            name='case_of_owner',
        ),
        migrations.AddField(
            model_name='case',
            name='flag',
            field=models.CharField(blank=True, db_default='', default='', max_length=12),
        ),
        migrations.AddField(
            model_name='case',
            name='merged_into',
            field=models.CharField(blank=True, db_default='', default='', max_length=16),
        ),
        migrations.AddField(
            model_name='case',
            name='pinned',
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name='case',
            name='plan_rank',
            field=models.PositiveSmallIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name='case',
            name='revision',
            field=models.CharField(blank=True, db_default='', default='', max_length=64),
        ),
        migrations.AddField(
            model_name='case',
            name='rung',
            field=models.PositiveSmallIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name='case',
            name='triaged',
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name='case',
            name='version',
            field=models.CharField(blank=True, db_default='', default='', max_length=40),
        ),
        migrations.AddField(
            model_name='case',
            name='waiting',
            field=models.CharField(blank=True, db_default='', default='', max_length=40),
        ),
        migrations.AddField(
            model_name='clock',
            name='about',
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name='clock',
            name='paused',
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name='person',
            name='group',
            field=models.CharField(blank=True, db_default='', default='', max_length=32),
        ),
        migrations.AlterField(
            model_name='alert',
            name='kind',
            field=models.CharField(choices=[('opened', 'a case was opened'), ('messaged', 'a message came'), ('owner-set', 'a case has a new owner'), ('reopened', 'a case was reopened'), ('severity-asked', 'another severity is asked for'), ('severity-declined', 'another severity is not wanted'), ('agreement-made', 'the customer agreed otherwise'), ('agreement-declined', 'the customer did not agree'), ('agreement-ended', 'an agreement was withdrawn'), ('date-accepted', 'the customer accepted a release date'), ('release-rescheduled', 'a release moved, and a notice is owed'), ('fix-removed', 'a fix was taken out of its release, and a notice is owed'), ('fix-released', 'a fix is out'), ('merged-from', 'another case was merged into this one'), ('resource-asked', 'a group is asked for something'), ('resource-answered', 'a group has answered'), ('resource-withdrawn', 'a request to a group is withdrawn'), ('due-soon', 'a promise falls due soon'), ('breached', 'a promise was missed'), ('undelivered', 'an alert could not be mailed')], max_length=32),
        ),
        migrations.AlterField(
            model_name='case',
            name='state',
            field=models.CharField(choices=[('new', 'new'), ('diagnosis', 'diagnosis'), ('fix', 'fix'), ('released', 'released'), ('resolved', 'resolved'), ('closed', 'closed'), ('merged', 'merged')], default=sundial.protocol.states.State['NEW'], max_length=16),
        ),
        migrations.AlterField(
            model_name='clock',
            name='promise',
            field=models.CharField(choices=[('first-response', 'first-response'), ('diagnosis-update', 'diagnosis-update'), ('fix-release', 'fix-release'), ('resource-answer', 'resource-answer')], max_length=24),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(models.OrderBy(models.F('next_due_at'), nulls_last=True), models.OrderBy(models.F('rung'), descending=True), models.OrderBy(models.F('severity')), models.OrderBy(models.F('plan_rank')), models.OrderBy(models.F('number')), condition=models.Q(('state__in', ['new', 'diagnosis', 'fix', 'released'])), name='case_queue'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('state__in', ['new', 'diagnosis', 'fix', 'released'])), fields=['owner'], name='case_of_owner'),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['new', 'diagnosis', 'fix', 'released', 'resolved', 'closed', 'merged'])), name='case_state'),
        ),
        migrations.AddConstraint(
            model_name='clock',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('case', 'promise', 'about'), name='clock_one_runs'),
        ),
        migrations.AddConstraint(
            model_name='person',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'staff'), ('organization__isnull', True), models.Q(('role', ''), _negated=True)), models.Q(('group', ''), ('kind', 'contact'), ('organization__isnull', False), ('region', ''), ('role', ''), ('tier__isnull', True)), _connector='OR'), name='person_is_staff_or_contact'),
        ),
        migrations.AddField(
            model_name='awaitedfix',
            name='case',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='awaited', to='sundial.case'),
        ),
        migrations.CreateModel(
            name='FanOut',
            fields=[
                ('event', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to='sundial.releaseevent')),
                ('at', models.DateTimeField()),
            ],
            options={
                'db_table': 'fan_out',
            },
        ),
        migrations.AddField(
            model_name='releaseevent',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='releaseevent',
            name='fix',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='events', to='sundial.fix'),
        ),
        migrations.AddField(
            model_name='noticedraft',
            name='case',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='notice_drafts', to='sundial.case'),
        ),
        migrations.AddField(
            model_name='noticedraft',
            name='edited_by',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='noticedraft',
            name='settled_by',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='noticedraft',
            name='event',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='drafts', to='sundial.releaseevent'),
        ),
        migrations.AddField(
            model_name='protocolcandidate',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='protocolmove',
            name='by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='releaseevent',
            name='release',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='events', to='sundial.release'),
        ),
        migrations.AddField(
            model_name='release',
            name='owner',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='releases', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='fix',
            name='release',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='fixes', to='sundial.release'),
        ),
        migrations.AddField(
            model_name='resourcerequest',
            name='case',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='requests', to='sundial.case'),
        ),
        migrations.AddField(
            model_name='resourcerequest',
            name='owner',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddIndex(
            model_name='awaitedfix',
            index=models.Index(fields=['fix'], name='awaited_fix_by_fix'),
        ),
        migrations.AddConstraint(
            model_name='awaitedfix',
            constraint=models.UniqueConstraint(fields=('case', 'fix'), name='awaited_fix_once'),
        ),
        migrations.AddConstraint(
            model_name='noticedraft',
            constraint=models.UniqueConstraint(fields=('case', 'event'), name='notice_draft_once'),
        ),
        migrations.AddIndex(
            model_name='protocolcandidate',
            index=models.Index(fields=['-at'], name='protocol_candidate_latest'),
        ),
        migrations.AddIndex(
            model_name='protocolmove',
            index=models.Index(fields=['-at'], name='protocol_move_latest'),
        ),
        migrations.AddIndex(
            model_name='releaseevent',
            index=models.Index(fields=['release', '-recorded_at'], name='release_event_of_release'),
        ),
        migrations.AddConstraint(
            model_name='release',
            constraint=models.UniqueConstraint(fields=('product', 'name'), name='release_once'),
        ),
        migrations.AddConstraint(
            model_name='release',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('product', ''), _negated=True), models.Q(('name', ''), _negated=True)), name='release_is_named'),
        ),
        migrations.AddConstraint(
            model_name='release',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('shipped_at__isnull', False), ('state', 'shipped')), models.Q(models.Q(('state', 'shipped'), _negated=True), ('shipped_at', None)), _connector='OR'), name='release_shipped_at_some_time'),
        ),
        migrations.AddConstraint(
            model_name='fix',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('key', ''), _negated=True), models.Q(('title', ''), _negated=True)), name='fix_is_named'),
        ),
        migrations.AddIndex(
            model_name='resourcerequest',
            index=models.Index(fields=['group', 'due_at'], name='resource_request_of_group'),
        ),
        migrations.AddConstraint(
            model_name='resourcerequest',
            constraint=models.UniqueConstraint(fields=('case', 'seq'), name='resource_request_once'),
        ),
        migrations.RunSQL((SQL / "0005_promises.sql").read_text()),
    ]
