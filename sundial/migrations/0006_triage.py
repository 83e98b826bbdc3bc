"""What triage asks for by an index: cases that are not triaged yet, and those about one product."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('sundial', '0005_promises'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='case',
            index=models.Index(models.OrderBy(models.ExpressionWrapper(models.Q(('flag', '')), output_field=models.BooleanField())), models.OrderBy(models.F('next_due_at'), nulls_last=True), models.OrderBy(models.F('rung'), descending=True), models.OrderBy(models.F('severity')), models.OrderBy(models.F('plan_rank')), models.OrderBy(models.F('number')), condition=models.Q(('state__in', ['new', 'diagnosis', 'fix', 'released']), ('triaged', False)), name='case_untriaged'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(fields=['product', '-changed_at'], name='case_of_product'),
        ),
    ]
