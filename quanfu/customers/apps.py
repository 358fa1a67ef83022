from django.apps import AppConfig


class CustomersConfig(AppConfig):
    name = "quanfu.customers"
    label = "customers"
