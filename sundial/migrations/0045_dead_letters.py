"""What could not be delivered is sent again, or put aside; and letters are found by index, whatever became of them."""

from pathlib import Path

import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):

    dependencies = [
        ('sundial', '0044_wall_ground'),
    ]

    operations = [
        migrations.CreateModel(
            name='DeadLetterAct',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('seq', models.PositiveIntegerField()),
                ('about', models.CharField(blank=True, db_default='', default='', max_length=36)),
                ('deed', models.CharField(choices=[('again', 'sent again'), ('aside', 'put aside')], max_length=8)),
                ('reason', models.CharField(blank=True, db_default='', default='', max_length=500)),
                ('at', models.DateTimeField()),
                ('done_at', models.DateTimeField(null=True)),
            ],
            options={
                'db_table': 'dead_letter_act',
            },
        ),
        migrations.RemoveIndex(
            model_name='alert',
            name='alert_unheard',
        ),
        migrations.RemoveIndex(
            model_name='inboundletter',
            name='inbound_letter_open',
        ),
        migrations.AlterField(
            model_name='delivery',
            name='state',
            field=models.CharField(choices=[('owed', 'owed'), ('quiet', 'waits for the end of quiet hours'), ('in digest', 'waits for a digest'), ('sent', 'sent'), ('sent, maybe twice', 'sent, maybe twice'), ('not needed', 'not needed'), ('given up', 'given up'), ('put aside', 'given up, and put aside by somebody')], default='owed', max_length=24),
        ),
        migrations.AlterField(
            model_name='digest',
            name='state',
            field=models.CharField(choices=[('owed', 'owed'), ('quiet', 'waits for the end of quiet hours'), ('in digest', 'waits for a digest'), ('sent', 'sent'), ('sent, maybe twice', 'sent, maybe twice'), ('not needed', 'not needed'), ('given up', 'given up'), ('put aside', 'given up, and put aside by somebody')], default='owed', max_length=24),
        ),
        migrations.AddIndex(
            model_name='inboundletter',
            index=models.Index(condition=models.Q(('fate__in', ('queue', 'held')), ('settled_at__isnull', True)), fields=['arrived_at'], name='inbound_letter_waiting'),
        ),
        migrations.AddIndex(
            model_name='inboundletter',
            index=models.Index(condition=models.Q(('reply_at__isnull', False)), fields=['reply_at'], name='inbound_letter_replied'),
        ),
        migrations.AddIndex(
            model_name='inboundraw',
            index=models.Index(condition=models.Q(('read_at__isnull', False)), fields=['read_at'], name='inbound_raw_read'),
        ),
        migrations.AddField(
            model_name='deadletteract',
            name='by',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='deadletteract',
            name='case',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='dead_letter_acts', to='sundial.case'),
        ),
        migrations.AddIndex(
            model_name='deadletteract',
            index=models.Index(fields=['case', 'seq', 'at'], name='dead_letter_act_of_fact'),
        ),
        migrations.AddConstraint(
            model_name='deadletteract',
            constraint=models.CheckConstraint(condition=models.Q(('deed', 'again'), models.Q(('deed', 'aside'), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='dead_letter_act_has_a_reason'),
        ),
        migrations.RunSQL((SQL / "0045_dead_letters.sql").read_text()),
    ]
