from django.db import migrations

from quanfu.core.search.tokens import tune_tokens


class Migration(migrations.Migration):

    dependencies = [
        ('desk', '0004_cases'),
    ]

    operations = [
        tune_tokens('desk_requestwords'),
    ]
