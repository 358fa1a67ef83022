from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from quanfu.desk import permissions
from quanfu.desk.actions.reply_template import delete_reply_template, save_reply_template
from quanfu.desk.forms.step import ReplyTemplateForm
from quanfu.desk.models import ReplyTemplate
from quanfu.desk.queries.reply_template import filled_templates, templates_of
from quanfu.desk.queries.request import access_request
from quanfu.ui.crud import Crud
from quanfu.ui.listing import Column
from quanfu.ui.page import answer, page

crud = Crud(
    model=ReplyTemplate,
    form=ReplyTemplateForm,
    permissions="desk.reply_template",
    columns=[
        Column(_("Designation"), sort="name"), Column(_("Shortcut text"), sort="shortcut"), Column(_("Service type"), value="service_type"),
        Column(_("Kind"), value="get_kind_display"), Column(_("Channel"), value="get_channel_display"),
        Column(_("Position"), sort="position", align="end"), Column(_("In use"), value="is_active"),
    ],
    queryset=lambda by: templates_of(by.company_id),
    save=save_reply_template,
    delete=delete_reply_template,
    order=["position", "name"],
    search=["name", "shortcut", "text"],
    text=_("Replies to begin with. Fields in double braces are filled from the request."),
    form_kwargs=lambda request: {"by": request.user},
)  # fmt: skip
index, create, update, delete = crud.views()


@page(permissions.REPLY_TEMPLATE_PANEL, methods=("GET", "HEAD"))
def panel(request: HttpRequest, number: str) -> HttpResponse:
    """The templates that fit the request, filled; a script puts the chosen one into the composer."""
    req = access_request(number, by=request.user, permission=permissions.REPLY_TEMPLATE_PANEL)
    return answer(request, {"req": req, "filled": filled_templates(req, request.user)}, block="content")
