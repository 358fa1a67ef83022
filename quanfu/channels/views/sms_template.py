"""Settings: the texts that the SMS provider has approved."""

from django.utils.translation import gettext_lazy as _

from quanfu.channels.actions.sms_template import delete_sms_template, save_sms_template
from quanfu.channels.forms.sms import SmsTemplateForm
from quanfu.channels.models import SmsTemplate
from quanfu.channels.permissions import SMS_TEMPLATE_INDEX
from quanfu.channels.queries.sms import length_with_signature, sms_templates_for
from quanfu.ui.crud import Crud
from quanfu.ui.listing import Column

crud = Crud(
    model=SmsTemplate,
    form=SmsTemplateForm,
    permissions="channels.sms_template",
    columns=[
        Column(_("Template"), sort="name", value="name"),
        Column(_("Code"), sort="code", value="code"),
        Column(_("Text"), value="text", quiet=True),
        Column(_("SMS charged, at least"), value=lambda template: length_with_signature(template).parts, align="end"),
        Column(_("Channel"), value="channel", quiet=True),
        Column(_("In use"), value="is_active"),
    ],
    order=["channel_id", "name", "id"],
    search=["name", "code", "text"],
    text=_("Providers send approved texts only. A text that was written by a template goes out under its code, whatever caused it."),
    queryset=lambda by: sms_templates_for(by, SMS_TEMPLATE_INDEX),
    save=save_sms_template,
    delete=delete_sms_template,
    form_kwargs=lambda request: {"by": request.user},
)  # fmt: skip
index, create, update, delete = crud.views()
