from django.apps import AppConfig


class ChannelsConfig(AppConfig):
    name = "quanfu.channels"
    label = "channels"
