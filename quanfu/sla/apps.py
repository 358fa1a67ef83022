from django.apps import AppConfig


class SlaConfig(AppConfig):
    name = "quanfu.sla"
    label = "sla"
