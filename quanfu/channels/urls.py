from django.urls import include, path

from quanfu.channels.views import call, channel, delivery, group_hook, hook, hook_test, message, retry

app_name = "channels"
pages = [
    *channel.crud.urls("channels", "channel"),
    *group_hook.crud.urls("groups", "group_hook"),
    path("groups/<int:pk>/test/", hook_test.create, name="hook_test.create"),
    path("calls/", call.index, name="call.index"),
    path("calls/new/", call.create, name="call.create"),
    path("messages/", message.index, name="message.index"),
    path("messages/<int:pk>/", message.show, name="message.show"),
    path("messages/<int:pk>/delivery/", delivery.create, name="delivery.create"),
    path("messages/<int:pk>/retry/", retry.create, name="retry.create"),
]
urlpatterns = [path("channels/", include(pages)), path("hooks/<str:key>/", hook.create, name="hook.create")]
