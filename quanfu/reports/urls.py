from django.urls import path

from quanfu.reports.views import dashboard, unit

app_name = "reports"
urlpatterns = [
    path("dashboard/", dashboard.show, name="dashboard.show"),
    path("units/", unit.show, name="unit.show"),
]
