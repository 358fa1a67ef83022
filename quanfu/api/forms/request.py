"""The shapes that go in and out."""

from datetime import datetime
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import AfterValidator, AwareDatetime, ConfigDict, Field, JsonValue


def clean(text: str) -> str:
    """Refuse what no database keeps: NUL and lone surrogates."""
    if "\x00" in text:
        raise ValueError("must not contain NUL")
    try:
        text.encode()
    except UnicodeEncodeError:
        raise ValueError("must be valid Unicode") from None
    return text


Text = Annotated[str, AfterValidator(clean)]
PRIORITIES = {"emergency": 0, "urgent": 1, "normal": 2}


class RequestIn(Schema):
    """What a customer wants. Give a phone number or a mail address."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    subject: Text = Field(min_length=1, max_length=200)
    contact_name: Text = Field(min_length=1, max_length=60)
    body: Text = Field("", max_length=20000)
    contact_phone: Text = Field("", max_length=24)
    contact_email: Text = Field("", max_length=254, pattern=r"^$|^[^@\s]+@[^@\s]+\.[^@\s]+$")
    contact_company: Text = Field("", max_length=120)
    service_type: Text = Field("", max_length=60, description="code of a second-level service type")
    priority: Literal["emergency", "urgent", "normal"] = "normal"
    special_wish: Text = Field("", max_length=300)
    expected_at: AwareDatetime | None = None
    facts: dict[Text, JsonValue] = Field(
        default_factory=dict, description="custom fields of the type, by code"
    )
    source: Text = Field("", max_length=40, description="name of the sending system")
    source_key: Text = Field(
        "", max_length=80, description="the sending system's own id; unique within source"
    )


class RequestOut(Schema):
    number: str
    kind: str
    state: str
    stage: str
    priority: str
    subject: str
    service_type: str | None
    unit: str
    responsible: str | None
    contact_name: str
    opened_at: datetime
    due_at: datetime | None
    closed_at: datetime | None
    tracking_url: str


class RequestPage(Schema):
    items: list[RequestOut]
    next: str | None = Field(None, description="give it as ?cursor= for the next page")


class NoteIn(Schema):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    text: Text = Field(min_length=1, max_length=20000)
    kind: Literal["note", "reply", "call"] = "note"


class NoteOut(Schema):
    id: int
    kind: str
    at: datetime


class SmsIn(Schema):
    """An SMS that a customer sent; "5" rates their latest finished request."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    phone: Text = Field(min_length=3, max_length=24)
    text: Text = Field(max_length=1000)


class Problem(Schema):
    """RFC 9457."""

    type: str
    title: str
    status: int
    detail: str = ""
    errors: list[dict[str, Any]] = []
