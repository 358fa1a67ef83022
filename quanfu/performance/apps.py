from django.apps import AppConfig


class PerformanceConfig(AppConfig):
    name = "quanfu.performance"
    label = "performance"
