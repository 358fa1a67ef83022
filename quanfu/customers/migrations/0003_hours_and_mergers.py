import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('customers', '0002_customer_grade'),
    ]

    operations = [
        migrations.AddField(
            model_name='customer',
            name='call_from',
            field=models.TimeField(blank=True, null=True, verbose_name='call not before'),
        ),
        migrations.AddField(
            model_name='customer',
            name='call_until',
            field=models.TimeField(blank=True, null=True, verbose_name='call not after'),
        ),
        migrations.AddField(
            model_name='customer',
            name='merged_into',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='customers.customer'),
        ),
        migrations.AddIndex(
            model_name='customer',
            index=models.Index(condition=models.Q(('grade', ''), _negated=True), fields=['company', 'grade', 'id'], name='customer_by_grade'),
        ),
    ]
