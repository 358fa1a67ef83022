from django.apps import AppConfig


class QualityConfig(AppConfig):
    name = "quanfu.quality"
    label = "quality"
