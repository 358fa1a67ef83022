from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "quanfu.desk"
    label = "desk"
