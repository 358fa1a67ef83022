from django.apps import AppConfig


class KnowledgeConfig(AppConfig):
    name = "quanfu.knowledge"
    label = "knowledge"
