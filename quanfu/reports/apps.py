from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "quanfu.reports"
    label = "reports"
