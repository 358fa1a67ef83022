from django.urls import path

from quanfu.sla.views import clock

app_name = "sla"
urlpatterns = [
    path("clocks/", clock.index, name="clock.index"),
    path("requests/<str:number>/clocks/", clock.panel, name="clock.panel"),
]
