from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0003_search'),
    ]

    operations = [
        # read by quanfu.core.search.vocabulary in these very words
        migrations.RunSQL(
            'CREATE INDEX core_searchword_end ON core_searchword (substr(text, length(text) - 1))',
            'DROP INDEX core_searchword_end',
        ),
    ]
