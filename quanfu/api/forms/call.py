"""Telephone calls as programs hand them in and see them."""

from datetime import datetime
from typing import Literal

from ninja import Schema
from pydantic import AwareDatetime, ConfigDict, Field

from quanfu.api.forms.request import Text


class CallIn(Schema):
    """One incoming call that is over. Product support needs product, end_customer, problem_type and content."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    is_answered: bool
    is_confirmed: bool | None = Field(
        None, description="whether the agent read back what they had understood; needed for answered calls"
    )
    phone: Text = Field("", max_length=24)
    channel: Text = Field("", max_length=40, description="code of a channel of the kind phone")
    at: AwareDatetime | None = Field(None, description="when it came in; left out: now")
    rings: int | None = Field(None, ge=0, le=999)
    request_number: Text = Field("", max_length=24)
    remark: Text = Field("", max_length=300)
    topic: Literal["general", "support"] = "general"
    product: Text = Field("", max_length=120)
    end_customer: Text = Field("", max_length=120)
    problem_type: Text = Field("", max_length=60)
    content: Text = Field("", max_length=5000)
    source_key: Text = Field(
        "",
        max_length=80,
        description="the sending system's own id; the same again gives the call that is there",
    )


class CallOut(Schema):
    id: int
    direction: str
    state: str
    phone: str
    channel: str | None
    agent: str | None = Field(description="login of whoever answered or dialled")
    is_answered: bool
    is_confirmed: bool | None
    in_hours: bool
    rings: int | None
    at: datetime
    answered_at: datetime | None
    ended_at: datetime | None
    seconds: int | None = Field(description="how long they spoke")
    return_due_at: datetime | None = Field(description="a missed call is to be called back by then")
    returned_at: datetime | None
    recording: str | None
    request_number: str | None
    remark: str
    topic: str
    product: str
    end_customer: str
    problem_type: str
    content: str


class CallPage(Schema):
    items: list[CallOut]
    next: str | None = Field(None, description="give it as ?cursor= for the next page")
