import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('desk', '0004_callbacks_and_visits'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='request',
            name='waits_for',
            field=models.CharField(blank=True, choices=[('customer', 'Waiting for the customer'), ('parts', 'Waiting for parts'), ('special', 'Special reason')], default='', max_length=10, verbose_name='waits for'),
            preserve_default=False,
        ),
        migrations.CreateModel(
            name='Hold',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('waits_for', models.CharField(choices=[('customer', 'Waiting for the customer'), ('parts', 'Waiting for parts'), ('special', 'Special reason')], max_length=10, verbose_name='waits for')),
                ('text', models.CharField(blank=True, max_length=300, verbose_name='reason')),
                ('begun_at', models.DateTimeField(verbose_name='since')),
                ('ended_at', models.DateTimeField(null=True, verbose_name='ended')),
                ('ended_by', models.CharField(blank=True, max_length=80, verbose_name='ended by')),
                ('followed_up_at', models.DateTimeField(null=True, verbose_name='customer reminded')),
                ('closes_at', models.DateTimeField(null=True, verbose_name='closes by itself')),
                ('next_at', models.DateTimeField(null=True)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('request', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='holds', to='desk.request')),
            ],
        ),
        migrations.AddIndex(
            model_name='hold',
            index=models.Index(condition=models.Q(('next_at', None), _negated=True), fields=['next_at'], name='hold_next'),
        ),
        migrations.AddConstraint(
            model_name='hold',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('request',), name='one_open_hold'),
        ),
        migrations.AddConstraint(
            model_name='hold',
            constraint=models.CheckConstraint(condition=models.Q(('ended_at', None), ('next_at', None), _connector='OR'), name='only_open_holds_ring'),
        ),
    ]
