from django.apps import AppConfig


class TrainingConfig(AppConfig):
    name = "quanfu.training"
    label = "training"
