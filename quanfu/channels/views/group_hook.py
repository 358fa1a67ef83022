"""Settings: work groups that are told what happens."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from quanfu.channels.actions.group_hook import delete_group_hook, save_group_hook
from quanfu.channels.forms.group_hook import GroupHookForm
from quanfu.channels.models import GroupHook
from quanfu.channels.permissions import GROUP_HOOK_INDEX, HOOK_TEST_CREATE
from quanfu.channels.queries.group_hook import group_hooks_for
from quanfu.ui.crud import Crud
from quanfu.ui.listing import Column

crud = Crud(
    model=GroupHook,
    form=GroupHookForm,
    permissions="channels.group_hook",
    columns=[
        Column(_("Work group"), sort="name", value="name"), Column(_("Kind"), value="get_kind_display"),
        Column(_("Told of"), value=lambda hook: len(hook.events), align="end"),
        Column(_("Last message"), value="sent_at", quiet=True), Column(_("What the server said"), value="error", quiet=True),
        Column(_("In use"), value="is_active"),
    ],
    order=["name", "id"],
    search=["name"],
    text=_("Robots of WeCom, DingTalk and Feishu groups: told when the state of a request changes, without personal data."),
    queryset=lambda by: group_hooks_for(by, GROUP_HOOK_INDEX),
    save=save_group_hook,
    delete=delete_group_hook,
    form_kwargs=lambda request: {"by": request.user},
    links=lambda by, hook: [(_("Send a test message"), reverse("channels:hook_test.create", args=[hook.pk]), "send")] if by.may(HOOK_TEST_CREATE) else [],
)  # fmt: skip
index, create, update, delete = crud.views()
