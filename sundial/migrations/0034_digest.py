"""Digests: one letter that holds many alerts of one person."""

from pathlib import Path

import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):

    dependencies = [
        ('sundial', '0032_alert_act'),
    ]

    operations = [
        migrations.AddField(
            model_name='delivery',
            name='send_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AlterField(
            model_name='delivery',
            name='state',
            field=models.CharField(choices=[('owed', 'owed'), ('in digest', 'waits for a digest'), ('sent', 'sent'), ('sent, maybe twice', 'sent, maybe twice'), ('not needed', 'not needed'), ('given up', 'given up')], default='owed', max_length=24),
        ),
        migrations.CreateModel(
            name='Digest',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('state', models.CharField(choices=[('owed', 'owed'), ('in digest', 'waits for a digest'), ('sent', 'sent'), ('sent, maybe twice', 'sent, maybe twice'), ('not needed', 'not needed'), ('given up', 'given up')], default='owed', max_length=24)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('problem', models.CharField(blank=True, default='', max_length=300)),
                ('trying_until', models.DateTimeField(null=True)),
                ('unclear', models.BooleanField(default=False)),
                ('at', models.DateTimeField()),
                ('sent_at', models.DateTimeField(null=True)),
                ('person', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='digests', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'db_table': 'digest',
            },
        ),
        migrations.AddField(
            model_name='delivery',
            name='digest',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='deliveries', to='sundial.digest'),
        ),
        migrations.AddIndex(
            model_name='delivery',
            index=models.Index(condition=models.Q(('digest', None), ('state', 'in digest')), fields=['send_at'], name='delivery_waits'),
        ),
        migrations.AddIndex(
            model_name='delivery',
            index=models.Index(condition=models.Q(('digest__isnull', False)), fields=['digest'], name='delivery_of_digest'),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'in digest'), _negated=True), ('send_at__isnull', False), _connector='OR'), name='delivery_in_digest_has_its_time'),
        ),
        migrations.AddIndex(
            model_name='digest',
            index=models.Index(condition=models.Q(('state', 'owed')), fields=['at'], name='digest_owed'),
        ),
        migrations.RunSQL((SQL / "0034_digest.sql").read_text()),
    ]
