"""Every write to questionnaires and their items."""

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from quanfu.core.actor import Actor
from quanfu.core.errors import AlreadyDone, Refused
from quanfu.core.events import emit
from quanfu.surveys import events
from quanfu.surveys.enums import COMPLAINT, COMPLAINT_ITEMS, DEFAULT_ITEMS, OVERALL
from quanfu.surveys.models import Answer, Item, Questionnaire
from quanfu.surveys.queries.questionnaire import questionnaire_for

if TYPE_CHECKING:
    from quanfu.org.models import Unit


@transaction.atomic
def ensure_questionnaire(*, company: "Unit", by: Actor, complaint: bool = False) -> Questionnaire:
    """The company's questionnaire, or that about the handling of complaints; the default one is made when it has none
    (EVA-4)."""
    present = questionnaire_for(company, complaint=complaint)
    if present:
        return present
    code = f"default-{Questionnaire.objects.filter(company=company).count() + 1}"
    name, name_en = "服务满意度评价", "Rate our service"
    items: tuple[tuple[str, str, str], ...] = DEFAULT_ITEMS
    if complaint:
        if off := Questionnaire.objects.filter(company=company, code=COMPLAINT).first():
            return questionnaire_for(company) or off
        code, name, name_en, items = (
            COMPLAINT,
            "投诉处理满意度评价",
            "Rate how we handled your complaint",
            COMPLAINT_ITEMS,
        )
    made = Questionnaire.objects.create(company=company, code=code, name=name, name_en=name_en)
    emit(events.QUESTIONNAIRE_SAVED, made, by=by)
    Item.objects.bulk_create(
        Item(questionnaire=made, position=place * 10, code=item_code, label=label, label_en=label_en)
        for place, (item_code, label, label_en) in enumerate(items, start=1)
    )
    return made


@transaction.atomic
def save_questionnaire(
    *,
    instance: Questionnaire | None,
    company: "Unit",
    code: str,
    name: str,
    by: Actor,
    name_en: str = "",
    is_active: bool = True,
) -> Questionnaire:
    """Add one (instance None) or overwrite it. Refused when the company has another of that code."""
    pk = instance.pk if instance else 0
    if Questionnaire.objects.filter(company=company, code=code).exclude(pk=pk).exists():
        raise Refused(_("There is already a questionnaire with this code."), field="code")
    new = {"company_id": company.pk, "code": code, "name": name, "name_en": name_en, "is_active": is_active}
    if instance is None:
        made = Questionnaire.objects.create(**new)
        emit(events.QUESTIONNAIRE_SAVED, made, by=by)
        return made
    if changes := {
        field: [getattr(instance, field), value]
        for field, value in new.items()
        if getattr(instance, field) != value
    }:
        if not Questionnaire.objects.filter(pk=pk).update(**new):
            raise AlreadyDone(_("This questionnaire has been removed."))
        emit(events.QUESTIONNAIRE_SAVED, instance, by=by, changes=changes)
        instance.refresh_from_db()
    return instance


@transaction.atomic
def delete_questionnaire(*, instance: Questionnaire, by: Actor) -> None:
    """Remove one that was never sent; one that was can only be taken out of use."""
    emit(events.QUESTIONNAIRE_DELETED, instance, by=by, changes={"code": [instance.code, ""]})
    try:
        removed = Questionnaire.objects.filter(pk=instance.pk).delete()[0]
    except ProtectedError:
        raise Refused(_("Customers were invited with it: take it out of use instead.")) from None
    if not removed:
        raise AlreadyDone(_("This questionnaire has been removed."))


@transaction.atomic
def save_item(
    *, instance: Item | None, questionnaire: Questionnaire, code: str, label: str, by: Actor, label_en: str = "",
    position: int = 100, is_active: bool = True,
) -> Item:  # fmt: skip
    """Add an item (instance None) or overwrite one. The code of an item stays, as answers are kept by it."""
    pk = instance.pk if instance else 0
    if instance and (instance.code, instance.questionnaire_id) != (code, questionnaire.pk):
        raise Refused(_("Ratings are kept by this code: make a new item instead."), field="code")
    if (
        code in (OVERALL, "text")
        or Item.objects.filter(questionnaire=questionnaire, code=code).exclude(pk=pk).exists()
    ):
        raise Refused(_("There is already an item with this code."), field="code")
    new = {
        "questionnaire_id": questionnaire.pk, "code": code, "label": label, "label_en": label_en, "position": position,
        "is_active": is_active,
    }  # fmt: skip
    if instance is None:
        made = Item.objects.create(**new)
        emit(events.ITEM_SAVED, made, by=by)
        return made
    if changes := {
        field: [getattr(instance, field), value]
        for field, value in new.items()
        if getattr(instance, field) != value
    }:
        if not Item.objects.filter(pk=pk).update(**new):
            raise AlreadyDone(_("This item has been removed."))
        emit(events.ITEM_SAVED, instance, by=by, changes=changes)
        instance.refresh_from_db()
    return instance


@transaction.atomic
def delete_item(*, instance: Item, by: Actor) -> None:
    """Remove an item nobody has rated yet; a rated one can only be taken out of use."""
    if Answer.objects.filter(
        invitation__questionnaire=instance.questionnaire, items__has_key=instance.code
    ).exists():
        raise Refused(_("Customers have rated it: take it out of use instead."))
    emit(events.ITEM_DELETED, instance, by=by, changes={"code": [instance.code, ""]})
    if not Item.objects.filter(pk=instance.pk).delete()[0]:
        raise AlreadyDone(_("This item has been removed."))
