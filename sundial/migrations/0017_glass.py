"""Break-glass: asked, answered, ended, looked; kept, and the wall opens by it for one person and one case."""

from pathlib import Path

import datetime
import django.db.models.deletion
import django.db.models.expressions
import uuid
from django.conf import settings
from django.db import migrations, models


SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):

    dependencies = [
        ('sundial', '0017_calendars'),
    ]

    operations = [
        migrations.CreateModel(
            name='GlassAnswer',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('until', models.DateTimeField(null=True)),
                ('by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='glass', to='sundial.case')),
                ('person', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'db_table': 'glass_answer',
                'ordering': ('-at', 'pk'),
            },
        ),
        migrations.AlterField(
            model_name='alert',
            name='kind',
            field=models.CharField(choices=[('opened', 'a case was opened'), ('messaged', 'a message came'), ('owner-set', 'a case has a new owner'), ('reopened', 'a case was reopened'), ('severity-asked', 'another severity is asked for'), ('severity-declined', 'another severity is not wanted'), ('agreement-made', 'the customer agreed otherwise'), ('agreement-declined', 'the customer did not agree'), ('agreement-ended', 'an agreement was withdrawn'), ('date-accepted', 'the customer accepted a release date'), ('release-rescheduled', 'a release moved, and a notice is owed'), ('fix-removed', 'a fix was taken out of its release, and a notice is owed'), ('fix-released', 'a fix is out'), ('merged-from', 'another case was merged into this one'), ('resource-asked', 'a group is asked for something'), ('resource-answered', 'a group has answered'), ('resource-withdrawn', 'a request to a group is withdrawn'), ('handover-offered', 'a case is handed over'), ('handover-questioned', 'a question about a handover'), ('handover-accepted', 'a handover was accepted'), ('handover-withdrawn', 'a handover was withdrawn'), ('glass-asked', 'somebody outside asks to read a case'), ('due-soon', 'a promise falls due soon'), ('breached', 'a promise was missed'), ('undelivered', 'an alert could not be mailed')], max_length=32),
        ),
        migrations.CreateModel(
            name='GlassLook',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('what', models.CharField(max_length=40)),
                ('at', models.DateTimeField()),
                ('answer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='looks', to='sundial.glassanswer')),
            ],
            options={
                'db_table': 'glass_look',
                'ordering': ('at', 'pk'),
            },
        ),
        migrations.CreateModel(
            name='GlassRequest',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('number', models.CharField(max_length=16)),
                ('reason', models.CharField(max_length=500)),
                ('minutes', models.PositiveIntegerField()),
                ('at', models.DateTimeField()),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'db_table': 'glass_request',
                'ordering': ('-at', 'pk'),
            },
        ),
        migrations.AddField(
            model_name='glassanswer',
            name='request',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='answer', to='sundial.glassrequest'),
        ),
        migrations.CreateModel(
            name='GlassEnd',
            fields=[
                ('answer', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='end', serialize=False, to='sundial.glassanswer')),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'db_table': 'glass_end',
            },
        ),
        migrations.AddIndex(
            model_name='glassrequest',
            index=models.Index(fields=['number'], name='glass_request_number'),
        ),
        migrations.AddConstraint(
            model_name='glassrequest',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='glass_request_says_why'),
        ),
        migrations.AddIndex(
            model_name='glassanswer',
            index=models.Index(fields=['person', 'case', 'until'], name='glass_answer_open'),
        ),
        migrations.AddConstraint(
            model_name='glassanswer',
            constraint=models.CheckConstraint(condition=models.Q(('until__isnull', True), models.Q(('until__gt', models.F('at')), ('until__lte', django.db.models.expressions.CombinedExpression(models.F('at'), '+', models.Value(datetime.timedelta(days=1))))), _connector='OR'), name='glass_answer_for_a_time'),
        ),
        migrations.AddConstraint(
            model_name='glassanswer',
            constraint=models.CheckConstraint(condition=models.Q(('by', models.F('person')), _negated=True), name='glass_answer_of_another'),
        ),
        migrations.RunSQL((SQL / "0017_glass.sql").read_text()),
    ]
