from django.urls import path

from quanfu.reports.views import chain, dashboard, feedback, unit

app_name = "reports"
urlpatterns = [
    path("dashboard/", dashboard.show, name="dashboard.show"),
    path("units/", unit.show, name="unit.show"),
    path("feedback/", feedback.show, name="feedback.show"),
    path("chain/", chain.show, name="chain.show"),
]
