"""The ways by which word reaches a person or a role beside the mail, and how each wants to be reached."""

from pathlib import Path

import django.contrib.postgres.fields
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):

    dependencies = [
        ('sundial', '0040_causes'),
    ]

    operations = [
        migrations.CreateModel(
            name='Reaching',
            fields=[
                ('person', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='reaching', serialize=False, to=settings.AUTH_USER_MODEL)),
                ('mail', models.JSONField(db_default={}, default=dict)),
                ('since', models.TimeField(null=True)),
                ('until', models.TimeField(null=True)),
                ('days', django.contrib.postgres.fields.ArrayField(base_field=models.PositiveSmallIntegerField(), db_default=[], default=list, size=None)),
            ],
            options={
                'db_table': 'reaching',
            },
        ),
        migrations.CreateModel(
            name='Way',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('role', models.CharField(blank=True, default='', max_length=40)),
                ('region', models.CharField(blank=True, default='', max_length=32)),
                ('kind', models.CharField(choices=[('service', 'service'), ('webhook', 'webhook')], max_length=8)),
                ('name', models.CharField(max_length=60)),
                ('scheme', models.CharField(max_length=20)),
                ('shown', models.CharField(max_length=200)),
                ('hears', models.JSONField(db_default={}, default=dict)),
                ('made_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('failing', models.PositiveSmallIntegerField(db_default=0, default=0)),
                ('again_at', models.DateTimeField(null=True)),
            ],
            options={
                'db_table': 'way',
            },
        ),
        migrations.CreateModel(
            name='WayTrial',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('state', models.CharField(choices=[('asked', 'on its way'), ('sent', 'arrived'), ('failed', 'did not arrive')], db_default='asked', default='asked', max_length=8)),
                ('problem', models.CharField(blank=True, db_default='', default='', max_length=300)),
                ('ended_at', models.DateTimeField(null=True)),
            ],
            options={
                'db_table': 'way_trial',
            },
        ),
        migrations.RemoveConstraint(
            model_name='delivery',
            name='delivery_once',
        ),
        migrations.RemoveConstraint(
            model_name='delivery',
            name='delivery_in_digest_has_its_time',
        ),
        migrations.AddField(
            model_name='delivery',
            name='shared',
            field=models.UUIDField(null=True),
        ),
        migrations.AlterField(
            model_name='delivery',
            name='channel',
            field=models.CharField(choices=[('mail', 'mail'), ('service', 'service'), ('webhook', 'webhook')], max_length=12),
        ),
        migrations.AlterField(
            model_name='delivery',
            name='state',
            field=models.CharField(choices=[('owed', 'owed'), ('quiet', 'waits for the end of quiet hours'), ('in digest', 'waits for a digest'), ('sent', 'sent'), ('sent, maybe twice', 'sent, maybe twice'), ('not needed', 'not needed'), ('given up', 'given up')], default='owed', max_length=24),
        ),
        migrations.AlterField(
            model_name='digest',
            name='state',
            field=models.CharField(choices=[('owed', 'owed'), ('quiet', 'waits for the end of quiet hours'), ('in digest', 'waits for a digest'), ('sent', 'sent'), ('sent, maybe twice', 'sent, maybe twice'), ('not needed', 'not needed'), ('given up', 'given up')], default='owed', max_length=24),
        ),
        migrations.AddField(
            model_name='reaching',
            name='stand_in',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.CreateModel(
            name='WayAddress',
            fields=[
                ('way', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='whole', serialize=False, to='sundial.way')),
                ('address', models.CharField(max_length=600)),
                ('secret', models.CharField(blank=True, default='', max_length=80)),
            ],
            options={
                'db_table': 'way_address',
            },
        ),
        migrations.AddField(
            model_name='way',
            name='ended_by',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='way',
            name='made_by',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='way',
            name='person',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='ways', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='delivery',
            name='way',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='deliveries', to='sundial.way'),
        ),
        migrations.AddIndex(
            model_name='delivery',
            index=models.Index(condition=models.Q(('state', 'quiet')), fields=['send_at'], name='delivery_quiet'),
        ),
        migrations.AddIndex(
            model_name='delivery',
            index=models.Index(condition=models.Q(('state', 'owed')), fields=['way', 'trying_until'], name='delivery_tried_by_way'),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.UniqueConstraint(fields=('alert', 'way'), name='delivery_once', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.UniqueConstraint(condition=models.Q(('shared__isnull', False)), fields=('way', 'shared'), name='delivery_once_for_a_role'),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('channel', 'mail'), ('way__isnull', True)), models.Q(models.Q(('channel', 'mail'), _negated=True), ('way__isnull', False)), _connector='OR'), name='delivery_goes_by_its_way'),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ('quiet', 'in digest')), _negated=True), ('send_at__isnull', False), _connector='OR'), name='delivery_that_waits_has_its_time'),
        ),
        migrations.AddField(
            model_name='waytrial',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='waytrial',
            name='way',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='trials', to='sundial.way'),
        ),
        migrations.AddConstraint(
            model_name='reaching',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('since__isnull', True), ('until__isnull', True)), models.Q(('since__isnull', False), ('until__isnull', False)), _connector='OR'), name='reaching_has_both_hours'),
        ),
        migrations.AddConstraint(
            model_name='reaching',
            constraint=models.CheckConstraint(condition=models.Q(('stand_in__isnull', True), models.Q(('stand_in', models.F('person')), _negated=True), _connector='OR'), name='reaching_stand_in_is_another'),
        ),
        migrations.AddIndex(
            model_name='way',
            index=models.Index(condition=models.Q(('ended_at__isnull', True)), fields=['person'], name='way_of_person'),
        ),
        migrations.AddIndex(
            model_name='way',
            index=models.Index(condition=models.Q(('ended_at__isnull', True)), fields=['role', 'region'], name='way_of_role'),
        ),
        migrations.AddConstraint(
            model_name='way',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('person__isnull', False), ('region', ''), ('role', '')), models.Q(('person__isnull', True), models.Q(('role', ''), _negated=True), models.Q(('region', ''), _negated=True)), _connector='OR'), name='way_is_a_persons_or_a_roles'),
        ),
        migrations.AddConstraint(
            model_name='way',
            constraint=models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='way_has_a_name'),
        ),
        migrations.AddConstraint(
            model_name='way',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('ended_by__isnull', True)), models.Q(('ended_at__isnull', False), ('ended_by__isnull', False)), _connector='OR'), name='way_is_ended_by_somebody'),
        ),
        migrations.RunSQL((SQL / "0033_ways.sql").read_text()),
    ]
