from django.apps import AppConfig


class SurveysConfig(AppConfig):
    name = "quanfu.surveys"
    label = "surveys"
