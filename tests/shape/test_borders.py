"""Call down, emit up. import-linter holds the floors; what it cannot see is held here."""

import re
from typing import Any

from django.apps import apps
from django.db.models import ForeignKey, ManyToManyField

from tests.shape.house import FLOORS, KERNEL, PACKAGE, assert_none, contexts, imports, place, python_files

PRIVATE = ("views", "forms", "models")


def owner(model: Any) -> str:
    name: str = model._meta.app_config.name
    return name.removeprefix("quanfu.")


def test_a_foreign_key_points_down() -> None:
    """Foreign keys are named by strings, which import-linter does not follow."""
    wrong = [
        f"{model._meta.label}.{field.name} → {field.related_model._meta.label}"
        for model in apps.get_models()
        if owner(model) in FLOORS
        for field in model._meta.get_fields()
        if isinstance(field, ForeignKey | ManyToManyField)
        and owner(field.related_model) in FLOORS
        and FLOORS.index(owner(field.related_model)) > FLOORS.index(owner(model))
    ]
    assert_none(wrong)


def test_views_forms_and_models_of_another_context_are_private() -> None:
    """Its queries and actions are the way in; a foreign key names a model by a string, an annotation under TYPE_CHECKING."""
    wrong = []
    for context in contexts():
        for path in python_files(PACKAGE / context):
            for node, name in imports(path):
                parts = name.split(".")
                foreign = parts[0] == "quanfu" and len(parts) > 2 and parts[1] not in (context, *KERNEL)
                if foreign and parts[2] in PRIVATE:
                    wrong.append(f"{place(path, node)}: {name}")
    assert_none(wrong)


def test_a_template_uses_those_of_its_own_context_and_of_ui() -> None:
    used = re.compile(r"""\{%-?\s*(?:extends|include|import|from)\s+["']([^"'/]+)/""")
    wrong = [
        f"{place(path)}: {other}"
        for context in contexts()
        for path in sorted((PACKAGE / context / "templates").rglob("*.html"))
        for other in used.findall(path.read_text(encoding="utf-8"))
        if other not in (context, "ui")
    ]
    assert_none(wrong)


def test_only_the_wiring_the_packs_and_the_commands_know_all_contexts() -> None:
    """Nothing in a context imports the files above all contexts."""
    above = ("quanfu.wiring", "quanfu.schedule", "quanfu.urls", "quanfu.cli", "quanfu.packs")
    wrong = [
        f"{place(path, node)}: {name}"
        for context in contexts()
        for path in python_files(PACKAGE / context)
        for node, name in imports(path)
        if name.startswith(above)
    ]
    assert_none(wrong)
