from django.http import HttpRequest, HttpResponse

from quanfu.knowledge import permissions
from quanfu.knowledge.queries.markdown import rendered
from quanfu.ui.page import answer, page

LONGEST = 10_000


@page(permissions.PREVIEW_CREATE, methods=("POST",))
def create(request: HttpRequest) -> HttpResponse:
    """The text of the form as readers will see it; nothing is saved."""
    texts = {name: request.POST.get(name, "")[:LONGEST] for name in ("title", "body", "title_en", "body_en")}
    parts = [(texts[f"title{end}"], rendered(texts[f"body{end}"])) for end in ("", "_en") if texts[f"title{end}"] or texts[f"body{end}"]]  # fmt: skip
    return answer(request, {"parts": parts}, block="content", status=200)
