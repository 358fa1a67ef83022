from django.apps import AppConfig


class OrgConfig(AppConfig):
    name = "quanfu.org"
    label = "org"
