"""Word that an escalation is settled, and whose the case is again."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('sundial', '0039_wall_check'),
    ]

    operations = [
        migrations.AlterField(
            model_name='alert',
            name='kind',
            field=models.CharField(choices=[('opened', 'a case was opened'), ('messaged', 'a message came'), ('owner-set', 'a case has a new owner'), ('reopened', 'a case was reopened'), ('severity-asked', 'another severity is asked for'), ('severity-declined', 'another severity is not wanted'), ('agreement-made', 'the customer agreed otherwise'), ('agreement-declined', 'the customer did not agree'), ('agreement-ended', 'an agreement was withdrawn'), ('date-accepted', 'the customer accepted a release date'), ('release-rescheduled', 'a release moved, and a notice is owed'), ('fix-removed', 'a fix was taken out of its release, and a notice is owed'), ('fix-released', 'a fix is out'), ('merged-from', 'another case was merged into this one'), ('resource-asked', 'a group is asked for something'), ('resource-answered', 'a group has answered'), ('resource-withdrawn', 'a request to a group is withdrawn'), ('handover-offered', 'a case is handed over'), ('handover-questioned', 'a question about a handover'), ('handover-accepted', 'a handover was accepted'), ('handover-withdrawn', 'a handover was withdrawn'), ('escalated', 'a case was escalated'), ('comfort-asked', 'are you comfortable with the progress?'), ('comfort-said', 'the customer said whether they are comfortable'), ('escalation-settled', 'an escalation is settled'), ('tier-raised', 'a case waits for a higher tier'), ('waiver-asked', 'a waiver is asked for'), ('glass-asked', 'somebody outside asks to read a case'), ('shift-offered', 'a shift is offered'), ('due-soon', 'a promise falls due soon'), ('breached', 'a promise was missed'), ('asked-again', 'what you took is still open'), ('undelivered', 'an alert could not be mailed')], max_length=32),
        ),
    ]
