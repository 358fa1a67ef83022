from django.urls import include, path

from quanfu.channels.views import (
    breach,
    call,
    channel,
    channel_board,
    channel_test,
    check,
    delivery,
    fault,
    group_hook,
    hook,
    hook_test,
    incoming,
    message,
    raw,
    rerun,
    retry,
)

app_name = "channels"
pages = [
    *channel.crud.urls("channels", "channel"),
    *group_hook.crud.urls("groups", "group_hook"),
    path("groups/<int:pk>/test/", hook_test.create, name="hook_test.create"),
    path("calls/", call.index, name="call.index"),
    path("calls/new/", call.create, name="call.create"),
    path("channels/<int:pk>/test/", channel_test.create, name="channel_test.create"),
    path("board/", channel_board.show, name="channel_board.show"),
    path("incoming/", incoming.index, name="incoming.index"),
    path("incoming/<int:pk>/", incoming.show, name="incoming.show"),
    path("incoming/<int:pk>/raw/", raw.show, name="raw.show"),
    path("incoming/<int:pk>/rerun/", rerun.create, name="rerun.create"),
    path("tests/", check.index, name="check.index"),
    path("tests/<int:pk>/", check.update, name="check.update"),
    path("faults/", fault.index, name="fault.index"),
    path("faults/<int:pk>/", fault.update, name="fault.update"),
    path("limits/", breach.index, name="breach.index"),
    path("messages/", message.index, name="message.index"),
    path("messages/<int:pk>/", message.show, name="message.show"),
    path("messages/<int:pk>/delivery/", delivery.create, name="delivery.create"),
    path("messages/<int:pk>/retry/", retry.create, name="retry.create"),
]
urlpatterns = [path("channels/", include(pages)), path("hooks/<str:key>/", hook.create, name="hook.create")]
