from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "quanfu.portal"
    label = "portal"
