"""Skills and who masters them (ASG-3)."""

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from quanfu.core.actor import Actor
from quanfu.core.errors import Refused
from quanfu.core.events import emit
from quanfu.org import events
from quanfu.org.models import Person, PersonSkill, Skill, Unit


def save_skill(
    *, skill: Skill | None, company: Unit | None, code: str, name: str, by: Actor, name_en: str = ""
) -> Skill:
    """Make a skill of the company (None) or change one; the company of a skill never changes."""
    with transaction.atomic():
        skill = skill or Skill(company=company)
        wanted = {"code": code, "name": name, "name_en": name_en}
        changes = {c: [getattr(skill, c), new] for c, new in wanted.items() if getattr(skill, c) != new}
        for column, new in wanted.items():
            setattr(skill, column, new)
        try:
            with transaction.atomic():
                skill.save()
        except IntegrityError:
            raise Refused(_("This code is taken."), field="code") from None
        if changes:
            emit(events.SKILL_SAVED, skill, by=by, changes=changes)
    return skill


def delete_skill(*, skill: Skill, by: Actor) -> None:
    """Remove a skill with all that people master of it. Refused while service types or requests demand it."""
    with transaction.atomic():
        emit(events.SKILL_DELETED, skill, by=by, changes={"name": [skill.name, None]})
        try:
            skill.delete()
        except ProtectedError:
            raise Refused(_("Service types or requests demand this skill.")) from None


def set_mastery(*, person: Person, skill: Skill, level: int, by: Actor) -> None:
    """How well the person masters the skill: 1 to 3, or 0 for not at all. The same level again changes nothing."""
    if not 0 <= level <= 3:
        raise Refused(_("A level is 0 to 3."), field="level")
    if skill.company_id != person.company_id:
        raise Refused(_("This skill belongs to another company."), field="skill")
    with transaction.atomic():
        row = PersonSkill.objects.select_for_update().filter(person=person, skill=skill).first()
        old = row.level if row else 0
        if old == level:
            return
        if level == 0:
            PersonSkill.objects.filter(person=person, skill=skill).delete()
        else:
            PersonSkill.objects.update_or_create(person=person, skill=skill, defaults={"level": level})
        emit(
            events.MASTERY_CHANGED, person, by=by, changes={"level": [old, level]}, data={"skill": skill.pk, "name": skill.name}
        )  # fmt: skip
