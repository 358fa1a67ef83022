from django.urls import path

from quanfu.sla.views import clock, extension, gap, passage, policy, policy_order, recomputation, step, trial

app_name = "sla"
urlpatterns = [
    path("clocks/", clock.index, name="clock.index"),
    path("requests/<str:number>/clocks/", clock.panel, name="clock.panel"),
    path("requests/<str:number>/extension/", extension.create, name="extension.create"),
    path("extensions/", extension.index, name="extension.index"),
    path("extensions/<int:pk>/", extension.update, name="extension.update"),
    path("policies/", policy.index, name="policy.index"),
    path("policies/new/", policy.create, name="policy.create"),
    path("policies/trial/", trial.show, name="trial.show"),
    path("policies/<int:line>/", policy.update, name="policy.update"),
    path("policies/<int:line>/deletion/", policy.delete, name="policy.delete"),
    path("policies/<int:line>/order/", policy_order.create, name="policy_order.create"),
    path("recomputations/", recomputation.index, name="recomputation.index"),
    *step.crud.urls("steps", "step"),
    path("passages/", passage.index, name="passage.index"),
    path("requests/<str:number>/passage/", passage.create, name="passage.create"),
    path("requests/<str:number>/steps/", passage.panel, name="passage.panel"),
    path("gaps/", gap.index, name="gap.index"),
]
