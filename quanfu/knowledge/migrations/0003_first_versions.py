"""Articles of before versions were kept: each becomes its own published first version, for staff only as it was."""

from typing import Any

from django.db import migrations


def write_versions(apps: Any, schema_editor: Any) -> None:
    article_model, version_model = apps.get_model("knowledge", "Article"), apps.get_model("knowledge", "Version")
    old = list(article_model.objects.filter(version=0))
    version_model.objects.bulk_create(
        [
            version_model(
                article=a, number=1, state="published", title=a.title, title_en=a.title_en, body=a.body, body_en=a.body_en,
                at=a.updated_at, decided_at=a.updated_at,
            )
            for a in old
        ],
        batch_size=500,
    )
    for a in old:
        a.version, a.published_at = 1, a.updated_at
    article_model.objects.bulk_update(old, ["version", "published_at"], batch_size=500)


class Migration(migrations.Migration):
    dependencies = [("knowledge", "0002_library")]

    operations = [migrations.RunPython(write_versions, migrations.RunPython.noop)]
