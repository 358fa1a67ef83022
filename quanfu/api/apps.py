from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "quanfu.api"
    label = "api"
