"""What people can do."""

from collections.abc import Collection

from django.db.models import QuerySet

from quanfu.org.models import Person, PersonSkill, Skill


def skills_of(company_id: int) -> QuerySet[Skill]:
    """The skills of a company by name."""
    return Skill.objects.filter(company=company_id).order_by("name", "pk")


def mastery_for(skill_ids: Collection[int]) -> dict[int, dict[int, int]]:
    """{skill id: {person id: level}} of the active people who master the skills; one query."""
    found: dict[int, dict[int, int]] = {skill: {} for skill in skill_ids}
    rows = PersonSkill.objects.filter(skill__in=skill_ids, person__is_active=True)
    for skill, person, level in rows.values_list("skill_id", "person_id", "level"):
        found[skill][person] = level
    return found


def level_of(person: Person, *, skill_code: str) -> int:
    """How well the person masters the skill of that code in their own company; 0: not at all."""
    rows = PersonSkill.objects.filter(person=person.pk, skill__code=skill_code, skill__company=person.company_id)
    return rows.values_list("level", flat=True).first() or 0
