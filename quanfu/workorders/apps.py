from django.apps import AppConfig


class WorkordersConfig(AppConfig):
    name = "quanfu.workorders"
    label = "workorders"
