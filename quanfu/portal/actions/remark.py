"""A customer writes to a request they follow."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from quanfu.core.actor import Actor
from quanfu.core.files import store_file
from quanfu.desk.actions.note import add_note
from quanfu.desk.enums import NoteKind
from quanfu.portal.actions.allowance import spend

if TYPE_CHECKING:
    from quanfu.desk.models import Note, Request


@transaction.atomic
def write_remark(
    *, request: "Request", text: str, files: Sequence[UploadedFile], from_address: str, by: Actor
) -> "Note":
    """Add the customer's words, and files, to the conversation. Refused when the request is closed, or too often."""
    spend(kind="remarks", address=from_address, by=by)
    stored = [store_file(file, by=by) for file in files]
    return add_note(request=request, kind=NoteKind.CUSTOMER, text=text, by=by, files=stored)
