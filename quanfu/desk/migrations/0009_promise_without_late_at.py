from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('desk', '0008_seen'),
    ]

    operations = [
        migrations.RemoveField(
            model_name='promise',
            name='late_at',
        ),
    ]
