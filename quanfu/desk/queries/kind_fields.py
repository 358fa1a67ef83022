"""What requests of a kind are asked for besides the fields of their type (REQ-10)."""

from typing import TYPE_CHECKING

from quanfu.core.enums import FieldKind
from quanfu.core.fields import declare_fields
from quanfu.core.models.field import FieldDefinition
from quanfu.desk.enums import Kind

if TYPE_CHECKING:
    from quanfu.desk.models import ServiceType

RETURN_REASONS = [
    {"code": "faulty", "label": "质量问题", "label_en": "Faulty"},
    {"code": "wrong", "label": "发错货或不符", "label_en": "Wrong or not as described"},
    {"code": "damaged", "label": "运输损坏", "label_en": "Damaged on the way"},
    {"code": "unwanted", "label": "不再需要", "label_en": "No longer wanted"},
]


def owner_of(kind: str) -> str:
    return f"desk.kind.{kind}"


declare_fields(
    owner_of(Kind.RETURN),
    [
        FieldDefinition(code="return_goods", label="退回的产品", label_en="Product sent back", kind=FieldKind.TEXT),
        FieldDefinition(code="return_bought_on", label="购买日期", label_en="Bought on", kind=FieldKind.DATE),
        FieldDefinition(
            code="return_reason", label="退货原因", label_en="Why it is sent back", kind=FieldKind.CHOICE, choices=RETURN_REASONS
        ),
    ],
)  # fmt: skip


def facts_owner(service_type: "ServiceType") -> str:
    """Whose fields a request of the type has: the type's own and its kind's."""
    return f"{service_type.fields_owner} {owner_of(service_type.kind)}"
