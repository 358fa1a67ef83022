"""Questionnaires as pages and other contexts read them."""

from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from quanfu.desk.enums import Kind
from quanfu.surveys.enums import COMPLAINT, COMPLAINT_ITEMS, DEFAULT_ITEMS
from quanfu.surveys.models import Item, Questionnaire

if TYPE_CHECKING:
    from quanfu.desk.models import Request
    from quanfu.org.models import Person, Unit


def questionnaire_for(company: "Unit", *, complaint: bool = False) -> Questionnaire | None:
    """What goes out with the company's invitations: its first questionnaire in use; for complaints the one about their
    handling."""
    found = Questionnaire.objects.filter(company=company, is_active=True).order_by("pk")
    return (found.filter(code=COMPLAINT) if complaint else found.exclude(code=COMPLAINT)).first()


def items_of(questionnaire: Questionnaire) -> list[Item]:
    """What is asked now, in order."""
    return list(questionnaire.items.filter(is_active=True))


def items_for_request(request: "Request") -> list[Item]:
    """What the customer of this request is, or will be, asked."""
    invited = Questionnaire.objects.filter(invitations__request=request).first()
    complaint = request.kind == Kind.COMPLAINT
    questionnaire = invited or questionnaire_for(request.company, complaint=complaint)
    if questionnaire:
        return items_of(questionnaire)
    items = COMPLAINT_ITEMS if complaint else DEFAULT_ITEMS
    return [Item(code=code, label=label, label_en=label_en) for code, label, label_en in items]


def labels_of(questionnaire: Questionnaire) -> dict[str, str]:
    """Texts by item code, those out of use too, for showing old answers."""
    return {item.code: str(item) for item in questionnaire.items.all()}


def visible_to(by: "Person", permission: str) -> Q:
    """Questionnaires of the companies in reach."""
    scope = by.scope(permission)
    return Q(company__in=scope.companies | scope.units)


def questionnaires_for(by: "Person", permission: str) -> "QuerySet[Questionnaire]":
    """The questionnaires in reach, those out of use too."""
    return Questionnaire.objects.filter(visible_to(by, permission)).select_related("company")


def items_for(by: "Person", permission: str) -> "QuerySet[Item]":
    """The items of the questionnaires in reach."""
    found = Item.objects.filter(questionnaire__in=Questionnaire.objects.filter(visible_to(by, permission)))
    return found.select_related("questionnaire")
