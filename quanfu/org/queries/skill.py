"""What people can do."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import Http404

from quanfu.org import permissions
from quanfu.org.models import Person, PersonSkill, Skill
from quanfu.org.queries.unit import companies_for, companies_touched


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
    rows = PersonSkill.objects.filter(
        person=person.pk, skill__code=skill_code, skill__company=person.company_id
    )
    return rows.values_list("level", flat=True).first() or 0


def skills_for(by: Person) -> QuerySet[Skill]:
    """The skills of the companies in reach."""
    companies = companies_for(by, permissions.SKILL_INDEX)
    return Skill.objects.filter(company__in=companies).select_related("company").order_by("name", "pk")


def mastery_of(person: Person) -> QuerySet[PersonSkill]:
    return (
        PersonSkill.objects.filter(person=person.pk).select_related("skill").order_by("-level", "skill__name")
    )


def access_skill(pk: int, *, by: Person) -> Skill:
    """A skill of a company that the matrix of ``by`` touches; Http404 alike for absent and forbidden."""
    companies = companies_touched(by, permissions.SKILL_MATRIX_UPDATE)
    skill = Skill.objects.filter(pk=pk, company__in=companies).first()
    if skill is None:
        raise Http404("org.Skill")
    return skill


@dataclass
class Cell:
    """Where a person and a skill meet. ``next`` is the level that a click sets."""

    person: Person
    skill: Skill
    level: int
    may_update: bool = True

    @property
    def next(self) -> int:
        return (self.level + 1) % 4


def cell_for(person: Person, skill: Skill, level: int) -> Cell:
    return Cell(person, skill, level)


def matrix_for(
    people: Sequence[Person], *, by: Person
) -> tuple[list[Skill], list[tuple[Person, list[Cell | None]]]]:
    """(skills, rows of (person, cells)); a cell is None where the skill belongs to another company. Three queries."""
    companies = {person.company_id for person in people}
    skills = list(Skill.objects.filter(company__in=companies).order_by("company", "name", "pk"))
    known = PersonSkill.objects.filter(person__in=[person.pk for person in people])
    levels = {
        (person, skill): level for person, skill, level in known.values_list("person_id", "skill_id", "level")
    }
    scope = by.scope(permissions.SKILL_MATRIX_UPDATE)
    rows: list[tuple[Person, list[Cell | None]]] = []
    for person in people:
        may = scope.covers(unit_id=person.unit_id, company_id=person.company_id) or (
            bool(scope) and person.pk == by.pk
        )
        rows.append((person, [
            Cell(person, skill, levels.get((person.pk, skill.pk), 0), may) if skill.company_id == person.company_id else None
            for skill in skills
        ]))  # fmt: skip
    return skills, rows
